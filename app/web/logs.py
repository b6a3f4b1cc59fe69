"""Logs: one line is one JSON object without secrets, and a reference joins a request's lines to its error page.

Source: safety 54. Of what broke the kinds and places are logged, not the texts, which may hold what somebody typed.
"""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.store.audit import REFERENCE
from app.store.outages import Outage

log = logging.getLogger("followthrough")

PERSONAL = re.compile(r"/(i|f|join|reset|sign-in/link)/.+", re.I | re.S)  # what follows is the key of a door
WITHIN = re.compile(r"/(i|f|join|reset|sign-in/link)/[^\s\"'”’]+", re.I)
QUERY = re.compile(r"(/[^\s?\"'”’]*)\?[^\s\"'”’]*")
OURS = ("followthrough", "uvicorn")  # whose level is the setting's; other programs say what is wrong with them only


class OneLine(logging.Formatter):
    """A record as one line of JSON; line ends, escape sequences and what no terminal shows are written as \\u…."""

    def format(self, record: logging.LogRecord) -> str:
        """`{"at", "level", "from", "say"}`, the request's reference, and of an exception its kind and places."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "from": record.name, "say": without(record.getMessage())}
        line |= {"reference": reference} if (reference := REFERENCE.get()) else {}
        line |= getattr(record, "fields", {})
        return json.dumps(line | (broke(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}))


def without(text: str) -> str:
    """A sentence without the keys of personal links and without queries."""
    return QUERY.sub(r"\1", WITHIN.sub(r"/\1/…", text))


def shown(path: str) -> str:
    """An address as it may be logged."""
    return PERSONAL.sub(r"/\1/…", path)


class Elsewhere(Exception):
    """What broke in another process: what is logged of it there, and what it means for whoever waits."""

    def __init__(self, told: dict[str, Any], means: Outage | None) -> None:
        super().__init__(told, means)
        self.told, self.means = told, means


def broke(failure: BaseException) -> dict[str, Any]:
    """The kinds of an exception and of those it came from, and where it passed, the innermost last."""
    if isinstance(failure, Elsewhere):
        return failure.told
    frames = traceback.extract_tb(failure.__traceback__)
    where = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    kinds, cause = [_kind(failure)], failure
    while (cause := cause.__cause__ or cause.__context__) and len(kinds) < 9:  # type: ignore[assignment]
        kinds.append(_kind(cause))
    return {"broke": kinds, "where": where}


def _kind(failure: BaseException) -> str:
    """The name of an exception; its own text only where that is the machine's or the database's, and no value."""
    name = type(failure).__name__
    if isinstance(failure, OSError) and failure.strerror:
        return f"{name}: {failure.strerror}"
    if isinstance(failure, DBAPIError) and failure.orig:
        state = getattr(failure.orig, "sqlstate", None)
        return f"{name}: {state or str(failure.orig).partition(chr(10))[0]}"
    return name


def begin(level: str) -> None:
    """Write every record of this process to standard error, a line each."""
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setFormatter(OneLine())
    logging.basicConfig(handlers=[to_stderr], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


class Logged:
    """Outermost ASGI middleware: gives each request its reference, and logs how it was answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        REFERENCE.set(reference := secrets.token_hex(4).upper())  # stays set: the server logs after us
        scope.setdefault("state", {})["reference"] = reference
        fields: dict[str, Any] = {"method": scope["method"], "path": shown(scope["path"])}
        began = time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields["status"] = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            fields["ms"] = round((time.perf_counter() - began) * 1000)
            log.info("answered", extra={"fields": fields})
