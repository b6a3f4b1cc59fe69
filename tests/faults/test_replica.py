"""Reports from a real streaming replica: never older than what was acknowledged, and never missing with it."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection, select, text

import machine
from app.doctor import replica as doctor
from app.settings import Settings
from app.store import replica
from app.store.database import Database
from app.store.rows import add
from app.store.tables import companies
from databases import Arranged, used
from endurance import Found, Tally, times
from faults.proxy import until
from faults.raters import busy, events, raters, seated, told
from faults.server import Served
from faults.test_kill import broken_trails, judged

pytestmark = pytest.mark.postgresql

PEOPLE = 4
PHASES = times(short=1, whole=6)  # of each kind of trouble
REPORTS = times(short=3, whole=10)  # downloaded in each


@pytest.fixture(scope="module")
def standby(durable: machine.PostgreSQL) -> Iterator[machine.Standby]:
    programs = machine.postgresql()
    assert programs
    server = machine.Standby(programs, durable)
    yield server
    server.stop()


@pytest.fixture
def following(durable_url: str, standby: machine.Standby) -> Settings:
    """The settings of a server with a replica of this test's database."""
    name = durable_url.rpartition("@/")[2].partition("?")[0]
    until(lambda: standby.has(name))
    return used(durable_url, replica_url=standby.url(name))


@pytest.fixture
def database(following: Settings) -> Iterator[Database]:
    found = Arranged(following)
    yield found
    found.close()


def named(db: Connection, name: str) -> None:
    add(db, companies, name=name, demo=False, created_at=1)


def seen(db: Connection) -> tuple[bool, list[str]]:
    """Whether a replica says it, and the companies there are."""
    standing_by: bool = db.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    return standing_by, list(db.execute(select(companies.c.name).order_by(companies.c.id)).scalars())


def read_beside(database: Database) -> tuple[bool, list[str]]:
    return asyncio.run(database.aside(seen))


def test_what_is_long_to_read_comes_from_the_replica_and_everything_else_from_the_primary(database: Database) -> None:
    asyncio.run(database.write(named, "Halden"))
    assert read_beside(database) == (True, ["Halden"])
    assert asyncio.run(database.read(seen)) == (False, ["Halden"])


def test_nobody_misses_in_a_report_what_was_just_saved(database: Database) -> None:
    for n in range(30):
        asyncio.run(database.write(named, f"Company {n}"))
        from_replica, names = read_beside(database)
        assert names[-1] == f"Company {n}"
        assert from_replica


def test_a_replica_that_is_behind_is_not_asked_and_is_asked_again_later(
    database: Database, standby: machine.Standby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    standby.hold()
    try:
        asyncio.run(database.write(named, "Halden"))
        with caplog.at_level(logging.WARNING, logger="followthrough"):
            assert [read_beside(database) for _ in range(3)] == [(False, ["Halden"])] * 3
    finally:
        standby.follow()
    assert [record.getMessage() for record in caplog.records] == [
        f"the replica is left alone for {replica.REST} seconds: it is behind"
    ]
    assert database.replica
    assert database.replica.lacking == "it is behind"
    monkeypatch.setattr(replica, "REST", 0)
    database.replica.failed("it rests no longer")
    assert read_beside(database) == (True, ["Halden"])
    assert database.replica.lacking == ""


def test_a_replica_that_is_killed_costs_nobody_a_report(
    database: Database, following: Settings, standby: machine.Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "REST", 0)
    assert read_beside(database)[0]
    standby.crash()
    try:
        assert [read_beside(database)[0] for _ in range(2)] == [False, False]
        [finding] = doctor.findings(following)
        assert finding.level == "look at this"
        assert "is not used: it does not answer." in finding.says
    finally:
        standby.start()
    assert read_beside(database)[0]
    assert [each.level for each in doctor.findings(following)] == ["ok"]


def test_a_query_that_breaks_off_is_asked_of_the_primary(database: Database) -> None:
    """As where what is replayed removes rows that a long query still needs."""

    def breaks(db: Connection) -> bool:
        if standing_by := seen(db)[0]:
            db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return standing_by

    assert asyncio.run(database.aside(breaks)) is False


def test_a_replica_of_something_else_is_never_asked(
    durable: machine.PostgreSQL, durable_url: str, standby: machine.Standby
) -> None:
    durable.crash()
    durable.start()  # from now on it says how far it has replayed, as a replica does
    for wrong in (standby.url("migrated"), durable_url):  # of another database, and the primary itself
        with closing(Arranged(used(durable_url, replica_url=wrong))) as database:
            assert database.replica
            assert read_beside(database)[0] is False
            assert database.replica.lacking == "it is no replica of this database"


@pytest.mark.soak
def test_reports_come_and_answers_are_kept_while_the_replica_is_behind_and_killed(
    durable_url: str, following: Settings, standby: machine.Standby, tmp_path: Path, tally: Tally
) -> None:
    """A third of the time it follows, a third it is held, a third it is gone; people answer and download all along."""
    seats = seated(durable_url, PEOPLE)
    people, statuses = raters(seats, 6), list[int]()
    troubles: list[tuple[Callable[[], None], Callable[[], None]]] = [
        (lambda: time.sleep(times(short=0, whole=replica.REST)), lambda: None),  # it is asked again
        (standby.hold, standby.follow),
        (standby.crash, standby.start),
    ]

    async def life(address: str) -> None:
        stop = asyncio.Event()
        answering = asyncio.create_task(busy(people, address, stop))
        headers = {"Cookie": f"session={seats[0].token}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as browser:
            for begin, end in troubles * PHASES:
                await asyncio.to_thread(begin)
                for _ in range(REPORTS):
                    statuses.append((await browser.get("/searches/1/report")).status_code)
                await asyncio.to_thread(end)
        stop.set()
        await answering

    with Served(durable_url, tmp_path, REPLICA_URL=following.replica_url, LOG_LEVEL="warning") as server:
        asyncio.run(life(server.address))
        said = server.said.read_text()
    verdict, wrong = judged(durable_url, people), sum(status != 200 for status in statuses)
    errors = verdict.wrong - len(verdict.lost) + wrong + sum(event.status >= 500 for event in events(people))
    away = said.count("the replica is left alone")
    figures = f"{len(statuses)} reports, {told(people):,} acknowledged, the replica given up {away} times"
    tally.note(
        Found(
            "T-replica held and killed",
            len(troubles) * PHASES,
            len(verdict.lost),
            broken_trails(durable_url),
            errors,
            figures,
        )
    )
    assert away
