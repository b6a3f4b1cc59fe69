"""Tables as CSV: what was typed stays text in a spreadsheet, and numbers stay numbers (safety 24)."""

import csv
import io

import pytest

from app.reports.csv import as_text, rows

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", "\0=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"]


@pytest.mark.parametrize("formula", [*FORMULAS, '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_compute_is_marked_as_text(formula: str) -> None:
    assert as_text(formula) == "'" + formula
    [[cell, other]] = csv.reader(io.StringIO(rows([[formula, "x"]]), newline=""))
    assert (cell, other) == ("'" + formula, "x")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a;=1+1;b", "a;'=1+1;b"),
        ('a;"=1;', "a;'\"=1;"),
        ("a\n=1+1;b", "a\n'=1+1;b"),
        ("\t=1", "'\t'=1"),
        ("a; -b\n\nc", "a; -b\n\nc"),
    ],
)
def test_nor_does_one_that_parts_cells_elsewhere(typed: str, written: str) -> None:
    """Where semicolons part the cells, `,"a;=1+1;b"` is three of them, and a line end in it ends the row."""
    assert as_text(typed) == written


@pytest.mark.parametrize(
    "text", ["", "Ana", "1", "a=b", " =1", "1-2", "日本語", '"quoted", with a comma', "two\nlines"]
)
def test_other_text_is_as_it_was_typed(text: str) -> None:
    assert list(csv.reader(io.StringIO(rows([[text, "x"]]), newline=""))) == [[text, "x"]]


def test_whole_numbers_are_numbers_and_nothing_is_an_empty_cell() -> None:
    assert rows([[-1, None, "-1"], [2, "", None]]) == "-1,,'-1\r\n2,,\r\n"
