"""The worked table of app/vetting/README.md is true."""

import doctest
from fractions import Fraction
from pathlib import Path

import pytest

import app.vetting
from app.vetting.scoring import score
from app.vetting.worked_example import RESPONSES, mixed, worked_example
from panels import INSTRUMENT

PAGE = Path(app.vetting.__file__).parent / "README.md"


def text() -> str:
    """README as one line, with the apostrophes of the pages."""
    return " ".join(PAGE.read_text(encoding="utf-8").replace("'", "’").split())


def test_the_table_of_the_readme_is_the_one_the_help_page_shows() -> None:
    found = worked_example(INSTRUMENT)
    for line in found.lines:
        assert f"| | {' | '.join(line.questions)} | mean push |" in text()
        assert f"| {line.who}, points | {' | '.join(line.points)} | {line.mean} |" in text()
    assert found.sentence in text()


def test_what_the_readme_scores_is_what_the_help_page_scores() -> None:
    assert score(INSTRUMENT, RESPONSES).index == Fraction(56, 69) * (Fraction(200, 3) + 30) / 2
    assert worked_example(INSTRUMENT).result.endswith("= 39 47/207, which a page shows as +39")


@pytest.mark.parametrize(
    ("number", "written"),
    [("200/3", "66⅔"), ("30", "30"), ("-1/2", "−½"), ("-65/2", "−32½"), ("0", "0"), ("3/7", "3/7")],
)
def test_a_number_is_written_whole_and_what_is_left(number: str, written: str) -> None:
    assert mixed(Fraction(number)) == written


def test_the_worked_example_of_the_readme_is_what_the_code_does() -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert done.attempted > 15
    assert done.failed == 0
