"""Where code runs: durable acknowledgements, whole actions, no lost update, on both engines."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from app.store.database import Database
from app.store.members import Member
from app.store.rows import add
from app.store.tables import companies, recruiters
from databases import by_hand
from people import NOW, OURS, member


def alice(db: Connection) -> Member:
    return member(db, OURS, "Alice Moreau", "owner")


def count(db: Connection) -> int:
    found: int = db.execute(select(func.count()).select_from(companies)).scalar_one()
    return found


def value(db: Connection, query: str) -> object:
    return db.execute(text(query)).scalar_one()


def failing(db: Connection) -> None:
    add(db, companies, name="half", demo=False, created_at=NOW)
    raise ValueError("no")


def test_an_action_that_fails_leaves_nothing_and_harms_no_other(database: Database) -> None:
    async def both() -> list[object]:
        good = [database.write(by_hand(add), companies, name=str(n), demo=False, created_at=NOW) for n in range(20)]
        return await asyncio.gather(*good[:10], database.write(failing), *good[10:], return_exceptions=True)

    results = asyncio.run(both())
    assert isinstance(results[10], ValueError)
    assert sum(isinstance(result, int) for result in results) == 20
    assert asyncio.run(database.read(count)) == 20


def test_what_is_read_together_is_of_one_moment(database: Database) -> None:
    def write() -> None:
        asyncio.run(database.write(by_hand(add), companies, name="meanwhile", demo=False, created_at=NOW))

    def twice(db: Connection) -> tuple[int, int]:
        before, writing = count(db), threading.Thread(target=write)
        writing.start()
        writing.join()
        return before, count(db)

    assert asyncio.run(database.read(twice)) == (0, 0)
    assert asyncio.run(database.read(count)) == 1


def test_reading_and_writing_back_loses_no_update(database: Database) -> None:
    key = asyncio.run(database.write(lambda db: add(db, companies, name="0", demo=False, created_at=NOW)))

    def one_more(db: Connection) -> None:
        name = db.execute(select(companies.c.name).where(companies.c.id == key).with_for_update()).scalar_one()
        db.execute(update(companies).where(companies.c.id == key).values(name=str(int(name) + 1)))

    async def many() -> None:
        await asyncio.gather(*(database.write(one_more) for _ in range(60)))

    asyncio.run(many())
    assert asyncio.run(database.read(lambda db: db.execute(select(companies.c.name)).scalar_one())) == "60"


@pytest.mark.parametrize("database_kind", ["sqlite"])  # how durable PostgreSQL's commits are is the server's setting
def test_commits_are_durable(database: Database) -> None:
    asked = ("PRAGMA journal_mode", "PRAGMA synchronous")
    assert [asyncio.run(database.write(value, query)) for query in asked] == ["wal", 2]


def test_a_row_without_its_parent_is_refused_and_a_child_goes_with_it(database: Database) -> None:
    orphan = database.write(by_hand(add), recruiters, company_id=99, name="Ana", firm="")
    with pytest.raises(IntegrityError):
        asyncio.run(orphan)
    key = asyncio.run(database.write(by_hand(add), companies, name="Ours", demo=False, created_at=NOW))
    asyncio.run(database.write(by_hand(add), recruiters, company_id=key, name="Ana", firm=""))
    asyncio.run(database.write(lambda db: db.execute(delete(companies)) and None))
    assert asyncio.run(database.read(lambda db: db.execute(select(recruiters)).all())) == []


def test_what_is_acknowledged_is_on_disk_for_another_process(database: Database, settings: object) -> None:
    asyncio.run(database.write(alice))
    other = Database(settings)  # type: ignore[arg-type]
    assert asyncio.run(other.read(by_hand(count))) == 1
    other.close()


def test_somebody_who_goes_away_stops_nobody_else(database: Database) -> None:
    def slow(db: Connection) -> None:
        time.sleep(0.05)
        db.execute(text("SELECT 1"))

    async def impatient() -> int:
        first = asyncio.ensure_future(database.write(slow))
        waiting = [asyncio.ensure_future(database.write(slow)) for _ in range(5)]
        await asyncio.sleep(0.01)
        for task in (first, *waiting):
            task.cancel()
        await asyncio.gather(first, *waiting, return_exceptions=True)
        return await asyncio.wait_for(
            database.write(by_hand(add), companies, name="after", demo=False, created_at=NOW), 5
        )

    assert asyncio.run(impatient()) == 1
