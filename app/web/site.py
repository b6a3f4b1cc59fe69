"""The site: create_app() with its routers in the order of the site map."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import files
from app.settings import Settings
from app.store.database import Database
from app.web import (
    answer,
    answers,
    compare,
    demo,
    help,
    home,
    overview,
    recruiters,
    report,
    review,
    score,
    searches,
    sign_in,
    welcome,
)
from app.web.refusals import show_refusals
from app.web.security import Security

BODY = 1_000_000  # bytes of a posted form


class Site(FastAPI):
    """The application inside its headers, so that what broke or was too large is answered with them too."""

    def build_middleware_stack(self) -> ASGIApp:
        return Security(_with_head(_limited(super().build_middleware_stack())), tls=self.state.settings.tls)


def create_app(settings: Settings) -> FastAPI:
    """The application over one database. Migrations and the demo are the caller's business."""
    app = Site(title="Followthrough", openapi_url=None, lifespan=_life)
    app.state.settings = settings
    app.state.database = Database(settings)
    for screen in (
        home,
        welcome,
        sign_in,
        searches,
        overview,
        recruiters,
        answer,
        review,
        answers,
        score,
        compare,
        report,
        demo,
        help,
    ):
        app.include_router(screen.router)
    app.mount("/static", StaticFiles(directory=files("static")), name="static")
    show_refusals(app)
    return app


def _with_head(app: ASGIApp) -> ASGIApp:
    """Answer HEAD as GET; the server, which keeps the scope it made, leaves the body out."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await app({**scope, "method": "GET"} if head else scope, receive, send)

    return answer


def _limited(app: ASGIApp) -> ASGIApp:
    """Stop reading a body at BODY bytes. Unlike FastAPI's own limit this one is refused with a page."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        size = _announced(scope)
        read = 0

        async def some() -> Message:
            nonlocal read
            message = await receive() if size <= BODY else {}
            read += len(message.get("body", b""))
            if max(size, read) > BODY:
                raise HTTPException(413)
            return message

        await app(scope, some, send)

    return answer


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
    return int(length) if re.fullmatch("[0-9]{1,18}", length) else 0


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.database.close()
