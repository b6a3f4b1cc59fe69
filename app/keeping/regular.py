"""Backups by themselves: one server of the installation makes the next when it is due, beside its work."""

import asyncio
import logging
import threading
import time
from concurrent.futures import Future

from sqlalchemy.exc import DBAPIError

from app.actions.schedule import claim_again, claim_job, due_jobs, note_job, put_off
from app.keeping import shelf
from app.keeping.making import Made, make
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.database import Database

JOB = "backup"
HOUR = 3_600
BEAT = 30  # seconds between two claims of who is at it

log = logging.getLogger("followthrough")


async def back_up_when_due(database: Database, settings: Settings, now: int) -> Made | None:
    """Make a backup if it is time and no other server does; one that fails is tried again, and the log says why."""
    due = await database.read(due_jobs, [JOB], now)
    until = await database.write(claim_job, JOB, now) if due else None
    if until is None:
        return None
    making = asyncio.wrap_future(_aside(settings))
    until = await _holding(database, making, until)
    try:
        made = making.result()
    except NotKept as why:
        log.error("%s", why)
        await database.write(put_off, JOB, now, until)
        return None
    await database.write(note_job, JOB, settings.backup_every * HOUR, f"Made {made.path.name}.", now, until)
    return made


async def _holding(database: Database, making: "asyncio.Future[Made]", until: int) -> int:
    """Wait until it is made, and claim it again meanwhile; the last claim, which another may have taken over."""
    while not (await asyncio.wait([making], timeout=BEAT))[0]:
        try:
            again = await database.write(claim_again, JOB, until, int(time.time()))
            until = again or until
        except DBAPIError as away:
            log.warning("a backup is being made, and that could not be noted", exc_info=away)
    return until


def _aside(settings: Settings) -> "Future[Made]":
    """In a thread of its own, which nobody waits for when the server stops; what is half done goes another day."""
    future: Future[Made] = Future()

    def run() -> None:
        try:
            future.set_result(make(settings, shelf.shelf(settings), keep=settings.backup_keep))
        except BaseException as failure:  # noqa: BLE001 - handed to whoever waits, who would wait for good
            future.set_exception(failure)

    threading.Thread(target=run, name="followthrough-backup", daemon=True).start()
    return future
