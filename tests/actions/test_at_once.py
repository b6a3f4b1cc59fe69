"""What must happen once happens once, however many ask at the same moment, on both engines."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sqlalchemy import Table, func, select

from app.actions.demo import load_demo_once
from app.actions.found_company import found_company
from app.actions.open_search import add_recruiters, open_search
from app.refusals import Conflict, Mistakes
from app.store.database import Database
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.tables import audit, companies, recruiters, searches, vettings
from people import NOW, OURS, member

USED = instrument(*DEFAULT)


def at_once(*asked: Coroutine[Any, Any, Any]) -> list[Any]:
    """What each returned or raised."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(all_of_them())


def count(database: Database, table: Table) -> int:
    query = select(func.count()).select_from(table)
    found: int = asyncio.run(database.read(lambda db: db.execute(query).scalar_one()))
    return found


def alice(database: Database) -> Member:
    return asyncio.run(database.write(member, OURS, "Alice Moreau", "owner"))


def test_eight_first_runs_found_one_company(database: Database) -> None:
    founders = (f"{n}@x.example" for n in range(8))
    results = at_once(*(database.write(found_company, "Ours", "Al", email, "!", NOW) for email in founders))
    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 7 + ["Member"]
    assert any(isinstance(result, Conflict) for result in results)
    assert count(database, companies) == 1


def test_six_adds_of_ten_recruiters_stop_at_the_limit(database: Database) -> None:
    owner = alice(database)
    search = asyncio.run(database.write(open_search, owner, "Role", [("Ana", "")], "short", USED, NOW))
    tens = [[(f"Recruiter {group}-{n}", "") for n in range(10)] for group in range(6)]
    results = at_once(*(database.write(add_recruiters, owner, search, ten, NOW) for ten in tens))
    assert [result for result in results if not isinstance(result, Mistakes)] == [10]
    assert count(database, vettings) == 11


def test_three_loads_bring_one_demo(database: Database) -> None:
    loads = (database.write(load_demo_once, demo_panel(), USED, NOW) for _ in range(3))
    assert {result.id for result in at_once(*loads)} == {1}
    assert (count(database, companies), count(database, searches)) == (1, 1)


def test_new_recruiters_in_eight_searches_are_the_same_people(database: Database) -> None:
    owner = alice(database)
    new = [(name, "Northlight") for name in ("Ana", "Ben", "Cleo")]
    orders = [new if n % 2 else new[::-1] for n in range(8)]
    results = at_once(*(database.write(open_search, owner, "Role", names, "short", USED, NOW) for names in orders))
    assert len(set(results)) == 8
    assert all(isinstance(result, int) for result in results), results
    assert (count(database, recruiters), count(database, vettings)) == (3, 24)
    assert count(database, audit) == 8


def test_the_order_in_which_recruiters_were_named_is_kept(database: Database) -> None:
    owner = alice(database)
    asyncio.run(database.write(open_search, owner, "Role", [("Zoe", ""), ("Ana", ""), ("Zoe", "")], "short", USED, NOW))
    query = select(recruiters.c.name).join(vettings, vettings.c.recruiter_id == recruiters.c.id).order_by(vettings.c.id)
    assert asyncio.run(database.read(lambda db: list(db.execute(query).scalars()))) == ["Zoe", "Ana"]
