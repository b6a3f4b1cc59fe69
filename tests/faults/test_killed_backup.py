"""A server is killed while it makes a backup by itself: what is half done is none, and another makes it in minutes."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from app.actions.schedule import CLAIM
from app.keeping.contents import rows_in
from app.keeping.making import Made
from app.keeping.packing import unpack
from app.keeping.regular import JOB, back_up_when_due
from app.keeping.shelf import BEGUN, on_shelf
from app.settings import Settings
from app.store.database import Database
from app.store.tables import jobs, kept_reports
from backups import asked, written
from canary import seed
from databases import used
from endurance import Found, Tally, times
from faults.server import Served

pytestmark = pytest.mark.soak

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
SHOWN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LARGE = 8_000_000  # bytes in the database, so that a backup of it takes a while
PATIENCE = 30  # seconds
CLAIMED = select(jobs.c.claimed_until).where(jobs.c.name == JOB)


def under_way(folder: Path) -> None:
    """Wait until a backup is being made."""
    last = time.monotonic() + PATIENCE
    while not [*folder.glob(f"{BEGUN}*/*")]:
        assert time.monotonic() < last, "no backup was begun"
        time.sleep(0.005)


async def taken_over(using: Settings) -> tuple[Made | None, Made | None]:
    """What another server makes a second before the claim of the one that is gone ends, and then."""
    database = Database(using)
    until = await database.read(lambda db: db.execute(CLAIMED).scalar_one())
    assert until <= time.time() + CLAIM
    try:
        return await back_up_when_due(database, using, until - 1), await back_up_when_due(database, using, until)
    finally:
        database.close()


@pytest.mark.parametrize("database_kind", KINDS)
def test_a_backup_that_a_killed_server_was_making_is_made_by_another(
    database_kind: str, database_url: str, tmp_path: Path, tally: Tally
) -> None:
    runs, corrupt, wrong = times(1, 10), 0, 0
    written(used(database_url), lambda db: seed(db, "recruiter"))
    written(used(database_url), lambda db: db.execute(update(kept_reports).values(content=os.urandom(LARGE))))
    for run in range(runs):
        kept, work = tmp_path / f"kept-{run}", tmp_path / f"work-{run}"
        using = used(database_url, backup_folder=str(kept))
        written(using, lambda db: db.execute(delete(jobs)))
        with Served(database_url, tmp_path, BACKUP_FOLDER=str(kept)) as server:
            under_way(kept)
            server.kill()
        wrong += len(on_shelf(kept))
        early, made = asyncio.run(taken_over(using))
        wrong += early is not None or made is None
        work.mkdir()
        corrupt += [each.path for each in on_shelf(kept)] != [made and made.path]
        corrupt += not made or unpack(made.path, work, made.path).rows != asked(using, rows_in)
    name = f"T31 kill −9 while a backup is made, {SHOWN[database_kind]}"
    tally.note(Found(name, runs, 0, corrupt, wrong, f"taken over within {CLAIM} s"))
