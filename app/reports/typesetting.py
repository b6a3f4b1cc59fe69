"""The process that sets one document and ends: JSON in, PDF out, and nothing of the rest of the program in it.

Typst remembers every page it has laid out for the next ten documents, some 80 MB for five recruiters, and marking row
headers holds the interpreter's lock: neither belongs in a server. A process of its own also has limits of its own.
"""

import datetime
import json
import sys
from functools import cache
from typing import Literal, get_args

import typst

from app import files
from app.reports.documents import Document
from app.reports.row_headers import with_row_headers

NO_GLYPH = "could not be displayed"  # how Typst refuses a character that none of the fonts has
SECONDS = 60  # of processor time
BYTES = 3 << 30  # of address space


def typeset(document: Document, source: str, made: datetime.datetime | None) -> tuple[bytes, bool]:
    """The PDF of a document's JSON, and whether it claims PDF/UA-1. `made`: when, None for one that has no date.

    Our own fonts come first, so that the bytes depend on nothing else. Where they lack a character the machine's fonts
    are tried, and where those lack it too the same pages are written without the claim.
    """
    for system_fonts in (False, True):
        try:
            return _written(document, source, made, fonts(system_fonts), "ua-1"), True
        except typst.TypstError as refusal:
            if NO_GLYPH not in refusal.message:
                raise
    return _written(document, source, made, fonts(True), None), False


@cache
def fonts(system: bool = False) -> typst.Fonts:
    """The vendored fonts, and the machine's own where asked for; one set for the process."""
    vendored = files("static") / "fonts" / "pdf"
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[vendored])


def _written(
    document: Document,
    source: str,
    made: datetime.datetime | None,
    fonts: typst.Fonts,
    standard: Literal["ua-1"] | None,
) -> bytes:
    """Nothing of the source is ever markup: it goes in as one JSON string, and the templates read no other file."""
    template = files("templates") / "reports" / f"{document}.typ"
    content = typst.compile(
        template,
        root=template.parent,
        format="pdf",
        font_paths=fonts,
        sys_inputs={"report": source},
        pdf_standards=standard,
        timestamp=made,
    )
    return with_row_headers(content)


def _limited() -> None:
    """A document that runs away ends alone."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def main() -> None:
    """One line that says whether the file claims PDF/UA-1, then the file."""
    _limited()
    job = json.load(sys.stdin.buffer)
    source, document, made = job["source"], job["document"], job["made"]
    if document not in get_args(Document):
        raise ValueError(f"There is no document called {document!r}.")
    content, accessible = typeset(document, source, datetime.datetime.fromisoformat(made) if made else None)
    sys.stdout.buffer.write((b"yes" if accessible else b"no") + b"\n" + content)


if __name__ == "__main__":
    main()
