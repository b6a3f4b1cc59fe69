"""Backups by themselves: one server of the installation makes the next when it is due, beside its work."""

import asyncio
import logging
import threading
from concurrent.futures import Future

from app.actions.schedule import claim_job, due_jobs, note_job, put_off
from app.keeping import shelf
from app.keeping.making import Made, make
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.database import Database

JOB = "backup"
HOUR = 3_600

log = logging.getLogger("followthrough")


async def back_up_when_due(database: Database, settings: Settings, now: int) -> Made | None:
    """Make a backup if it is time and no other server does; one that fails is tried again, and the log says why."""
    if not await database.read(due_jobs, [JOB], now) or not await database.write(claim_job, JOB, now):
        return None
    try:
        made = await asyncio.wrap_future(_aside(settings))
    except NotKept as why:
        log.error("%s", why)
        await database.write(put_off, JOB, now)
        return None
    await database.write(note_job, JOB, settings.backup_every * HOUR, f"Made {made.path.name}.", now)
    return made


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
