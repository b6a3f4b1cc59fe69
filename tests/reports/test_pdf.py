"""The PDF of a comparison: what it says, that it is accessible, and that nothing typed by anyone can break it."""

import dataclasses
import datetime
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import page
import pikepdf
import pytest
from comparison_sample import LGV, NAMES, report, response, vetting

from app.reports import pdf as pdf_module
from app.reports.comparison import ComparisonReport, Decision
from app.reports.pdf import Pdf, PdfFailed, comparison_pdf, job
from app.reports.scorecard import Vetting
from app.reports.typesetting import typeset
from app.vetting.answers import Answer, Response

INJECTIONS = (
    '#read("/etc/passwd")',
    '#include "comparison.typ"',
    "=cmd|' /C calc'!A0",
    "<b>bold</b> <script>alert(1)</script>",
    "$x^2$ *not bold* _not italic_ @label <label> `raw` \\ #sys.version",
    "= not a heading",
    "- not a list",
)
Texts = Callable[[Pdf], str]


def set_here(report: ComparisonReport) -> Pdf:
    """The same without a process of its own, which costs each test a third of a second."""
    given = json.loads(job(report))
    content, accessible = typeset(given["source"], datetime.datetime.fromisoformat(given["made"]))
    return Pdf(content, "PDF/UA-1" if accessible else None)


@pytest.fixture(scope="module")
def four() -> Pdf:
    return comparison_pdf(report())


@pytest.fixture(scope="module")
def read() -> Texts:
    """The text of a PDF as poppler reads it, on one line. CI must have poppler; elsewhere these tests need it."""
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        pytest.skip("pdftotext is not installed: install poppler-utils to read the text of the PDFs")

    def text(pdf: Pdf) -> str:
        done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf.content, capture_output=True, check=True)
        return " ".join(done.stdout.decode().replace("\u200b", "").split())

    return text


def one(note: str = "", **changes: object) -> ComparisonReport:
    """The smallest report that still has a score: one evaluator's form, with a note at its first answer."""
    person = vetting(0, evaluators=1, references=False)
    form = person.responses[0]
    answers = {**form.answers, "EV01": Answer(points=3, support="shown", note=note)}
    return report([dataclasses.replace(person, responses=(dataclasses.replace(form, answers=answers),))], **changes)  # type: ignore[arg-type]


def opened(pdf: Pdf) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf.content))


def elements(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Every structure element of a kind, in reading order."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) == kind:
                yield kid
            yield from elements(kid, kind)


def outline(items: Sequence[pikepdf.OutlineItem]) -> list[str]:
    return [item.title for item in items]


def failures(pdf: Pdf) -> list[str]:
    """What the validator holds against a file; nothing is excused."""
    checked = page.validate_pdf_bytes(pdf.content, profile=page.ValidationProfile.PDF_UA_1)
    return [f"{failure.rule_id}: {failure.message}" for failure in checked.failures]


def test_it_passes_pdf_ua_1(four: Pdf) -> None:
    assert four.standard == "PDF/UA-1"
    assert failures(four) == []


def test_the_same_report_is_the_same_bytes_in_any_process(four: Pdf) -> None:
    assert set_here(report()).content == four.content


def test_a_process_that_fails_is_told_apart_from_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "job", lambda _: b"{}")
    with pytest.raises(PdfFailed, match="KeyError: 'source'"):
        comparison_pdf(report([]))


def test_a_report_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "PATIENCE", 0.01)
    with pytest.raises(PdfFailed, match=r"not set within 0\.01 seconds"):
        comparison_pdf(report([]))


def test_the_process_is_not_told_what_the_program_keeps_to_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", "not for children")
    monkeypatch.setattr("sys.executable", str(spy))
    with pytest.raises(PdfFailed):
        comparison_pdf(report([]))
    assert "not for children" not in (tmp_path / "environment").read_text()


def test_another_report_is_other_bytes(four: Pdf) -> None:
    assert set_here(report(company="Another")).content != four.content


def test_it_knows_its_title_its_language_and_its_day(four: Pdf) -> None:
    with opened(four) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Recruiter comparison: Head of Data Platform, Meridian Freight"
        assert str(pdf.docinfo.CreationDate).startswith("D:20261205")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked


def test_every_part_and_every_recruiter_has_a_bookmark(four: Pdf) -> None:
    with opened(four) as pdf, pdf.open_outline() as bookmarks:
        names = outline(bookmarks.root)
        recruiters = [part.name for part in report().recruiters]
        assert names == [report().headline, *recruiters, "Method and weights"]
        assert outline(bookmarks.root[1].children)[0].startswith("Why ")
        assert "Every answer" in outline(bookmarks.root[1].children)


