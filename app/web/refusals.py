"""The one place where what went wrong becomes a page: a sentence, what to do next, and the status."""

import logging
import secrets
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app.refusals import NotHere, Refusal, SignInFirst
from app.store.members import VISITOR
from app.web.pages import Shell, render

log = logging.getLogger("followthrough")

SENTENCES = {
    405: "That address takes another kind of request. Go back and use the button on the page.",
    413: "That is too large to take in. Send less at once.",
}


@dataclass(frozen=True, slots=True)
class RefusalPage:
    template: ClassVar[str] = "refusal.html"
    status: int
    sentence: str


def show_refusals(app: FastAPI) -> None:
    """Register the handlers. A refusal is an answer; anything else is our mistake and is logged."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _refusal)
    app.add_exception_handler(HTTPException, _refusal)
    app.add_exception_handler(Exception, _ours)


async def _refusal(request: Request, refused: Exception) -> Response:
    if isinstance(refused, SignInFirst):
        return _sign_in_first(request, refused)
    if isinstance(refused, Refusal):
        return page(request, refused.status, refused.sentence)
    status = refused.status_code if isinstance(refused, HTTPException) else 404
    return page(request, status, SENTENCES.get(status, NotHere().sentence))


def _sign_in_first(request: Request, refused: SignInFirst) -> Response:
    if request.headers.get("HX-Request"):
        return PlainTextResponse(refused.sentence, 401, {"HX-Redirect": "/sign-in"})
    if request.method != "GET":
        return page(request, 401, refused.sentence)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(back)}", 303)


async def _ours(request: Request, failure: Exception) -> Response:
    reference = secrets.token_hex(2).upper()
    log.error("reference %s: %s %s", reference, request.method, request.url.path, exc_info=failure)
    return page(request, 500, f"Something broke on our side. Your answers are safe. Reference {reference}.")


def page(request: Request, status: int, sentence: str) -> Response:
    """The page for a sentence and a status; plain text where a fragment was asked for."""
    if request.headers.get("HX-Request"):
        return PlainTextResponse(sentence, status)
    theme = request.cookies.get("theme", "")
    member = getattr(request.state, "member", VISITOR)
    shell = Shell(request.state.nonce, theme if theme in ("light", "dark") else "", member, request.url.path, "")
    return HTMLResponse(render(RefusalPage(status, sentence), shell), status)
