"""The words of the PDF: all of them, on the right page, and nothing typed by anyone can break it."""

import dataclasses
import datetime
import re

import pytest
from comparison_sample import LGV, NAMES, report, response, said, vetting
from printing import failures, four, one, only, opened, read, set_here

from app.reports.comparison import Decision
from app.reports.scorecard import Vetting
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


@pytest.mark.parametrize("n", [2, 4, 5])
def test_page_one_stands_alone_for_up_to_five_recruiters(n: int) -> None:
    made = set_here(report([vetting(i) for i in range(n)]))
    first = read(only(made, 0))
    assert "Not yet validated against outcomes. Pages 2 to" in first
    assert "In a sentence each" in first
    assert read(only(made, 1)).count("In a sentence each") == 0


def test_every_page_has_its_number_and_says_what_it_belongs_to() -> None:
    with opened(four()) as pdf:
        count = len(pdf.pages)
    for number in range(count):
        text = read(only(four(), number))
        assert f"Page {number + 1} of {count}" in text
        assert "Meridian Freight, Head of Data Platform, 5 December 2026" in text
        assert "Confidential. Made on the company’s own server." in text
        assert "Demo" not in text


def test_a_demo_says_so_on_every_page() -> None:
    made = set_here(one(demo=True))
    with opened(made) as pdf:
        pages = [read(only(made, number)) for number in range(len(pdf.pages))]
    assert all("Demo: people and numbers are made up" in text for text in pages)


def test_it_says_everything_the_report_knows() -> None:
    text, known = read(four()), report()
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


def test_text_that_looks_like_markup_is_printed_as_it_was_typed() -> None:
    squeezed = re.sub(r"\s", "", read(set_here(one(" ".join(INJECTIONS)))))
    assert all(re.sub(r"\s", "", text) in squeezed for text in INJECTIONS)
    assert "root:x:0" not in squeezed


@pytest.mark.parametrize(
    "text", [*INJECTIONS, "a\x00b\ud800c\u202egnp.exe", "tab\tand\r\nline", "\u0301 alone", "\u200b", ""]
)
def test_nothing_typed_anywhere_stops_the_report_or_its_accessibility(text: str) -> None:
    person = vetting(0, evaluators=1, references=False, name=text, firm=text, replies=said(text), names={"e1": text})
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
def test_names_in_every_vendored_script_are_printed_and_accessible(name: str) -> None:
    made = set_here(report([vetting(0, evaluators=1, references=False, firm=name)], company=name))
    assert (made.standard, failures(made)) == ("PDF/UA-1", [])
    letters = {c for c in name if c.isalpha()}
    printed = read(made)
    assert sum(c in printed for c in letters) >= 0.9 * len(letters)


def test_a_character_no_font_has_costs_the_claim_and_nothing_else() -> None:
    made = set_here(one("Never assigned: \U0001f1e5, and on it goes."))
    assert made.standard is None
    assert "and on it goes." in read(made)
    with opened(made) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_ten_thousand_characters_are_all_printed() -> None:
    words = " ".join(f"w{i}" for i in range(1, 2000))[:10_000]
    text = read(set_here(one(words)))
    assert all(word in text for word in words.split())


def test_a_word_without_end_stays_on_the_page() -> None:
    made = set_here(one("x" * 5000))
    assert re.sub(r"\s", "", read(made)).count("x" * 10) >= 400


def test_a_long_decision_is_told_in_full_after_page_one() -> None:
    reasons = " ".join(f"Reason {i}." for i in range(1, 120))
    made = set_here(one(decision=Decision("Engage them.", reasons, "Dana", datetime.date(2026, 12, 4))))
    first, second = read(only(made, 0)), read(only(made, 1))
    assert "The rest is on page 2." in first
    assert "Reason 119." not in first
    assert "The decision in full" in second
    assert "Reason 119." in second


def test_a_recruiter_without_a_score_is_listed_with_no_number() -> None:
    answers = {item.id: Answer("declined") for item in LGV.asked("evaluator")}
    nobody = Vetting("vx", "Dana Petrov", "", (Response("evaluator", "e1", answers),), NAMES)
    made = set_here(report([vetting(0, evaluators=1, references=False), nobody]))
    assert "Dana Petrov No score: too little was answered to score any dimension." in read(only(made, 0))
    assert failures(made) == []


def test_a_search_without_any_score_is_still_a_report() -> None:
    made = set_here(report([Vetting("vx", "Dana Petrov", "", ())], decision=None))
    assert "No recruiter has a score yet." in read(made)
    assert failures(made) == []


def test_twenty_recruiters_are_all_in_it() -> None:
    people = [vetting(i, evaluators=1, references=False) for i in range(20)]
    made = set_here(report(people))
    text = read(made)
    assert all(person.name in text for person in people)
    assert text.count("Dimension and weight") == 4
    assert failures(made) == []


def test_several_forms_of_one_kind_are_read_question_by_question() -> None:
    person = vetting(0, references=False)
    own = dataclasses.replace(person, responses=(*person.responses, response("self", "s", 0.9, 1)))
    text = read(set_here(report([own])))
    assert "Evaluators: Dana Whitfield, Sam Osei, Mika Tanaka Who Answer and note Backed by Points EV01" in text
    assert "These count nothing in the index." in text
