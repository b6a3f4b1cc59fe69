"""Keys of several databases never meet: a company is carried from one into another as it is, number by number."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Table, insert, select
from sqlmodel import SQLModel

import machine
from app.settings import BadSetting
from app.store.audit_check import first_bad
from app.store.database import migrate
from app.store.numbering import ROOM
from app.store.tables import accounts, companies, members
from databases import engine_of, used
from household import Household, settle

pytestmark = pytest.mark.postgresql

NAMES = ("numbered_one", "numbered_two")
LAST = 8191


@pytest.fixture
def urls(postgresql: machine.PostgreSQL) -> Iterator[list[str]]:
    """The addresses of two databases that nobody has migrated yet."""
    yield [postgresql.create(name) for name in NAMES]
    for name in NAMES:
        postgresql.drop(name)


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A transaction there that is committed at the end."""
    engine = engine_of(url)
    with engine.begin() as db:
        yield db
    engine.dispose()


def settled(url: str, number: int, word: str) -> Household:
    """A company with something in every table, in a database with this number."""
    migrate(used(url, database_number=number))
    with opened(url) as db:
        return settle(db, word)


def numbered() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if "id" in table.c and table.name != "installation"]


def keys(url: str) -> dict[str, set[int]]:
    """Table → the keys of its rows."""
    with opened(url) as db:
        return {table.name: {*db.execute(select(table.c.id)).scalars()} for table in numbered()}


def test_every_key_lies_in_the_range_of_its_database(urls: list[str]) -> None:
    settled(urls[0], 3, "three")
    settled(urls[1], LAST, "last")
    for url, number in zip(urls, (3, LAST), strict=True):
        for table, found in keys(url).items():
            assert found or table == "weighting", f"{table} is empty, and nothing was seen of its keys"
            assert all(number * ROOM < key < (number + 1) * ROOM for key in found), table
    assert (LAST + 1) * ROOM <= 2**53


def test_a_company_is_carried_into_another_database_as_it_is(urls: list[str]) -> None:
    one, two = settled(urls[0], 1, "one"), settled(urls[1], 2, "two")
    with opened(urls[0]) as source, opened(urls[1]) as target:
        carried = {table.name: _carry(source, target, table, one.id) for table in SQLModel.metadata.sorted_tables}
        assert {name for name, rows in carried.items() if not rows} <= EMPTY
        for company in (one.id, two.id):
            assert first_bad(target, company) is None
        third = settle(target, "three")  # goes on in the range of its own database
    assert third.id // ROOM == 2
    assert keys(urls[0])["answer_save"] < keys(urls[1])["answer_save"]


EMPTY = {"bucket", "erasure", "installation", "job", "recovery_code", "sign_in_link", "weighting"}  # or of nobody's


def _carry(source: Connection, target: Connection, table: Table, company: int) -> int:
    """Copy the rows of a company, and the accounts of its members; returns how many there were."""
    if table.name == companies.name:
        whose = table.c.id == company
    elif table.name == accounts.name:
        whose = table.c.id.in_(select(members.c.account_id).where(members.c.company_id == company))
    elif "company_id" in table.c:
        whose = table.c.company_id == company
    else:
        return 0
    rows = [dict(row) for row in source.execute(select(table).where(whose)).mappings()]
    if rows:
        target.execute(insert(table), rows)
    return len(rows)


def test_keys_that_are_there_stay_and_the_next_are_of_the_new_range(urls: list[str]) -> None:
    before = settled(urls[0], 0, "before")
    assert settled(urls[0], 5, "after").id == 5 * ROOM + 1
    assert before.id in keys(urls[0])["company"]
    assert settled(urls[0], 5, "again").id == 5 * ROOM + 2


def test_a_range_that_was_left_is_not_gone_back_to(urls: list[str]) -> None:
    settled(urls[0], 5, "five")
    with pytest.raises(BadSetting, match=r"already numbers its rows as number 5\. Set it to 5, or to a larger"):
        migrate(used(urls[0], database_number=4))
    with pytest.raises(BadSetting, match="DATABASE_NUMBER"):
        migrate(used(urls[0]))


@pytest.fixture
def reader(postgresql: machine.PostgreSQL) -> Iterator[str]:
    """A role that may read all and number rows, and not say from where; it goes after the databases it is used in."""
    postgresql.say("CREATE ROLE reader LOGIN")
    yield "reader"
    postgresql.say("DROP ROLE reader")


def test_who_may_not_change_where_rows_are_numbered_from_is_told_who_may(reader: str, urls: list[str]) -> None:
    url, theirs = urls[0], urls[0].replace("://followthrough@", f"://{reader}@")
    migrate(used(url))
    with opened(url) as db:
        db.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {reader}")
        db.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")
    with pytest.raises(BadSetting, match="“followthrough migrate” once with this setting as the role that owns"):
        migrate(used(theirs, database_number=1))
    migrate(used(url, database_number=1))
    migrate(used(theirs, database_number=1))  # there is nothing left to change
