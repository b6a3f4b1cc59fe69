"""Tables as CSV: numbers are numbers, and what people typed stays text in a spreadsheet too (safety 24)."""

import csv
import io
import re
from collections.abc import Iterable

SIGNS = "=+@＝＋－＠-"  # begin what a spreadsheet would compute; full-width signs mean the same
STARTS = tuple(SIGNS + "\t\r\n\0")
INSIDE = re.compile(
    f'([;\t\r\n])(?="*[{SIGNS}])'
)  # begins a cell where semicolons or tabs part them, whatever is quoted
MARK = "\ufeff"  # at the beginning of a file: a spreadsheet then reads it as UTF-8


def rows(cells: Iterable[Iterable[str | float | None]]) -> str:
    """The lines of a table, each with its line end; None is an empty cell."""
    written = io.StringIO()
    csv.writer(written).writerows([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in cells)
    return written.getvalue()


def as_text(cell: str) -> str:
    """A text of which no spreadsheet takes a part for a formula: an apostrophe before it says so."""
    return INSIDE.sub(r"\1'", f"'{cell}" if cell.startswith(STARTS) else cell)
