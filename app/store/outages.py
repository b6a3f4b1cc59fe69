"""What a failure of the database or the disk means for whoever waits: it is full, it is away, or the fault is ours."""

import errno
import sqlite3
from collections.abc import Iterator
from typing import Literal

from sqlalchemy.exc import DBAPIError, OperationalError

Outage = Literal["full", "away"]

FULL: set[int | str] = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, "53100"}
AWAY: set[int | str] = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN}
AWAY |= {"25P03", "55P03", "57014", "57P01", "57P02", "57P03", "58030"}  # too slow, stopped, starting, broken
AWAY_CLASSES = ("08", "53")  # of PostgreSQL's codes: connections, and what the server has not enough of
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # of the disk, of our share of it, or in one file
CAUSES = 9  # of a failure, at most, that are looked at


def outage(failure: BaseException) -> Outage | None:
    """What the failure, or one it came from, says of database and disk; None where it says nothing about them."""
    found = {_one(each) for each in _causes(failure) if isinstance(each, DBAPIError | OSError)}
    return "full" if "full" in found else "away" if "away" in found else None


def _one(failure: DBAPIError | OSError) -> Outage | None:
    if isinstance(failure, OSError):  # a file that waits for the browser, or came from it
        return "full" if failure.errno in NO_ROOM else None
    extended = getattr(failure.orig, "sqlite_errorcode", 0)
    code = extended & 0xFF  # the extended codes of one kind share their last byte
    state = getattr(failure.orig, "sqlstate", None) or ""
    if {extended, code, state} & FULL:
        return "full"
    unreached = isinstance(failure, OperationalError) and not code and not state  # there was nobody to give a code
    away = {code, state} & AWAY or state[:2] in AWAY_CLASSES
    return "away" if away or unreached or failure.connection_invalidated else None


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    for _ in range(CAUSES):
        if failure is not None:
            yield failure
            failure = failure.__cause__ or failure.__context__
