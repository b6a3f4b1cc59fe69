"""The site: create_app() with its routers in the order of the site map."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

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


def create_app(settings: Settings) -> FastAPI:
    """The application over one database. Migrations and the demo are the caller's business."""
    app = FastAPI(
        title="Followthrough", openapi_url=None, lifespan=_life, max_body_size=BODY, form_limits={"max_fields": 400}
    )
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
    app.add_middleware(Security, tls=settings.secure_cookies)
    show_refusals(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.database.close()
