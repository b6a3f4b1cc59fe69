"""PostgreSQL that does not answer is given up in time, and what is known to take long is not."""

import asyncio

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app.store.database import Database
from app.store.outages import outage
from app.store.patience import Patient

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("database_kind", ["postgresql"])]


def asleep(db: Connection, seconds: float) -> int:
    db.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})
    return one(db)


def one(db: Connection) -> int:
    found: int = db.execute(text("SELECT 1")).scalar_one()
    return found


def shown(db: Connection, name: str) -> str:
    found: str = db.execute(text(f"SHOW {name}")).scalar_one()
    return found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patient, "patience", 0.3)


def test_who_gets_no_answer_is_told_so_and_the_next_gets_one(database: Database, impatient: None) -> None:
    for work in (database.write, database.read):
        with pytest.raises(OperationalError) as failure:
            asyncio.run(work(asleep, 3.0))
        assert outage(failure.value) == "away"
        assert asyncio.run(work(one)) == 1


def test_what_is_known_to_take_long_is_waited_for(database: Database, impatient: None) -> None:
    assert asyncio.run(database.aside(asleep, 1.0)) == 1
    assert asyncio.run(database.aside(shown, "idle_in_transaction_session_timeout")) == "10min"
    assert asyncio.run(database.read(shown, "idle_in_transaction_session_timeout")) == "4s"
    assert asyncio.run(database.shrink())


def test_a_transaction_that_nobody_continues_lets_go_of_its_locks(database: Database) -> None:
    limits = {"idle_in_transaction_session_timeout": "4s", "lock_timeout": "3s"}
    limits["client_connection_check_interval"] = "1s"
    for name, limit in limits.items():
        assert asyncio.run(database.write(shown, name)) == limit
