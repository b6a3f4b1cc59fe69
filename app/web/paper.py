"""Sending a file to keep: made in the bounded worker, under a name that every file system takes."""

import asyncio
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, ParamSpec, TypeVar
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from app.refusals import Busy
from app.reports.apart import Failed
from app.reports.pdf import Pdf

T = TypeVar("T")
P = ParamSpec("P")
Made = TypeVar("Made")
log = logging.getLogger("followthrough")
WORKERS = ThreadPoolExecutor(2, thread_name_prefix="followthrough-files")  # typst runs in a process of its own
MOST = 24  # files that are made or waited for; whoever comes then is asked to come again
BEING_MADE: set[object] = set()
PIECE = 64 * 1024  # bytes sent at once
LONGEST = 80  # characters of a name
FAILED = "The file could not be made just now. Nothing is lost: try again in a minute."
LATE = "The file took too long, so it was stopped. Nothing is lost: try again in a minute."


async def as_pdf(make: Callable[[T], Pdf], told: T, name: str) -> Response:
    """The document as a file to keep. Raises Busy where it cannot be made just now."""
    return await as_file(lambda told: make(told).content, told, name, "application/pdf")


async def as_file(make: Callable[[T], bytes], told: T, name: str, media: str) -> Response:
    """The same of any format. It is kept nowhere. Raises Busy where it cannot be made just now."""
    return to_keep(await made(make, told), name, media)


def to_keep(content: bytes, name: str, media: str) -> Response:
    """A file that is made, as a download."""
    return Response(content, media_type=media, headers={"Content-Disposition": disposition(name)})


def disposition(name: str) -> str:
    """The header that has a file kept under this name, and never shown."""
    plain = re.sub(r'[^ -~]|["\\]', "?", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def made(make: Callable[P, Made], *args: P.args, **kwargs: P.kwargs) -> Made:
    """Two at once, in the order asked for, while pages and forms go on. Raises Busy."""
    if len(BEING_MADE) >= MOST:
        raise Busy("Many files are being made just now. Nothing is lost: try again in a minute.")
    BEING_MADE.add(place := object())
    asked = copy_context()
    try:
        return await asyncio.get_running_loop().run_in_executor(WORKERS, lambda: asked.run(make, *args, **kwargs))
    except Failed as failed:
        log.error("a file could not be made", exc_info=failed)
        raise Busy(LATE if failed.late else FAILED) from failed
    finally:
        BEING_MADE.discard(place)


def as_stream(file: IO[bytes], name: str, media: str) -> Response:
    """A file that was written already, sent a piece at a time and closed then."""
    return StreamingResponse(_pieces(file), 200, {"Content-Disposition": disposition(name)}, media)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def file_name(what: str, of_whom: str, end: str = ".pdf") -> str:
    """`Interview guide - Ana Ferreira.pdf`: one line, and no sign that means something to a file system."""
    safe = re.sub(r'[\\/:*?"<>|]+', " ", of_whom)
    safe = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in safe)
    name = " ".join(safe.split()).strip(". ")[:LONGEST].strip(". ")
    return f"{what} - {name}{end}" if name else f"{what}{end}"
