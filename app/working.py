"""The work beside the pages: sending mail and doing the daily jobs, inside the server or alone."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError

from app.actions.daily import JOBS
from app.actions.schedule import Jobs, due_jobs, put_off, run_job
from app.keeping.refusal import NotKept
from app.keeping.regular import back_up_when_due
from app.keeping.upgrading import before_migrating
from app.mail.sending import Post, first_of
from app.settings import Settings
from app.store.database import Database, migrate
from app.store.keys import read_keys
from app.store.outages import outage
from app.web import logs


class NoDatabase(Exception):
    """The database cannot be opened or brought up to date; its text is the sentence to print."""


LOOK = 60  # seconds between two looks for a job that is due
NO_ROOM = "Make room on its disk, then try again."
OTHERWISE = "Start it or free its folder, or set FOLLOWTHROUGH_DATABASE_URL to another."
STOPPING = 4  # seconds for the mail in hand; the server gives open pages 5

log = logging.getLogger("followthrough")


@asynccontextmanager
async def at_work(database: Database, settings: Settings) -> AsyncIterator[None]:
    """While the block runs, mail is sent (where a mail server is set) and the jobs are done when they are due."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(keep_jobs(database, JOBS, stop))]
    if settings.smtp_host:
        tasks.append(asyncio.create_task(Post(database, settings).run(stop)))
    if settings.backup_folder:
        tasks.append(asyncio.create_task(keep_backups(database, settings, stop)))
    try:
        yield
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=STOPPING)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def keep_jobs(database: Database, jobs: Jobs, stop: asyncio.Event) -> None:
    """Look for due jobs at once and every minute."""
    while not stop.is_set():
        [outcome] = await asyncio.gather(run_due(database, jobs, int(time.time())), return_exceptions=True)
        if isinstance(outcome, BaseException):
            log.error("the schedule could not be read", exc_info=outcome)
        await first_of(stop, seconds=LOOK)


async def keep_backups(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Look at once and every minute whether a backup is due."""
    while not stop.is_set():
        now = int(time.time())
        [outcome] = await asyncio.gather(back_up_when_due(database, settings, now), return_exceptions=True)
        if isinstance(outcome, BaseException):
            log.error("no backup could be made", exc_info=outcome)
        await first_of(stop, seconds=LOOK)


async def run_due(database: Database, jobs: Jobs, now: int) -> dict[str, str]:
    """Run every job that is due and nobody else's; returns what each that ran has said."""
    said: dict[str, str] = {}
    for name in await database.read(due_jobs, jobs, now):
        [outcome] = await asyncio.gather(database.write(run_job, name, *jobs[name], now), return_exceptions=True)
        if isinstance(outcome, BaseException):
            log.error("the job %s failed", name, exc_info=outcome)
            await database.write(put_off, name, now)
        elif outcome is not None:
            said[name] = outcome
    return said


def bring_up(settings: Settings) -> None:
    """Bring the database up to date, backed up before. Raises NoDatabase or BadSetting."""
    with usable(settings):
        read_keys(settings)  # without a secret nothing is looked at
        before_migrating(settings)
        migrate(settings)


@contextmanager
def usable(settings: Settings) -> Iterator[None]:
    """What is done with the database before anybody comes. Raises NoDatabase where it cannot be done."""
    try:
        yield
    except NotKept as refused:
        raise NoDatabase(str(refused)) from refused
    except (DBAPIError, OSError) as refused:
        why = str(getattr(refused, "orig", refused)).strip().splitlines()[0]
        then = NO_ROOM if outage(refused) == "full" else OTHERWISE
        raise NoDatabase(f"Cannot use the database {settings.database_shown}: {why}. {then}") from refused


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Work alone, without pages, until Ctrl+C or a request to end. Raises NoDatabase or BadSetting at the start."""
    logs.begin(settings.log_level)
    bring_up(settings)
    mail = f"sends mail through {settings.smtp_host}" if settings.smtp_host else "sends no mail, as no server is set"
    begins = (
        f"Followthrough {mail}, and does the daily jobs (Ctrl+C stops it). Its data is in {settings.database_shown}"
    )
    asyncio.run(_until_told(settings, lambda: say(begins)))
    say("Stopped. What was not sent waits in the outbox.")


async def _until_told(settings: Settings, begin: Callable[[], None]) -> None:
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    database = Database(settings)
    try:
        async with at_work(database, settings):
            begin()
            await told.wait()
    finally:
        database.close()
