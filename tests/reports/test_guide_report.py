"""The printed interview guide: every question as it is asked, a box for every answer, nothing torn apart."""

from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from comparison_sample import LGV
from printing import failures, here, only, opened, read, squeezed

from app.reports.guide import Guide, Length, guide, guide_job, guide_pdf
from app.reports.guide_questions import GuideQuestion
from app.reports.impressions import APART, IMPRESSIONS, QUESTION, REASON
from app.reports.pdf import Pdf
from app.vetting.instrument import Instrument
from app.web.answer import questions as on_screen

LENGTHS: tuple[Length, ...] = ("full", "short")
INJECTIONS = ('#read("/etc/passwd")', "$x^2$ *not bold* @label `raw` \\ #sys.version", "= not a heading", "<b>no</b>")
SCRIPTS = ("مؤسسة الريادة", "星辰猎头", "שלום", "ภาษาไทย", "Łukasz Żółć", "Blitz 🚀")


@cache
def made(length: Length) -> Pdf:
    return here(guide_job(guide(LGV, length)))


def of(length: Length) -> list[GuideQuestion]:
    return [question for section in guide(LGV, length).sections for question in section.questions]


def pages(pdf: Pdf) -> list[str]:
    with opened(pdf) as whole:
        return [squeezed(read(only(pdf, number))) for number in range(len(whole.pages))]


def words(question: GuideQuestion) -> tuple[str, ...]:
    """Everything a page says of one question."""
    anchors = (f"{option.points}{option.text}" for option in question.ladder)
    fixed = (question.item, question.spoken, question.instruction, question.probe, question.na_when, question.unit)
    return (*fixed, *anchors, *question.parts)


def changed(**fields: Any) -> Instrument:
    """The questionnaire with some of its parts replaced."""
    return Instrument(**{name: getattr(LGV, name) for name in Instrument.model_fields} | fields)


def boxes(question: GuideQuestion, guide: Guide) -> int:
    """To tick: the answers, not asked, does not apply, how it was backed, a flag."""
    answers = len(question.ladder) or len(question.parts) + 1 or 1
    return answers + 1 + bool(question.na_when) + question.support * len(guide.support) + 1


def drawn_boxes(pdf: Pdf) -> int:
    """Rounded squares drawn on the pages: a corner is a curve, no letter is one, and the sign on each page has four."""
    with opened(pdf) as whole:
        corners = sum(
            str(instruction.operator) == "c"
            for page in whole.pages
            for instruction in pikepdf.parse_content_stream(page)
        )
        assert corners % 4 == 0
        return corners // 4 - len(whole.pages)


@pytest.mark.parametrize("length", LENGTHS)
def test_it_passes_pdf_ua_1(length: Length) -> None:
    assert made(length).standard == "PDF/UA-1"
    assert failures(made(length)) == []


@pytest.mark.parametrize(("length", "fewest", "most"), [("full", 10, 14), ("short", 4, 6)])
def test_it_is_short_enough_to_take_into_a_call(length: Length, fewest: int, most: int) -> None:
    assert fewest <= len(pages(made(length))) <= most


def test_the_same_guide_is_the_same_bytes_in_any_process_and_on_any_day() -> None:
    assert guide_pdf(guide(LGV, "short")).content == here(guide_job(guide(LGV, "short"))).content
    with opened(made("short")) as pdf:
        assert "/CreationDate" not in pdf.docinfo


@pytest.mark.parametrize("length", LENGTHS)
def test_it_asks_what_the_screen_asks_in_the_same_order(length: Length) -> None:
    assert [question.item for question in of(length)] == [item.id for item in on_screen(LGV, length)]
    assert [question.number for question in of(length)] == list(range(1, len(of(length)) + 1))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_question_with_all_its_answers_stands_on_one_page(length: Length) -> None:
    texts = pages(made(length))
    for question in of(length):
        assert any(all(squeezed(text) in page for text in words(question)) for page in texts), question.item


@pytest.mark.parametrize("length", LENGTHS)
def test_a_part_is_named_on_the_page_where_its_first_question_stands(length: Length) -> None:
    texts = pages(made(length))[1:]
    for section in guide(LGV, length).sections:
        page = next(page for page in texts if section.questions[0].item in page)
        assert squeezed(section.name + section.one_line) in page


def test_what_is_said_aloud_stands_in_quotation_marks_and_what_is_done_does_not() -> None:
    text = squeezed("".join(pages(made("full"))))
    for question in of("full"):
        quoted = squeezed(f"“{question.spoken or question.instruction}”")
        assert (quoted in text) == bool(question.spoken)
    assert not any(question.spoken.endswith(question.instruction) for question in of("full") if question.instruction)


