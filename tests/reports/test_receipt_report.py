"""The receipt: exactly what was submitted, in words, and nothing a respondent should not be told."""

import dataclasses
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pikepdf
import pytest
from comparison_sample import LGV, response
from printing import elements, failures, here, only, opened, read, squeezed

from app.reports.pdf import Pdf
from app.reports.receipt import CONSENT, WHOLE, Receipt, moment, receipt, receipt_job, receipt_pdf
from app.reports.receipt_lines import DECLINED, ReceiptLine
from app.vetting.answers import Answer
from app.vetting.instrument import FormKind
from app.vetting.receipt import receipt_hash
from app.web.answer import questions as on_screen

KINDS: tuple[FormKind, ...] = ("evaluator", "self", "candidate", "client")
NOON = 1_795_521_600  # 24 November 2026, 12:00 UTC
TOLD: dict[str, Any] = {
    "company": "Meridian Freight",
    "search": "Head of Data Platform",
    "recruiter": "Ana Ferreira, Northlight Search",
    "respondent": "Dana Whitfield",
    "submitted_at": NOON,
    "impression": "",
    "summary": "",
    "consent": False,
    "vetting_id": 7,
    "shuffled": False,
}
INJECTIONS = (
    '#read("/etc/passwd")',
    '#include "comparison.typ"',
    "=cmd|' /C calc'!A0",
    "<b>bold</b> <script>alert(1)</script>",
    "$x^2$ *not bold* _not italic_ @label <label> `raw` \\ #sys.version",
    "= not a heading",
)
SCRIPTS = (
    "مؤسسة الريادة للتوظيف",
    "星辰猎头咨询有限公司",
    "採用の約束",
    "한국 인재",
    "שלום ושות׳",
    "Łukasz Żółć — ≠ → ✓",
    "Blitz 🚀 👩‍💻",
)


def given(kind: FormKind, **changes: Any) -> Receipt:
    """A receipt of one form. `answers` come on top of plausible ones; `length` is the full form unless told."""
    answers = {**response(kind, "who", 0.7, 3).answers, **changes.pop("answers", {})}
    return receipt(LGV, kind, changes.pop("length", "full"), answers, **{**TOLD, **changes})


def line(told: Receipt, item: str) -> ReceiptLine:
    return next(line for line in told.lines if line.item == item)


def one(kind: FormKind, item: str, answer: Answer, **changes: Any) -> ReceiptLine:
    return line(given(kind, answers={item: answer}, **changes), item)


@cache
def made(kind: FormKind) -> Pdf:
    view = {"impression": "yes", "summary": "Keeps people posted, with cases."} if kind == "evaluator" else {}
    return here(receipt_job(given(kind, shuffled=kind != "evaluator", consent=kind == "candidate", **view)))


@pytest.mark.parametrize("kind", KINDS)
def test_it_passes_pdf_ua_1(kind: FormKind) -> None:
    assert (made(kind).standard, failures(made(kind))) == ("PDF/UA-1", [])


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_every_question_with_its_answer_and_note(kind: FormKind) -> None:
    told, text = given(kind, shuffled=kind != "evaluator"), squeezed(read(made(kind)))
    assert len(told.lines) == len(LGV.form[kind].items)
    assert any(line.note for line in told.lines)
    for each in told.lines:
        for words in (each.question, each.choices, each.answer, each.support, each.note):
            assert squeezed(words) in text


def test_it_says_who_about_whom_when_and_under_which_number() -> None:
    told, text = (
        given("evaluator", impression="yes", summary="Keeps people posted, with cases."),
        read(made("evaluator")),
    )
    for words in ("Meridian Freight", "Head of Data Platform", "Ana Ferreira, Northlight Search", "Dana Whitfield"):
        assert words in text
    assert "24 November 2026, 12:00:00 UTC" in text
    assert text.count(told.number) >= 2
    assert told.hash in text
    assert "Vetting call: what you heard and saw. Full form, 30 questions." in text


def test_the_number_is_of_exactly_what_was_submitted() -> None:
    told = given("self")
    answers = response("self", "who", 0.7, 3).answers
    assert told.hash == receipt_hash("lgv-external", "1.0.0", "self", 7, NOON, answers, "", "", False)
    other = given("self", answers={"SF02": dataclasses.replace(answers["SF02"], note="One word more.")})
    assert other.number != told.number
    assert here(receipt_job(other)).content != here(receipt_job(told)).content


def test_the_same_receipt_is_the_same_bytes_in_any_process() -> None:
    assert receipt_pdf(given("client")).content == here(receipt_job(given("client"))).content


def test_the_file_counts_as_made_when_the_form_was_submitted() -> None:
    with opened(made("client")) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20261124120000")
        assert str(pdf.docinfo.Title) == "Receipt: Head of Data Platform, Meridian Freight"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (0, "1 January 1970, 00:00:00 UTC"),
        (NOON - 1, "24 November 2026, 11:59:59 UTC"),
        (1_798_761_599, "31 December 2026, 23:59:59 UTC"),
    ],
)
def test_a_moment_is_told_in_utc(at: int, words: str) -> None:
    assert moment(at) == words


