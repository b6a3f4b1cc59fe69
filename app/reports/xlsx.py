"""Tables as a workbook: texts stay texts and numbers numbers, never a formula or a link; same content, same bytes."""

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.reports.clean import readable
from app.reports.tables import Column, Kind, Table, Value

LONGEST = 32_767  # characters that a cell holds
MOST_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
NARROW, WIDEST = 9, 60  # characters across
FORMATS: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "long": {"text_wrap": True},
    "score": {"num_format": "+0;−0;0"},
    "tenths": {"num_format": "+0.0;−0.0;0.0"},
    "share": {"num_format": "0%"},
    "whole": {"num_format": "0"},
    "exact": {"num_format": "+0.0000;−0.0000;0"},
}
BARELY, NEARLY = {"num_format": '"<1%"'}, {"num_format": '">99%"'}  # as pages print what is not nothing and not all


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under the lines that stand above it; its heads and the first `frozen` columns stay in sight."""

    table: Table
    above: tuple[str, ...] = ()
    frozen: int = 0


def workbook(sheets: Sequence[Sheet], title: str, company: str, made: datetime.date) -> bytes:
    """The file; it counts as made at noon of its day."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, MOST_PLAIN) as book:
        noon = datetime.datetime.combine(made, datetime.time(12))
        about = {"title": readable(title), "author": "Followthrough", "company": readable(company), "created": noon}
        book.set_properties(about)
        looks = {kind: book.add_format({"valign": "top", **look}) for kind, look in FORMATS.items()}
        edges = (book.add_format({"valign": "top", **BARELY}), book.add_format({"valign": "top", **NEARLY}))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
        top = book.add_format({"bold": True, "font_size": 13})
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.table.name), sheet, looks, edges, head, top)
    return written.getvalue()


def _sheet(
    page: Worksheet, sheet: Sheet, looks: Mapping[Kind, Format], edges: tuple[Format, Format], head: Format, top: Format
) -> None:
    table, start = sheet.table, len(sheet.above)
    for n, line in enumerate(sheet.above):
        page.write_string(n, 0, _text(line), top if n == 0 else None)
    for x, column in enumerate(table.columns):
        page.write_string(start, x, column.title, head)
        page.set_column(x, x, _width(table, x))
    for y, row in enumerate(table.rows, start=start + 1):
        for x, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(page, y, x, value, _look(column, value, looks, edges))
    page.freeze_panes(start + 1, sheet.frozen)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(start)


def _look(column: Column, value: Value, looks: Mapping[Kind, Format], edges: tuple[Format, Format]) -> Format:
    if column.kind == "share" and isinstance(value, float) and round(value, 2) != value:
        return edges[value > 0.5]
    return looks[column.kind]


def _cell(page: Worksheet, y: int, x: int, value: Value, look: Format) -> None:
    """Nothing is written where there is nothing to say."""
    if isinstance(value, int | float):
        page.write_number(y, x, value, look)
    elif value:
        page.write_string(y, x, _text(value), look)


def _text(value: str) -> str:
    return readable(value)[:LONGEST]


def _width(table: Table, x: int) -> float:
    """Wide enough for nearly all that stands in a column, and no wider than a page can bear."""
    if table.columns[x].kind == "long":
        return WIDEST
    longest = max((len(value) for row in table.rows if isinstance(value := row[x], str)), default=0)
    return min(WIDEST, max(NARROW, len(table.columns[x].title) * 0.6, longest * 0.9 + 2))
