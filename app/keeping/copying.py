"""Copying a database as it is at one moment, while others write to it; and what the copy holds."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.doctor.database import opened
from app.keeping.contents import check_whole, revision_of, rows_in, trails_in
from app.keeping.manifest import Trail
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.erasures import Noted, erased_in
from app.store.keys import Keys
from app.store.outages import FULL, outage

DAMAGED = "{} cannot be copied: {}. Run “followthrough doctor”, and restore the last backup if it is damaged."


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, as the manifest says it; and what was erased from it."""

    revision: str | None
    rows: dict[str, int]
    trails: dict[int, Trail]
    erased: list[Noted]


def copy_sqlite(live: Path, to: Path) -> None:
    """Copy a database in one step: writers go on, and everything committed before is in it.

    Raises NotKept, and OSError where there is no room for it.
    """
    try:
        with (
            closing(sqlite3.connect(f"{live.as_uri()}?mode=rw", uri=True)) as source,
            closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    except sqlite3.DatabaseError as refused:
        if getattr(refused, "sqlite_errorcode", 0) in FULL:
            raise no_room(to) from refused
        raise NotKept(DAMAGED.format(live, refused)) from refused


def contents_of(db: Connection) -> Contents:
    """What a database holds."""
    rows = rows_in(db)
    erased = erased_in(db) if "erasure" in rows else []
    return Contents(revision_of(db), rows, trails_in(db), erased)


def checked(copy: Settings, keys: Keys, named: str) -> Contents:
    """What a copy holds, after every page and reference of it was looked at. Raises NotKept, which calls it `named`."""
    with reading(copy, keys, named) as db:
        check_whole(db, named)
        return contents_of(db)


@contextmanager
def reading(settings: Settings, keys: Keys, named: str) -> Iterator[Connection]:
    """A connection that cannot write. Raises NotKept, and OSError where there is no room for what it sorts."""
    try:
        with opened(settings) as db:
            yield db.execution_options(keys=keys)
    except DBAPIError as refused:
        if outage(refused) == "full":
            raise no_room(Path(tempfile.gettempdir())) from refused
        raise NotKept(DAMAGED.format(named, str(refused.orig).strip().splitlines()[0])) from refused


def no_room(path: Path) -> OSError:
    """What a file system says of a file that it has no room for, where a database said it."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def settings_of(copy: Path, settings: Settings, keys: Keys) -> Settings:
    """The same installation with a copy as its database; its secret is said, so that none is made beside the copy."""
    said = SecretStr(keys.secret.decode())
    return settings.model_copy(update={"database_url": f"sqlite:///{copy}", "secret": said})
