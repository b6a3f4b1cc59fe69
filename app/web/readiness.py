"""For programs that watch the server: whether it lives, and whether it can do its work (safety 60)."""

import asyncio
from collections.abc import Iterator

from fastapi import APIRouter
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from app.mail.claims import overdue
from app.store.readiness import ROOM, Standing, room_left, standing
from app.web.doors import Unasked, Visit

router = APIRouter()

PATIENCE = 3  # seconds for the database to answer; who watches is told within five


@router.get("/healthz")
async def lives(_visit: Unasked) -> Response:
    """It answers, whatever it lacks: to start it again would not help."""
    return PlainTextResponse("alive\n")


@router.get("/readyz")
async def can_work(visit: Unasked) -> Response:
    """A word for each thing that is lacking: database, migrations, outbox, disk; or that it was told to end.

    Without its replica it can do its work, so it is ready and says so beside it.
    """
    lacks = ["ending"] if visit.request.app.state.ending else [*await _lacking(visit)]
    replica = visit.database.replica
    well = ["ready", "without replica"] if replica and replica.lacking else ["ready"]
    return PlainTextResponse("".join(f"{word}\n" for word in lacks or well), 503 if lacks else 200)


async def _lacking(visit: Visit) -> list[str]:
    try:
        async with asyncio.timeout(PATIENCE):
            schema, late = await visit.database.read(_looked_at, visit.now)
    except (SQLAlchemyError, OSError, TimeoutError):
        return ["database"]
    return [*_words(visit, schema, late)]


def _words(visit: Visit, schema: Standing, late: int) -> Iterator[str]:
    path = visit.database.path
    if path and not path.exists():  # it was taken away under open connections
        yield "database"
    if schema != "current":
        yield "migrations"
    if late and visit.request.app.state.settings.smtp_host:
        yield "outbox"
    if room_left(path)[1] < ROOM:
        yield "disk"


def _looked_at(db: Connection, now: int) -> tuple[Standing, int]:
    at = standing(db)
    return at, overdue(db, now) if at == "current" else 0
