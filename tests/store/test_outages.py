"""What a failure of the database means is read from its code, whichever engine it comes from."""

import errno
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.store.outages import outage


def sqlite_failure(code: int) -> DBAPIError:
    failure = sqlite3.OperationalError("secret detail")
    failure.sqlite_errorcode = code
    return OperationalError("INSERT", None, failure)


def postgresql_failure(state: str) -> DBAPIError:
    return OperationalError("INSERT", None, psycopg.errors.lookup(state)("secret detail"))


FULL_EXTENDED, NO_ROOM_BESIDE, IO_AT_FSYNC = 13, 4874, 1034
CASES = {
    "SQLite: no room": (sqlite_failure(FULL_EXTENDED), "full"),
    "SQLite: no room for the index of its log": (sqlite_failure(NO_ROOM_BESIDE), "full"),
    "SQLite: an error at fsync": (sqlite_failure(IO_AT_FSYNC), "away"),
    "SQLite: another holds it": (sqlite_failure(sqlite3.SQLITE_BUSY), "away"),
    "SQLite: a mistake of ours": (sqlite_failure(sqlite3.SQLITE_ERROR), None),
    "PostgreSQL: no room": (postgresql_failure("53100"), "full"),
    "PostgreSQL: too many connections": (postgresql_failure("53300"), "away"),
    "PostgreSQL: it is being stopped": (postgresql_failure("57P01"), "away"),
    "PostgreSQL: it took too long": (postgresql_failure("57014"), "away"),
    "PostgreSQL: nobody answers": (OperationalError("", None, psycopg.OperationalError("refused")), "away"),
    "PostgreSQL: a mistake of ours": (postgresql_failure("42P01"), None),
    "a row without its parent": (IntegrityError("INSERT", None, sqlite3.IntegrityError()), None),
    "a file: no room": (OSError(errno.ENOSPC, "secret detail"), "full"),
    "a file: no more than our share": (OSError(errno.EDQUOT, "secret detail"), "full"),
    "a file: a mistake of ours": (OSError(errno.ENOENT, "secret detail"), None),
    "no failure of a database": (ValueError("no"), None),
}


@pytest.mark.parametrize("what", CASES)
def test_the_code_says_what_it_is(what: str) -> None:
    failure, means = CASES[what]
    assert outage(failure) == means


def test_what_came_of_a_full_disk_is_a_full_disk() -> None:
    """The savepoint is gone too by then, and says only that."""
    lost = sqlite_failure(sqlite3.SQLITE_ERROR)
    lost.__context__ = sqlite_failure(sqlite3.SQLITE_FULL)
    assert outage(lost) == "full"