def test_an_evaluator_is_told_in_the_order_of_the_call_with_the_points() -> None:
    told = given("evaluator", answers={"EV01": Answer(points=4, support="general")})
    assert [each.item for each in told.lines] == [item.id for item in on_screen(LGV, "full")]
    assert [each.number for each in told.lines] == list(range(1, 31))
    capped = line(told, "EV01")
    assert (capped.points, capped.capped_from, capped.part) == (2, 4, "Honest, specific information")
    assert "2 4 chosen" in read(here(receipt_job(told)))


def test_a_short_form_has_only_what_it_asked() -> None:
    told = given("evaluator", length="short")
    assert [each.item for each in told.lines] == [item.id for item in on_screen(LGV, "short")]
    assert told.scope == "Short form, 10 questions"


@pytest.mark.parametrize("kind", KINDS)
def test_points_are_told_to_evaluators_and_to_nobody_else(kind: FormKind) -> None:
    told = given(kind)
    scored = kind == "evaluator"
    assert any(each.points is not None for each in told.lines) == scored
    assert any(each.part for each in told.lines) == scored
    assert ("Points" in read(made(kind))) == scored
    with opened(made(kind)) as pdf:
        rows = [row for body in elements(pdf.Root.StructTreeRoot, "/TBody") for row in elements(body, "/TR")]
    assert {len(list(row.K)) for row in rows} == {4 if scored else 3}


@pytest.mark.parametrize("kind", KINDS[1:])
def test_nothing_about_a_respondents_answer_tells_what_it_is_worth(kind: FormKind) -> None:
    item = next(item for item in LGV.asked(kind) if item.type == "choice")
    for option in item.options:
        told = one(kind, item.id, Answer(points=option.points))
        assert (told.answer, told.points, told.capped_from) == (option.text, None, None)


@pytest.mark.parametrize(
    ("kind", "item", "answer", "words"),
    [
        ("evaluator", "EV05", Answer(number=Fraction(3, 2)), "1.5 working days"),
        ("evaluator", "EV05", Answer(no_number=True), "Could not give a number"),
        ("evaluator", "EV21", Answer(ticks=frozenset()), "None of the parts"),
        ("evaluator", "EV02", Answer("na", reason="No facts changed."), "Does not apply: No facts changed."),
        ("evaluator", "EV02", Answer("not_asked"), "Not asked"),
        ("candidate", "CA02", Answer("declined"), DECLINED),
        ("candidate", "CA02", Answer("declined", reason="I do not remember"), "I do not remember"),
        ("candidate", "CA02", Answer("not_asked"), "Not answered"),
        (
            "client",
            "CL07",
            Answer("na", reason="No interviews took place."),
            "Does not apply: No interviews took place.",
        ),
        ("self", "SF04", Answer(number=Fraction(1)), "1 working day"),
    ],
)
def test_an_answer_is_told_in_the_words_of_the_form(kind: FormKind, item: str, answer: Answer, words: str) -> None:
    assert one(kind, item, answer).answer == words


def test_a_question_that_was_passed_over_was_not_answered() -> None:
    answers = {"CA01": Answer(points=3)}
    told = receipt(LGV, "candidate", "full", answers, **TOLD)
    assert {each.answer for each in told.lines[1:]} == {"Not answered"}
    evaluator = receipt(LGV, "evaluator", "full", {}, **TOLD)
    assert {each.answer for each in evaluator.lines} == {"Not asked"}


@pytest.mark.parametrize("points", [4, 3, 1, 0])
def test_a_shuffled_pair_is_told_by_its_side_and_never_by_a_letter(points: int) -> None:
    long_game, other = LGV.item["SF01"].sides or ("", "")
    told = one("self", "SF01", Answer(points=points), shuffled=True)
    much = "much" if points in (0, 4) else "a bit"
    assert told.answer == f"“{long_game if points > 2 else other}” is {much} more like me"
    assert told.choices == f"“{long_game}” or “{other}”"
    as_filed = one("self", "SF01", Answer(points=points))
    assert as_filed.answer.startswith("A " if points > 2 else "B ")
    assert as_filed.choices.startswith("A: “")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("consent", [True, False])
def test_only_a_reference_is_told_whether_the_words_may_be_passed_on(kind: FormKind, consent: bool) -> None:
    told = given(kind, consent=consent)
    assert told.consent == (CONSENT[consent] if kind in ("candidate", "client") else "")
    assert ("May these words be passed on?" in read(here(receipt_job(told)))) == bool(told.consent)


