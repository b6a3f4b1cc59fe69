"""Page 1 alone and one recruiter alone: as accessible and as provable as the whole report, on A4 and on Letter."""

import json
import re
from functools import cache

import pytest
from comparison_sample import LGV, report, vetting
from printing import failures, here, only, opened, read, squeezed

from app.reports.comparison import ComparisonReport
from app.reports.documents import Kind, Paper
from app.reports.pdf import Pdf, job
from app.reports.recorded import comparison_json
from app.reports.room import OVERFLOWING, padding
from app.vetting.answers import Answer, Response

SHEETS: dict[Paper, tuple[int, int]] = {"a4": (595, 842), "letter": (612, 792)}
KINDS: list[tuple[Kind, Paper]] = [
    ("summary", "a4"),
    ("summary", "letter"),
    ("scorecard", "a4"),
    ("scorecard", "letter"),
]
every_kind = pytest.mark.parametrize(("kind", "paper"), KINDS)


def told(kind: Kind) -> ComparisonReport:
    """Five recruiters, with flags one of which somebody looked at; or the last of them alone."""
    last = vetting(3, looked_at=dict.fromkeys(LGV.flag, "Explained (Alice). A second call explained it."))
    return report([last] if kind == "scorecard" else [*(vetting(i) for i in (0, 1, 2, 4)), last], weights_name="Ours")


@cache
def made(kind: Kind, paper: Paper = "a4") -> Pdf:
    return here(job(told(kind), kind, paper))


@every_kind
def test_it_passes_pdf_ua_1_on_its_paper(kind: Kind, paper: Paper) -> None:
    assert (made(kind, paper).standard, failures(made(kind, paper))) == ("PDF/UA-1", [])
    with opened(made(kind, paper)) as pdf:
        assert {tuple(round(float(side)) for side in list(page.MediaBox)[2:]) for page in pdf.pages} == {SHEETS[paper]}
        assert str(pdf.Root.Lang) == "en-GB"


@every_kind
def test_the_same_report_is_the_same_bytes(kind: Kind, paper: Paper) -> None:
    assert here(job(told(kind), kind, paper)).content == made(kind, paper).content


@every_kind
def test_it_carries_the_record_and_prints_its_code_and_how_far_it_holds_on_every_page(kind: Kind, paper: Paper) -> None:
    record = json.loads(comparison_json(told(kind)))
    with opened(made(kind, paper)) as pdf:
        count = len(pdf.pages)
        assert json.loads(pdf.attachments["followthrough-report.json"].get_file().read_bytes()) == record
    imprint = f"Verification code {record['verification']['code']}. Not yet validated against outcomes."
    assert all(imprint in read(only(made(kind, paper), number)) for number in range(count))


@pytest.mark.parametrize("paper", SHEETS)
def test_a_summary_of_five_recruiters_is_one_page_that_says_what_it_rests_on(paper: Paper) -> None:
    with opened(made("summary", paper)) as pdf, pdf.open_outline() as bookmarks:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo.Title) == "Comparison summary: Head of Data Platform, Meridian Freight"
        assert [item.title for item in bookmarks.root] == [told("summary").headline]
        assert not any("/Annots" in page for page in pdf.pages)  # there is nothing to go to
    text = read(made("summary", paper))
    for part in told("summary").recruiters:
        assert part.name in text
        assert squeezed(part.sentence) in squeezed(text)
    assert "Who answered: 15 evaluators’ forms, 10 candidate references" in text
    assert re.search(r"Weights: Ours: [^.]*Regular contact 1, ", text)
    assert squeezed(told("summary").method.hash) in squeezed(text)
    assert "Pages 2 to" not in text


def test_a_summary_of_twenty_takes_more_pages_and_is_whole() -> None:
    people = [vetting(i, evaluators=1, references=False) for i in range(20)]
    found = here(job(report(people), "summary"))
    assert failures(found) == []
    text = read(found)
    assert all(person.name in text for person in people)
    assert re.search("[0-9]{2}–[0-9]{2}", text)
    assert not re.search("[0-9]– [0-9]", text)  # a rank stands on one line


def test_rows_are_roomy_where_one_sheet_is_not_enough_anyway() -> None:
    people = [vetting(i, evaluators=1, references=False) for i in range(6)]
    assert padding(report(people), []) == OVERFLOWING
    assert padding(report(people[:5]), []) != OVERFLOWING


@pytest.mark.parametrize("paper", SHEETS)
def test_a_scorecard_says_everything_of_its_recruiter_and_how_the_score_is_made(paper: Paper) -> None:
    (part,) = told("scorecard").recruiters
    assert part.flags
    with opened(made("scorecard", paper)) as pdf, pdf.open_outline() as bookmarks:
        assert str(pdf.docinfo.Title).startswith("Scorecard of Marcus Hale: Head of Data Platform, ")
        assert [item.title for item in bookmarks.root] == ["Marcus Hale", "Method and weights"]
    text = squeezed(read(made("scorecard", paper)))
    said = [part.firm, part.gap_sentence, *part.agreement, *part.missing, *(flag.text for flag in part.flags)]
    said += [answer.words for form in part.forms for q in form.questions for answer in q.answers]
    said += [answer.note for form in part.forms for q in form.questions for answer in q.answers]
    assert all(squeezed(words) in text for words in said)
    assert squeezed("Explained (Alice). A second call explained it.") in text
    assert squeezed("Weights: Ours") in text
    assert squeezed("Where they finish") not in text  # of one there is no order


def test_a_scorecard_without_a_score_says_why_and_what_was_answered() -> None:
    answers = {item.id: Answer("declined") for item in LGV.asked("evaluator")}
    found = here(job(report([vetting(0, responses=(Response("evaluator", "e1", answers),), log=None)]), "scorecard"))
    assert failures(found) == []
    assert "No score: too little was answered to score any dimension." in read(found)
    assert "Evaluator: Dana Whitfield" in read(found)


@pytest.mark.parametrize("name", ["", "\u200b", "مؤسسة الريادة", '#read("/etc/passwd")', "x" * 500])
def test_no_name_breaks_a_scorecard(name: str) -> None:
    person = vetting(0, evaluators=1, references=False, name=name)
    found = here(job(report([person]), "scorecard"))
    assert (found.standard, failures(found)) == ("PDF/UA-1", [])
