"""Databases of both engines, made from one another and filled without a check, for `make growth`."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, text
from sqlmodel import SQLModel

import machine
from app.store.database import sqlite_engine
from databases import KEYS


class Place(Protocol):
    """Where databases are made."""

    name: str

    @property
    def url(self) -> Callable[[str], str]: ...
    @property
    def create(self) -> Callable[..., str]: ...
    def filling(self, name: str) -> AbstractContextManager[Connection]:
        """A connection that checks nothing, and keeps nothing safe until it is closed."""

    def done(self, name: str) -> None:
        """After it was filled."""


class OnSQLite:
    """Databases as files of a folder."""

    name = "SQLite"

    def __init__(self, where: Path) -> None:
        self._where = where

    def url(self, name: str) -> str:
        return f"sqlite:///{self._where}/{name}.db"

    def create(self, name: str, like: str = "template0") -> str:
        if like != "template0":
            with closing(sqlite3.connect(self._where / f"{like}.db")) as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self._where / f"{like}.db", self._where / f"{name}.db")
        return self.url(name)

    @contextmanager
    def filling(self, name: str) -> Iterator[Connection]:
        """A connection that checks nothing and keeps nothing safe."""
        engine = sqlite_engine(self.url(name), "BEGIN IMMEDIATE", KEYS, "OFF")
        with engine.connect() as db:
            raw: Any = db.connection.dbapi_connection
            for pragma in ("synchronous=OFF", "cache_size=-400000", "journal_mode=MEMORY"):
                raw.execute(f"PRAGMA {pragma}")
            yield db
            db.commit()
            raw.execute("PRAGMA journal_mode=WAL")
        engine.dispose()

    def done(self, name: str) -> None:
        """Nothing more: the product tells SQLite what to expect."""


class OnPostgreSQL:
    """Databases of a server."""

    name = "PostgreSQL"

    def __init__(self, server: machine.PostgreSQL) -> None:
        self._server = server
        self.url, self.create = server.url, server.create

    @contextmanager
    def filling(self, name: str) -> Iterator[Connection]:
        engine = self._engine(name)
        with engine.begin() as db:
            db.execute(text("SET LOCAL session_replication_role = replica"))  # no key is checked, and none is wrong
            yield db
        engine.dispose()

    def done(self, name: str) -> None:
        """Number on from what was filled in; and what its own housekeeping would do within minutes."""
        engine = self._engine(name).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            for table in (each.name for each in SQLModel.metadata.tables.values() if "id" in each.c):
                last = f'SELECT max(id) FROM "{table}"'  # noqa: S608 - a table of ours
                db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({last}))"))
            db.execute(text("VACUUM ANALYZE"))
        engine.dispose()

    def _engine(self, name: str) -> Engine:
        return engine_of_root(self._server.url(name))


def engine_of_root(url: str) -> Engine:
    """An engine of who may do anything, as row security would show nothing to others; of SQLite as it is."""
    return create_engine(url.replace(f"//{machine.SERVER}@", f"//{machine.ROOT}@"))