def test_every_picture_says_in_words_what_it_shows(four: Pdf) -> None:
    with opened(four) as pdf:
        said = [str(figure.get("/Alt", "")) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert len(said) == 4 + 4 * 7 + 4 + 4 * 7
    assert all(re.search(r"[+−]\d|: 0", words) for words in said)


def test_every_table_has_column_heads_and_every_row_a_head_that_its_cells_name(four: Pdf) -> None:
    with opened(four) as pdf:
        tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
        assert len(tables) == 2 + 4 * 5 + 3
        for table in tables:
            assert list(elements(table, "/THead"))
            rows = [row for body in elements(table, "/TBody") for row in elements(body, "/TR")]
            assert rows
            for row in rows:
                head, *cells = list(row.K)
                scope = {str(a.Scope) for a in head.A if "/Scope" in a}
                assert (str(head.S), len(scope)) == ("/TH", 1)
                if scope == {"/Row"}:
                    assert all(str(head.ID) in map(str, cell.A[0].Headers) for cell in cells)


def test_every_named_cell_can_be_found_by_its_name(four: Pdf) -> None:
    with opened(four) as pdf:
        names = list(pdf.Root.StructTreeRoot.IDTree.Names)
        found = {bytes(names[i]): names[i + 1] for i in range(0, len(names), 2)}
        assert list(found) == sorted(found)
        heads = list(elements(pdf.Root.StructTreeRoot, "/TH"))
        assert len(found) == len(heads)
        assert all(found[bytes(head.ID)].objgen == head.objgen for head in heads)


def test_it_embeds_only_our_own_fonts_and_no_file(four: Pdf) -> None:
    with opened(four) as pdf:
        fonts = {str(f.BaseFont) for p in pdf.pages for f in p.Resources.get("/Font", {}).values()}
        assert {name.split("+")[1] for name in fonts} == {"Inter-Regular", "Inter-SemiBold"}
        assert not pdf.attachments


@pytest.mark.parametrize("n", [2, 4, 5])
def test_page_one_stands_alone_for_up_to_five_recruiters(n: int, read: Texts) -> None:
    made = set_here(report([vetting(i) for i in range(n)]))
    first = read(only(made, 0))
    assert "Not yet validated against outcomes. Pages 2 to" in first
    assert "In a sentence each" in first
    assert read(only(made, 1)).count("In a sentence each") == 0


def only(pdf: Pdf, number: int) -> Pdf:
    with opened(pdf) as whole, pikepdf.new() as single:
        single.pages.append(whole.pages[number])
        written = io.BytesIO()
        single.save(written)
    return Pdf(written.getvalue(), None)


def test_every_page_has_its_number_and_says_what_it_belongs_to(four: Pdf, read: Texts) -> None:
    with opened(four) as pdf:
        count = len(pdf.pages)
    for number in range(count):
        text = read(only(four, number))
        assert f"Page {number + 1} of {count}" in text
        assert "Meridian Freight, Head of Data Platform, 5 December 2026" in text
        assert "Confidential. Made on the company’s own server." in text
        assert "Demo" not in text


def test_a_demo_says_so_on_every_page(read: Texts) -> None:
    made = set_here(one(demo=True))
    with opened(made) as pdf:
        pages = [read(only(made, number)) for number in range(len(pdf.pages))]
    assert all("Demo: people and numbers are made up" in text for text in pages)


def test_it_says_everything_the_report_knows(four: Pdf, read: Texts) -> None:
    text, known = read(four), report()
    squeezed = re.sub(r"\s", "", text)
    for part in known.recruiters:
        band = part.likely.sentence if part.likely else part.sentence
        for words in (part.name, part.firm, band, part.gap_sentence, *part.agreement, *(f.text for f in part.flags)):
            assert re.sub(r"\s", "", words) in squeezed
        for form in part.forms:
            for question in form.questions:
                assert question.item in text
                for answer in question.answers:
                    assert re.sub(r"\s", "", answer.words) in squeezed
                    assert re.sub(r"\s", "", answer.note) in squeezed
    assert "A flag never changes the score. It asks you to look." in text
    assert known.method.hash in squeezed


def test_text_that_looks_like_markup_is_printed_as_it_was_typed(read: Texts) -> None:
    squeezed = re.sub(r"\s", "", read(set_here(one(" ".join(INJECTIONS)))))
    assert all(re.sub(r"\s", "", text) in squeezed for text in INJECTIONS)
    assert "root:x:0" not in squeezed


@pytest.mark.parametrize(
    "text", [*INJECTIONS, "a\x00b\ud800c\u202egnp.exe", "tab\tand\r\nline", "\u0301 alone", "\u200b", ""]
)
def test_nothing_typed_anywhere_stops_the_report_or_its_accessibility(text: str) -> None:
    person = vetting(0, evaluators=1, references=False, name=text, firm=text, reply=text, names={"e1": text})
    decided = Decision(text, text, text, datetime.date(2026, 12, 4))
    made = set_here(report([person], company=text, search=text, decision=decided, weights_name=text))
    assert (made.standard, failures(made)) == ("PDF/UA-1", [])


@pytest.mark.parametrize(
    "name",
    [
        "مؤسسة الريادة للتوظيف",
        "שלום ושות׳",
        "星辰猎头咨询有限公司",
        "採用の約束 カタカナ",
        "한국 인재 컨설팅",
        "हिन्दी नाम क्षत्रिय",
        "ภาษาไทย",
        "Ελένη Παπαδοπούλου / Иван Шишкин",
        "Łukasz Żółć — Ångström & Søn ≠ → ✓ ☐ ❯",
        "Blitz 🚀 👩‍💻 🇬🇧",
    ],
)
def test_names_in_every_vendored_script_are_printed_and_accessible(name: str, read: Texts) -> None:
    made = set_here(report([vetting(0, evaluators=1, references=False, firm=name)], company=name))
    assert (made.standard, failures(made)) == ("PDF/UA-1", [])
    letters = {c for c in name if c.isalpha()}
    printed = read(made)
    assert sum(c in printed for c in letters) >= 0.9 * len(letters)


def test_a_character_no_font_has_costs_the_claim_and_nothing_else(read: Texts) -> None:
    made = set_here(one("Never assigned: \U0001f1e5, and on it goes."))
    assert made.standard is None
    assert "and on it goes." in read(made)
    with opened(made) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_ten_thousand_characters_are_all_printed(read: Texts) -> None:
    words = " ".join(f"w{i}" for i in range(1, 2000))[:10_000]
    text = read(set_here(one(words)))
    assert all(word in text for word in words.split())


def test_a_word_without_end_stays_on_the_page(read: Texts) -> None:
    made = set_here(one("x" * 5000))
    assert re.sub(r"\s", "", read(made)).count("x" * 10) >= 400


def test_a_long_decision_is_told_in_full_after_page_one(read: Texts) -> None:
    reasons = " ".join(f"Reason {i}." for i in range(1, 120))
    made = set_here(one(decision=Decision("Engage them.", reasons, "Dana", datetime.date(2026, 12, 4))))
    first, second = read(only(made, 0)), read(only(made, 1))
    assert "The rest is on page 2." in first
    assert "Reason 119." not in first
    assert "The decision in full" in second
    assert "Reason 119." in second


def test_a_recruiter_without_a_score_is_listed_with_no_number(read: Texts) -> None:
    answers = {item.id: Answer("declined") for item in LGV.asked("evaluator")}
    nobody = Vetting("vx", "Dana Petrov", "", (Response("evaluator", "e1", answers),), NAMES)
    made = set_here(report([vetting(0, evaluators=1, references=False), nobody]))
    assert "Dana Petrov No score: too little was answered to score any dimension." in read(only(made, 0))
    assert failures(made) == []


def test_a_search_without_any_score_is_still_a_report(read: Texts) -> None:
    made = set_here(report([Vetting("vx", "Dana Petrov", "", ())], decision=None))
    assert "No recruiter has a score yet." in read(made)
    assert failures(made) == []


def test_twenty_recruiters_are_all_in_it(read: Texts) -> None:
    people = [vetting(i, evaluators=1, references=False) for i in range(20)]
    made = set_here(report(people))
    text = read(made)
    assert all(person.name in text for person in people)
    assert text.count("Dimension and weight") == 4
    assert failures(made) == []


def test_several_forms_of_one_kind_are_read_question_by_question(read: Texts) -> None:
    person = vetting(0, references=False)
    own = dataclasses.replace(person, responses=(*person.responses, response("self", "s", 0.9, 1)))
    text = read(set_here(report([own])))
    assert "Evaluators: Dana Whitfield, Sam Osei, Mika Tanaka Who Answer and note Backed by Points EV01" in text
    assert "These count nothing in the index." in text


def test_the_templates_read_no_file_and_fetch_no_package() -> None:
    for template in Path("templates/reports").glob("*.typ"):
        assert not re.search(r"#?\b(read|csv|yaml|toml|xml|plugin|cbor)\(|@preview", template.read_text())
