"""Tables as CSV: whole numbers are numbers, and what people typed stays text in a spreadsheet too (safety 24)."""

import csv
import io
from collections.abc import Iterable

STARTS = tuple("=+-@\t\r\n\0＝＋－＠")  # of what a spreadsheet would compute; full-width signs mean the same
MARK = "\ufeff"  # at the beginning of a file: a spreadsheet then reads it as UTF-8


def rows(cells: Iterable[Iterable[str | int | None]]) -> str:
    """The lines of a table, each with its line end; None is an empty cell."""
    written = io.StringIO()
    csv.writer(written).writerows([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in cells)
    return written.getvalue()


def as_text(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it says so."""
    return f"'{cell}" if cell.startswith(STARTS) else cell
