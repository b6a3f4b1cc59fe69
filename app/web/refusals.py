"""The one place where what went wrong becomes a page: a sentence, what to do next, and the status."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app.refusals import Busy, NotHere, Refusal, SignInFirst, StepFirst, TooMany
from app.store.outages import Outage, outage
from app.web.asked import came_from, here, posted, shell_of, wants_part
from app.web.logs import Elsewhere, shown
from app.web.pages import render
from app.web.reply_door import NoReply, no_reply
from app.web.security import SAFE

log = logging.getLogger("followthrough")

SENTENCES = {
    400: "This form could not be read: it is damaged, or holds more than the page asks for. Go back and send it again.",
    405: "That address takes another kind of request. Go back and use the button on the page.",
    413: "That is too large to take in. Send less at once.",
}
OUTAGES: dict[Outage, tuple[int, str, str]] = {  # status, what a page that is read says, and one that was sent
    "full": (
        507,
        "The disk of this server is full. Whoever runs it has to make room. Open the page again then.",
        "The disk of this server is full, and this was not saved. Whoever runs it has to make room. "
        "Keep the page open and send it again then.",
    ),
    "away": (
        503,
        "The database cannot be reached just now. Open the page again in a minute.",
        "The database cannot be reached just now, and it is not known whether this was saved. "
        "Keep the page open and send it again in a minute.",
    ),
}
UNSHOWN = {"code", "whole", "back", "seen", "device", "sequence", "who"}  # secret, or nothing a person typed
ENDED = "Your session ended. Sign in in another tab, then change the answer again: what you typed is still here."


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """`typed` is what was sent and not taken, so that nobody has to remember it; `first` is what comes first, if any,
    and `where` it is done."""

    template: ClassVar[str] = "refusal.html"
    status: int
    sentence: str
    typed: Mapping[str, list[str]]
    first: type[StepFirst] | None
    where: str


def show_refusals(app: FastAPI) -> None:
    """Register the handlers. A refusal is an answer; anything else is our mistake and is logged."""
    app.add_exception_handler(NoReply, no_reply)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _refusal)
    app.add_exception_handler(HTTPException, _refusal)
    app.add_exception_handler(DBAPIError, _outage)
    app.add_exception_handler(OSError, _outage)
    app.add_exception_handler(Elsewhere, _outage)
    app.add_exception_handler(Exception, _ours)


async def _refusal(request: Request, refused: Exception) -> Response:
    if isinstance(refused, StepFirst):
        return await _step_first(request, refused)
    if isinstance(refused, Refusal):
        answer = page(request, refused.status, refused.sentence)
        if isinstance(refused, TooMany | Busy):
            answer.headers["Retry-After"] = str(refused.wait)
        return answer
    status = refused.status_code if isinstance(refused, HTTPException) else 404
    return page(request, status, SENTENCES.get(status, NotHere().sentence))


async def _step_first(request: Request, refused: StepFirst) -> Response:
    to = f"{refused.door}?next={quote(here(request))}"
    by_htmx = wants_part(request)
    if request.method not in SAFE:
        sentence = ENDED if isinstance(refused, SignInFirst) else refused.sentence
        return PlainTextResponse(sentence, refused.status) if by_htmx else await _keeping(request, refused)
    if by_htmx:
        return PlainTextResponse(refused.sentence, refused.status, {"HX-Redirect": to})
    return RedirectResponse(to, 303)


async def _keeping(request: Request, refused: StepFirst) -> Response:
    """The page that asks for the step, with what was typed read for it."""
    try:
        await posted(request)
    except HTTPException as unreadable:
        return await _refusal(request, unreadable)
    return page(request, refused.status, refused.sentence, type(refused))


async def _outage(request: Request, failure: Exception) -> Response:
    """What database and disk cannot do just now; any other failure of them is our mistake."""
    kind = failure.means if isinstance(failure, Elsewhere) else outage(failure)
    if kind is None:
        raise failure
    status, read, sent = OUTAGES[kind]
    log.error("%s %s met a database that is %s", request.method, shown(request.url.path), kind, exc_info=failure)
    answer = page(request, status, read if request.method in SAFE else sent)
    answer.headers["Retry-After"] = str(Busy.wait)
    return answer


async def _ours(request: Request, failure: Exception) -> Response:
    log.error("%s %s broke", request.method, shown(request.url.path), exc_info=failure)
    saved = "" if request.method in SAFE else ", and this was not saved"
    then = "Open the page again in a minute" if request.method in SAFE else "Keep the page open and send it again"
    return page(request, 500, f"Something broke on our side{saved}. {then}. Reference {request.state.reference}.")


def page(request: Request, status: int, sentence: str, first: type[StepFirst] | None = None) -> Response:
    """The page for a sentence and a status; plain text where a fragment was asked for."""
    if wants_part(request):
        return PlainTextResponse(sentence, status)
    where = f"{first.door}?next={quote(came_from(request) or here(request))}" if first else ""
    refusal = RefusalPage(status, sentence, _typed(request), first, where)
    return HTMLResponse(render(refusal, shell_of(request)), status)


def _typed(request: Request) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = getattr(request.state, "typed", {})
    secret = [name for name in sent if name in UNSHOWN or "password" in name.lower()]
    shown = {name: [text for text in texts if text] for name, texts in sent.items() if name not in secret}
    return {name: texts for name, texts in shown.items() if texts}