@pytest.mark.parametrize("length", LENGTHS)
def test_there_is_a_box_for_every_answer_drawn_as_a_shape(length: Length) -> None:
    told = guide(LGV, length)
    expected = sum(boxes(question, told) for question in of(length)) + len(told.impressions)
    assert drawn_boxes(made(length)) == expected
    with opened(made(length)) as pdf:
        fonts = {str(f.BaseFont) for p in pdf.pages for f in p.Resources.get("/Font", {}).values()}
    assert {name.split("+")[1] for name in fonts} == {"Inter-Regular", "Inter-SemiBold"}


def test_backing_and_does_not_apply_are_offered_only_where_the_form_does() -> None:
    for question in of("full"):
        item = LGV.item[question.item]
        assert (question.support, question.na_when) == (item.support, item.na_when or "")
    assert {"EV29", "EV17", "EV05", "EV20"}.isdisjoint(q.item for q in of("full") if q.support)


def test_answers_stand_lowest_first_and_say_which_one_raises_a_flag() -> None:
    (closing,) = (question for question in of("full") if question.item == "EV11")
    assert [(option.points, option.flag) for option in closing.ladder] == [(n, n == 0) for n in range(5)]
    text = "".join(pages(made("full")))
    assert text.count(squeezed("raises a flag for somebody to look at")) == 4


def test_a_number_has_its_unit_and_a_box_for_none() -> None:
    text = "".join(pages(made("full")))
    numbers = [question for question in of("full") if question.unit]
    assert text.count(squeezed("Could not give a number, even after the follow-up (counts 0)")) == len(numbers) == 6
    assert {q.unit for q in numbers} == {"working days", "days", "of the last 10", "of 5"}


def test_the_front_page_says_how_to_use_it_and_when_each_part_should_be_done() -> None:
    first = pages(made("full"))[0]
    form = LGV.form["evaluator"]
    for text in (form.title, form.intro, *LGV.anchor_ladder, *guide(LGV, "full").rules):
        assert squeezed(text) in first
    assert squeezed("Full form: 30 questions in seven parts, about 45 minutes.") in first
    assert [section.by_minute for section in guide(LGV, "full").sections] == [8, 15, 21, 27, 35, 41, 45]
    assert [section.by_minute for section in guide(LGV, "short").sections] == [3, 6, 8, 9, 12, 14, 15]
    assert squeezed("Closing the loop Everyone learns how it ended. 6 to 10 15") in first


def test_what_is_known_is_printed_and_what_is_not_is_left_to_write() -> None:
    known = guide(LGV, "short", recruiter="Ana Ferreira", firm="Northlight Search", search="Analyst", company="Halden")
    first = pages(here(guide_job(known)))[0]
    assert all(squeezed(text) in first for text in ("Ana Ferreira, Northlight Search", "Analyst, Halden"))
    for text in (first, pages(made("short"))[0]):
        assert all(squeezed(label) in text for label in ("Recruiter", "Search", "Evaluator", "Date of the call"))


@pytest.mark.parametrize("length", LENGTHS)
def test_the_last_page_asks_for_the_evaluators_own_view(length: Length) -> None:
    last = pages(made(length))[-1]
    for text in ("Overall impression", APART, QUESTION, *IMPRESSIONS.values(), REASON):
        assert squeezed(text) in last


def test_the_view_is_asked_in_the_words_of_the_page() -> None:
    pages = Path("templates/_macros.html").read_text(encoding="utf-8")
    assert all(f"{{{{ words.{name} }}}}" in pages for name in ("QUESTION", "APART", "REASON"))


@pytest.mark.parametrize("text", [*INJECTIONS, *SCRIPTS, "x" * 5000, "a\x00b\ud800c\u202egnp.exe", "\u0301", ""])
def test_names_are_printed_as_they_were_typed_and_break_nothing(text: str) -> None:
    told = guide(LGV, "short", recruiter=text, firm=text, search=text, company=text)
    pdf = here(guide_job(told))
    assert (pdf.standard, failures(pdf)) == ("PDF/UA-1", [])
    if text in INJECTIONS:
        assert squeezed(f"{text}, {text}") in "".join(pages(pdf))
    assert "root:x:0" not in "".join(pages(pdf))


def test_a_pair_in_another_questionnaire_shows_its_sides_and_its_answers() -> None:
    pair = LGV.item["SF01"]
    asked = LGV.item["EV29"].model_copy(update={"type": "pair", "sides": pair.sides, "options": pair.options})
    other = changed(items=tuple(asked if item.id == "EV29" else item for item in LGV.items))
    text = "".join(pages(here(guide_job(guide(other, "short")))))
    assert all(squeezed(side) in text for side in pair.sides or ())
    assert all(squeezed(f"{option.points}{option.text}") in text for option in pair.options)


def test_a_part_without_a_question_is_not_in_the_guide() -> None:
    only_days = LGV.short_form.model_copy(update={"items": ("EV06", "EV07", "EV10")})
    told = guide(changed(short_form=only_days), "short")
    assert [section.name for section in told.sections] == ["Regular contact", "Closing the loop"]
    assert "3 questions in two parts" in read(here(guide_job(told)))
