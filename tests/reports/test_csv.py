"""Tables as CSV: what was typed stays text in a spreadsheet, and numbers stay numbers (safety 24)."""

import csv
import io

import pytest

from app.reports.csv import as_text, rows

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"]


@pytest.mark.parametrize("formula", [*FORMULAS, '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_compute_is_marked_as_text(formula: str) -> None:
    assert as_text(formula) == "'" + formula
    [[cell, other]] = csv.reader(io.StringIO(rows([[formula, "x"]]), newline=""))
    assert (cell, other) == ("'" + formula, "x")


@pytest.mark.parametrize(
    "text", ["", "Ana", "1", "a=b", " =1", "1-2", "日本語", '"quoted", with a comma', "two\nlines"]
)
def test_other_text_is_as_it_was_typed(text: str) -> None:
    assert list(csv.reader(io.StringIO(rows([[text, "x"]]), newline=""))) == [[text, "x"]]


def test_whole_numbers_are_numbers_and_nothing_is_an_empty_cell() -> None:
    assert rows([[-1, None, "-1"], [2, "", None]]) == "-1,,'-1\r\n2,,\r\n"
