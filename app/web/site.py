"""The site: create_app() with its routers in the order of the site map."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import files
from app.actions.reply_to_found import LARGEST
from app.settings import Settings, listed
from app.store.database import Database
from app.store.keys import read_keys
from app.store.reading import Reading
from app.web import (
    account,
    address_book,
    address_card,
    answer,
    answers,
    audit,
    audit_file,
    company,
    compare,
    demo,
    erase,
    export,
    flag,
    form,
    found,
    found_link,
    guide,
    help,
    home,
    invitations,
    invited,
    join,
    kept,
    mail,
    member,
    members,
    one_mail,
    overview,
    people,
    practice,
    practice_call,
    proof,
    readiness,
    receipt,
    recruiters,
    renew,
    reopen,
    reply,
    reply_about,
    reply_done,
    reply_review,
    report,
    reset,
    review,
    score,
    scorecard,
    searches,
    second_factor,
    sign_in,
    sign_in_again,
    sign_in_code,
    sign_in_link,
    tell,
    weights,
    welcome,
)
from app.web.crowd import Crowd
from app.web.forks import ABLE, Forks
from app.web.logs import Logged
from app.web.refusals import show_refusals
from app.web.security import Security
from app.web.shelf import Shelf
from app.web.ways import Ways

SCREENS = (  # in the order of the site map
    home,
    welcome,
    sign_in,
    sign_in_code,
    sign_in_link,
    sign_in_again,
    reset,
    account,
    second_factor,
    join,
    members,
    member,
    company,
    export,
    erase,
    mail,
    one_mail,
    audit,
    audit_file,
    searches,
    overview,
    recruiters,
    people,
    address_book,
    address_card,
    practice,
    practice_call,
    invitations,
    invited,
    found_link,
    found,
    proof,
    receipt,
    reply_about,
    reply_review,
    reply_done,
    reply,  # takes any word for a question, so it comes last of these
    answer,
    form,
    review,
    guide,
    answers,
    score,
    scorecard,
    tell,
    renew,
    flag,
    reopen,
    compare,
    weights,
    report,
    kept,
    demo,
    help,
    readiness,
)
BODY = 1_000_000  # bytes of a posted form
UPLOAD = LARGEST + 100_000  # bytes of one that brings a file
UPLOADS = re.compile(r"/found/[0-9]+/proofs")


class Site(FastAPI):
    """The application inside its headers, so that what broke or was too large is answered with them too."""

    def build_middleware_stack(self) -> ASGIApp:
        settings: Settings = self.state.settings
        inside = Crowd(_with_head(_limited(super().build_middleware_stack())))
        guarded = Security(inside, tls=settings.tls, names=settings.names)
        return Logged(_behind(guarded, listed(settings.trusted_proxies)))


Beside = Callable[[Database, Settings], AbstractAsyncContextManager[None]]  # what runs while the site does


@asynccontextmanager
async def alone(_database: Database, _settings: Settings) -> AsyncIterator[None]:
    """Nothing beside the site."""
    yield


def create_app(settings: Settings, beside: Beside = alone, *, forking: bool = False) -> FastAPI:
    """The application over one database. Migrations, the demo and what runs `beside` it are the caller's business.

    `forking`: reports are made in processes of their own where the engine and the machine allow it.
    """
    app = Site(title="Followthrough", openapi_url=None)
    app.router = ways = Ways(lifespan=_life, dependency_overrides_provider=app)
    app.state.settings = settings
    app.state.database = Database(settings)
    app.state.forks = _forks(settings) if forking else None
    app.state.beside = beside
    app.state.ending = False  # set while the server answers what it still gets and should get no more
    for screen in SCREENS:
        ways.routes.extend(screen.router.routes)
    app.mount("/static", Shelf(directory=files("static")), name="static")
    show_refusals(app)
    return app


def _forks(settings: Settings) -> Forks | None:
    """None where a replica is there to be read, which the server itself keeps an eye on, or the machine cannot fork."""
    if not ABLE or settings.replica_url:
        return None
    return Forks(Reading(settings.database_url, read_keys(settings)), settings.log_level)


def _behind(app: ASGIApp, proxies: list[str]) -> ASGIApp:
    """Believe what these proxies say of where a request comes from, and nobody else (safety 20)."""
    return cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, app), proxies)) if proxies else app


def _with_head(app: ASGIApp) -> ASGIApp:
    """Answer HEAD as GET; the server, which keeps the scope it made, leaves the body out."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await app({**scope, "method": "GET"} if head else scope, receive, send)

    return answer


def _limited(app: ASGIApp) -> ASGIApp:
    """Stop reading a body at BODY bytes, or UPLOAD where a file is taken; unlike FastAPI's limit, with a page."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        size = _announced(scope)
        most = UPLOAD if UPLOADS.fullmatch(scope.get("path", "")) else BODY
        read = 0

        async def some() -> Message:
            nonlocal read
            message = await receive() if size <= most else {}
            read += len(message.get("body", b""))
            if max(size, read) > most:
                raise HTTPException(413)
            return message

        await app(scope, some, send)

    return answer


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
    return int(length) if re.fullmatch("[0-9]{1,18}", length) else 0


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    async with app.state.beside(app.state.database, app.state.settings):
        yield
    if app.state.forks:
        app.state.forks.end()
    app.state.database.close()
