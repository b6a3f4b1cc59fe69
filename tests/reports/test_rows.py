"""The rows of every answer: their heights are worked out beforehand, so nothing may stand on anything else."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import pytest
from comparison_sample import NAMES, report, vetting
from printing import set_here

from app.reports.pdf import Pdf

LONG = "Ilse Amadea von Mozartovich-Illing"
WIDE = "Iva WWWWWWW"  # no more letters than one line of a name has, and yet two lines
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>')
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


@pytest.mark.parametrize("names", [(LONG, WIDE), (WIDE, "أنا فيريرا")])
def test_a_name_that_needs_more_room_than_its_answer_has_it(names: tuple[str, str]) -> None:
    told = {**NAMES, **{("evaluator", f"e{number}"): name for number, name in enumerate(names, start=1)}}
    made = set_here(report([vetting(0, evaluators=2, references=False, names=told)]))
    for page in pages(made):
        assert [pair for pair in combinations(page, 2) if meet(*pair)] == []