def test_an_evaluators_view_is_told_in_the_words_of_the_form() -> None:
    text = read(made("evaluator"))
    assert "Knowing all this, would you let them speak for you? Yes Keeps people posted, with cases." in text
    assert "speak for you" not in read(made("client"))


def test_a_raised_flag_and_how_it_is_known_are_told() -> None:
    raised = Answer(points=3, support="shown", note="The list was a year old.", flagged=True)
    told = given("evaluator", answers={"EV01": raised})
    assert (line(told, "EV01").flagged, line(told, "EV01").support) == (True, "Shown to me")
    assert "Red flag raised The list was a year old." in read(here(receipt_job(told)))


def test_a_reference_without_a_search_is_named_once() -> None:
    text = read(
        here(receipt_job(given("candidate", search="", recruiter="Ana Ferreira", respondent="Candidate reference 2")))
    )
    assert "Submitted by Candidate reference 2" in text
    assert "Candidate reference 2, candidate reference" not in text
    assert "Search" not in text
    assert "Meridian Freight, 24 November 2026" in text


def test_every_row_is_named_by_its_number() -> None:
    with opened(made("evaluator")) as pdf:
        for body in elements(pdf.Root.StructTreeRoot, "/TBody"):
            for row in elements(body, "/TR"):
                head, *cells = list(row.K)
                assert str(head.S) == "/TH"
                assert all(str(head.ID) in map(str, cell.A[0].Headers) for cell in cells if has_headers(cell))


def has_headers(cell: pikepdf.Object) -> bool:
    return "/Headers" in cell.A[0]


def noted(text: str, **changes: Any) -> Receipt:
    answers: Mapping[str, Answer] = {
        "EV01": Answer(points=3, support="shown", note=text),
        "EV02": Answer("na", reason=text),
    }
    return given("evaluator", answers=answers, impression="no", **{"summary": text, **changes})


def test_text_that_looks_like_markup_is_printed_as_it_was_typed() -> None:
    text = squeezed(read(here(receipt_job(noted(" ".join(INJECTIONS))))))
    assert all(text.count(squeezed(each)) == 3 for each in INJECTIONS)
    assert "root:x:0" not in text


@pytest.mark.parametrize("text", [*INJECTIONS, "a\x00b\ud800c\u202egnp.exe", "tab\tand\r\nline", "\u0301 alone", ""])
def test_nothing_typed_anywhere_stops_the_receipt_or_its_accessibility(text: str) -> None:
    pdf = here(receipt_job(noted(text, company=text, search=text, recruiter=text, respondent=text)))
    assert (pdf.standard, failures(pdf)) == ("PDF/UA-1", [])


@pytest.mark.parametrize("text", SCRIPTS)
def test_notes_in_every_vendored_script_are_printed_and_accessible(text: str) -> None:
    pdf = here(receipt_job(noted(text, respondent=text)))
    assert (pdf.standard, failures(pdf)) == ("PDF/UA-1", [])
    letters = {c for c in text if c.isalpha()}
    printed = read(pdf)
    assert sum(c in printed for c in letters) >= 0.9 * len(letters)


def test_ten_thousand_characters_are_all_printed() -> None:
    words = " ".join(f"w{i}" for i in range(1, 2000))[:10_000]
    pdf = here(receipt_job(noted(words, summary="Short.")))
    text = read(pdf)
    assert failures(pdf) == []
    assert all(text.count(f"{word} ") >= 2 for word in words.split()[:-1])


@pytest.mark.parametrize("end", ["\n", "\r", "\u2028"])
def test_a_note_of_many_short_lines_is_printed_to_its_end(end: str) -> None:
    lines = [f"l{i}" for i in range(1, 200)]
    text = read(here(receipt_job(noted(end.join(lines), summary="Short."))))
    assert [word for word in text.split() if re.fullmatch(r"l\d+", word)] == lines * 2


@pytest.mark.parametrize("wide", ["候", "W", "🚀"])
def test_what_stays_on_one_page_fits_it_in_any_script(wide: str) -> None:
    told = noted(wide * (WHOLE - 100), summary="Short.")
    assert read(here(receipt_job(told))).count(wide) >= 2 * (WHOLE - 100)


def test_a_word_without_end_stays_on_the_page() -> None:
    text = squeezed(read(here(receipt_job(noted("x" * 5000)))))
    assert len(re.findall("x{10}", text)) >= 1200


def test_a_short_answer_is_never_torn_over_two_pages() -> None:
    note = "First words of a note. " + "It goes on for a while, as notes do. " * 6 + "Last words of it."
    answers = {item.id: Answer(points=3, support="shown", note=note) for item in LGV.asked("evaluator") if item.options}
    pdf = here(receipt_job(given("evaluator", answers=answers)))
    with opened(pdf) as whole:
        count = len(whole.pages)
    texts = [read(only(pdf, number)) for number in range(count)]
    assert count > 2
    assert all(text.count("First words of a note.") == text.count("Last words of it.") for text in texts)
