"""The process that sets one document and ends: JSON in, PDF or picture out, nothing of the rest of the program in it.

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
from app.reports.apart import limit
from app.reports.documents import AGAIN, Attempt, Document, Format
from app.reports.row_headers import with_row_headers

ATTEMPTS: dict[Attempt, tuple[bool, Literal["ua-1"] | None]] = {  # the machine's fonts too? what it claims
    "own": (False, "ua-1"),
    "machine": (True, "ua-1"),
    "unclaimed": (True, None),
}
NO_GLYPH = "could not be displayed"  # how Typst refuses a character that none of the fonts has
SECONDS = 30  # of processor time
BYTES = 1 << 29  # of memory; twenty recruiters in full, with seven forms each, need little more than half of it
DENSITY = 192.0  # pixels per inch of a picture: a slide of ten inches is 1,920 wide


def attempted(
    attempt: Attempt, document: Document, source: str, made: datetime.datetime | None, record: str
) -> bytes | None:
    """The PDF as one attempt makes it; None where a character is lacking that the next may find.

    Our own fonts come first, so that the bytes depend on nothing else. Where they lack a character the machine's fonts
    are tried, and where those lack it too the same pages are written without the claim. `made`: when, None for one that
    has no date.
    """
    system_fonts, standard = ATTEMPTS[attempt]
    given = {"report": source, "record": record}
    try:
        return with_row_headers(_written(document, given, made, fonts(system_fonts), standard))
    except typst.TypstError as refusal:
        if standard is None or NO_GLYPH not in refusal.message:
            raise
        return None


def picture(document: Document, source: str, format: Format) -> bytes:
    """The one page of a document as SVG or PNG; a character that our own fonts lack is taken from the machine's."""
    return _written(document, {"report": source}, None, fonts(True), None, format)


@cache
def fonts(system: bool = False) -> typst.Fonts:
    """The vendored fonts, and the machine's own where asked for; one set for the process."""
    vendored = files("static") / "fonts" / "pdf"
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[vendored])


def _written(
    document: Document,
    given: dict[str, str],
    made: datetime.datetime | None,
    fonts: typst.Fonts,
    standard: Literal["ua-1"] | None,
    format: Format = "pdf",
) -> bytes:
    """Nothing that is given is ever markup: it goes in as JSON in a string, and the templates read no other file."""
    template = files("templates") / "reports" / f"{document}.typ"
    return typst.compile(
        template,
        root=template.parent,
        format=format,
        ppi=DENSITY,
        font_paths=fonts,
        sys_inputs=given,
        pdf_standards=standard,
        timestamp=made,
    )


def answer(given: bytes, attempt: Attempt) -> bytes:
    """To a job: one line that says whether the file claims PDF/UA-1, then the file; or AGAIN."""
    job = json.loads(given)
    source, document, made = job["source"], job["document"], job["made"]
    if document not in get_args(Document):
        raise ValueError(f"There is no document called {document!r}.")
    if job["format"] != "pdf":
        return b"no\n" + picture(document, source, job["format"])
    content = attempted(attempt, document, source, made and datetime.datetime.fromisoformat(made), job["record"])
    claim = b"no\n" if attempt == "unclaimed" else b"yes\n"
    return AGAIN if content is None else claim + content


def main() -> None:
    """The answer to what is read, within limits. Told which attempt this is."""
    limit(SECONDS, BYTES)
    attempt: Attempt = next((known for known in ATTEMPTS if known in sys.argv[1:]), "own")
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), attempt))


if __name__ == "__main__":
    main()
