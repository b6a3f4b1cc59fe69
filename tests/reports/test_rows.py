"""Names and what stands beside or under them: heights are worked out beforehand, and no word is too long for it."""

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import pytest
from comparison_sample import LGV, NAMES, report, response, vetting
from printing import here, set_here

from app.reports.answers import Names
from app.reports.pdf import Pdf, job
from app.reports.recorded import recorded

LONG = "Ilse Amadea von Mozartovich-Illing"
WIDE = "Iva WWWWWWW"  # no more letters than one line of a name has, and yet two lines
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>')
ONE_WORD, ANOTHER = "W" * 20, "Q" * 20  # which no language says where to hyphenate
MM = 72 / 25.4
LINE = 5.0  # points: two lines of the smallest type are twice as far apart


class Word(NamedTuple):
    left: float
    right: float
    middle: float
    text: str


def pages(pdf: Pdf) -> Iterator[list[Word]]:
    """Where every word stands, as poppler finds it."""
    if shutil.which("pdftotext") is None and os.environ.get("CI") != "true":
        pytest.skip("pdftotext is not installed: install poppler-utils to read where the words of the PDFs are")
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf.content, capture_output=True, check=True)
    for page in done.stdout.decode().split("<page ")[1:]:
        yield [Word(float(a), float(c), (float(b) + float(d)) / 2, text) for a, b, c, d, text in WORD.findall(page)]


def meet(one: Word, other: Word) -> bool:
    return abs(one.middle - other.middle) < LINE and min(one.right, other.right) - max(one.left, other.left) > 1


def named(*names: str) -> Names:
    """The evaluators, called so."""
    return {**NAMES, **{("evaluator", f"e{number}"): name for number, name in enumerate(names, start=1)}}


@pytest.mark.parametrize("names", [(LONG, WIDE), (WIDE, "أنا فيريرا")])
def test_a_name_that_needs_more_room_than_its_answer_has_it(names: tuple[str, str]) -> None:
    made = set_here(report([vetting(0, evaluators=2, references=False, names=named(*names))]))
    for page in pages(made):
        assert [pair for pair in combinations(page, 2) if meet(*pair)] == []


def beyond(page: list[Word], letter: str, left: float, width: float) -> list[bool]:
    """Of each word of one letter that begins a column, in mm: whether it reaches into the next."""
    began = [word for word in page if abs(word.left - left * MM) < 1 and set(word.text) <= {letter, "\u200b"}]
    return [word.right > (left + width) * MM for word in began]


def test_a_name_of_one_long_word_stays_in_its_column() -> None:
    people = [vetting(n, evaluators=2, name=ANOTHER, firm=ANOTHER, names=named(ONE_WORD)) for n in range(5)]
    first, *others = pages(set_here(report(people)))
    league, head = beyond(first, "Q", 16 + 7.5, 45 - 7.5), beyond(first, "Q", 16 + 52, 25.2)
    who = [told for page in others for told in beyond(page, "W", 16, 26)]
    assert (any(league), any(head), any(who)) == (False, False, False)
    assert len(league) >= 5 * 4  # name and firm, on two lines each
    assert len(head) >= 2
    assert len(who) >= 5 * 30 * 3


def test_a_long_name_is_hyphenated_where_its_language_knows_how() -> None:
    told = vetting(0, evaluators=2, references=False, names=named("Cholmondeley Featherstonehaugh"))
    words = [word.text for page in pages(set_here(report([told]))) for word in page]
    assert words.count("Featherstone\xad") == words.count("haugh") >= 30


def test_wide_initials_of_people_who_agree_do_not_touch() -> None:
    same = response("evaluator", "e1", 0.6, 1)
    given = tuple(dataclasses.replace(same, respondent=f"e{number}") for number in (1, 2, 3))
    told = named("Walter Wood", "Wanda Marsh", "Mia Wells")
    card = list(pages(set_here(report([vetting(0, responses=given, names=told)]))))[1]
    found = [sum(word.text == mark for word in card) for mark in ("WW", "WM", "MW")]
    assert found == [7 + 1] * 3  # each once a dimension and once in the legend, and not run into the next


def test_a_dimension_whose_name_takes_two_lines_has_the_room() -> None:
    long = [one.model_copy(update={"name": f"{one.name} with everybody who asked"}) for one in LGV.dimensions]
    people = [vetting(n, evaluators=1, references=False) for n in range(3)]
    told = report(people, LGV.model_copy(update={"dimensions": tuple(long)}))
    first = next(pages(set_here(told)))
    assert sum(word.text == "asked" for word in first) >= 7
    assert [pair for pair in combinations(first, 2) if meet(*pair)] == []


def test_the_foot_of_a_page_is_one_line_whatever_the_code() -> None:
    told = report()
    widest = job(told).replace(recorded(told).verification.code.encode(), b"DDDD-DDDD-DDDD")
    for page in pages(here(widest)):
        [confidential] = [word for word in page if word.text == "Confidential."]
        last = [word for word in page if word.text == "outcomes." and word.middle > confidential.middle - LINE]
        assert abs(last[-1].middle - confidential.middle) < LINE
