"""The comparison report → PDF bytes: tagged, PDF/UA-1, the same bytes for the same report on every machine."""

import datetime
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from app import files
from app.reports.clean import clean_all
from app.reports.comparison import ComparisonReport
from app.reports.printed import printed
from app.reports.row_headers import with_row_headers

Standard = Literal["PDF/UA-1"]
NO_GLYPH = "could not be displayed"  # how Typst refuses a character that none of the fonts has


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and the standard it was checked against while being written; None where it claims none."""

    content: bytes
    standard: Standard | None


def comparison_pdf(report: ComparisonReport) -> Pdf:
    """Blocking, but without the interpreter's lock while it lays out: call it in a bounded worker.

    Our own fonts come first, so that the bytes depend on nothing else. Where they lack a character the machine's fonts
    are tried, and where those lack it too the same pages are written without the claim.
    """
    data = json.dumps(clean_all(printed(report)), ensure_ascii=False)
    made = datetime.datetime.combine(report.date, datetime.time(12), datetime.UTC)
    for system_fonts in (False, True):
        try:
            return Pdf(_written(data, made, fonts(system_fonts), "ua-1"), "PDF/UA-1")
        except typst.TypstError as refusal:
            if NO_GLYPH not in refusal.message:
                raise
    return Pdf(_written(data, made, fonts(True), None), None)


@cache
def fonts(system: bool = False) -> typst.Fonts:
    """One set for the process: the vendored fonts, and the machine's own where asked for."""
    vendored = files("static") / "fonts" / "pdf"
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[vendored])


def _written(data: str, made: datetime.datetime, fonts: typst.Fonts, standard: Literal["ua-1"] | None) -> bytes:
    """Nothing of the data is ever markup: it goes in as one JSON string, and templates read no other file."""
    template: Path = files("templates") / "reports" / "comparison.typ"
    content = typst.compile(
        template,
        root=template.parent,
        format="pdf",
        font_paths=fonts,
        sys_inputs={"report": data},
        pdf_standards=standard,
        timestamp=made,
    )
    return with_row_headers(content)
