"""The schedule: a due job is run once however many servers look, and a failed one leaves nothing behind."""

import asyncio
import logging
import time

import pytest
from sqlalchemy import Connection, select

from app.actions.schedule import AFTER_FAILURE, FAILED, Jobs, claim_again, claim_job, due_jobs, put_off, run_job
from app.settings import Settings
from app.store.database import Database
from app.store.rows import add
from app.store.tables import companies, jobs
from app.working import run_due
from databases import by_hand
from people import NOW

DAY = 86_400


@by_hand
def greet(db: Connection, now: int) -> str:
    """A job that leaves a mark each time it is run."""
    add(db, companies, name=f"Company of {now}", demo=False, created_at=now)
    return "Greeted a company."


def greet_slowly(db: Connection, now: int) -> str:
    """Long enough that every server comes while one is at it."""
    time.sleep(0.1)
    return greet(db, now)


def fail(db: Connection, now: int) -> str:
    greet(db, now)
    raise LookupError("this job is broken")


def marks(db: Connection) -> list[str]:
    return list(db.execute(select(companies.c.name).order_by(companies.c.id)).scalars())


GREET: Jobs = {"greet": (DAY, greet)}


def test_a_job_never_run_is_due_at_once_and_then_every_day(db: Connection) -> None:
    assert due_jobs(db, GREET, NOW) == ["greet"]
    assert run_job(db, "greet", DAY, greet, NOW) == "Greeted a company."
    assert due_jobs(db, GREET, NOW + DAY - 1) == []
    assert run_job(db, "greet", DAY, greet, NOW + DAY - 1) is None
    assert due_jobs(db, GREET, NOW + DAY) == ["greet"]
    row = db.execute(select(jobs)).one()
    assert (row.name, row.ran_at, row.next_at, row.said) == ("greet", NOW, NOW + DAY, "Greeted a company.")


def test_days_that_were_missed_are_made_up_for_once(db: Connection) -> None:
    run_job(db, "greet", DAY, greet, NOW)
    assert run_job(db, "greet", DAY, greet, NOW + 9 * DAY)
    assert run_job(db, "greet", DAY, greet, NOW + 9 * DAY) is None


def test_a_job_that_was_put_off_waits_a_quarter_of_an_hour(db: Connection) -> None:
    put_off(db, "greet", NOW)
    assert due_jobs(db, GREET, NOW + AFTER_FAILURE - 1) == []
    assert run_job(db, "greet", DAY, greet, NOW + AFTER_FAILURE - 1) is None
    assert run_job(db, "greet", DAY, greet, NOW + AFTER_FAILURE)
    assert db.execute(select(jobs.c.claimed_until)).scalar() == 0


def test_the_job_of_a_server_that_was_killed_is_due_again_within_five_minutes(db: Connection) -> None:
    until = claim_job(db, "backup", NOW)
    assert until
    assert claim_job(db, "backup", NOW) is None
    assert due_jobs(db, ["backup"], until - 1) == []
    assert due_jobs(db, ["backup"], NOW + 5 * 60) == ["backup"]
    again = claim_again(db, "backup", until, NOW + 60)
    assert again
    assert claim_again(db, "backup", until, NOW + 60) is None, "it is somebody else's since"


@pytest.mark.parametrize("before", [[], [NOW - DAY]], ids=["never done", "done yesterday"])
def test_three_servers_run_a_due_job_once(database: Database, settings: Settings, before: list[int]) -> None:
    servers, slow = [database, Database(settings), Database(settings)], {"greet": (DAY, greet_slowly)}
    for yesterday in before:
        asyncio.run(run_due(database, GREET, yesterday))

    async def all_look() -> list[dict[str, str]]:
        return await asyncio.gather(*(run_due(each, slow, NOW) for each in servers for _ in range(3)))

    said = [outcome for outcome in asyncio.run(all_look()) if outcome]
    assert said == [{"greet": "Greeted a company."}]
    assert asyncio.run(database.read(marks)) == [f"Company of {each}" for each in (*before, NOW)]
    for other in servers[1:]:
        other.close()


def test_a_failed_job_leaves_nothing_and_holds_up_no_other(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    both: Jobs = {"fail": (DAY, fail), "greet": (DAY, greet)}
    with caplog.at_level(logging.ERROR, logger="followthrough"):
        assert asyncio.run(run_due(database, both, NOW)) == {"greet": "Greeted a company."}
    assert "the job fail failed" in caplog.text
    assert asyncio.run(database.read(marks)) == [f"Company of {NOW}"]
    row = asyncio.run(database.read(lambda db: db.execute(select(jobs).where(jobs.c.name == "fail")).one()))
    assert (row.said, row.ran_at, row.claimed_until) == (FAILED, None, NOW + AFTER_FAILURE)
    assert asyncio.run(run_due(database, both, NOW + 1)) == {}
