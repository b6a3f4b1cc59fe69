"""Sending a PDF: made in the bounded worker, under a name that every file system takes."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from starlette.responses import Response

from app.refusals import Busy
from app.reports.pdf import Pdf, PdfFailed
from app.web.report import WORKERS

T = TypeVar("T")
LONGEST = 80  # characters of a name


async def as_pdf(make: Callable[[T], Pdf], told: T, name: str) -> Response:
    """The document as a file to keep. Raises Busy where it cannot be made just now."""
    try:
        made = await asyncio.get_running_loop().run_in_executor(WORKERS, make, told)
    except PdfFailed as failed:
        raise Busy("The PDF could not be made just now. Nothing is lost: try again in a minute.") from failed
    plain = name.encode("ascii", "replace").decode()
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(made.content, media_type="application/pdf", headers={"Content-Disposition": disposition})


def file_name(what: str, of_whom: str) -> str:
    """`Interview guide - Ana Ferreira.pdf`: one line, and no sign that means something to a file system."""
    safe = re.sub(r'[\\/:*?"<>|]+', " ", of_whom)
    safe = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in safe)
    name = " ".join(safe.split()).strip(". ")[:LONGEST].strip(". ")
    return f"{what} - {name}.pdf" if name else f"{what}.pdf"
