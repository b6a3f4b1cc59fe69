"""The rows of a world, looked at and put back beside the site that serves them, on either engine."""

import sqlite3
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text
from sqlmodel import SQLModel

from databases import engine_of
from machine import PostgreSQL


class Copy(Protocol):
    """Everything as it was when the copy was made, and as it is now."""

    def version(self) -> object:
        """Another one after each change; it may be another one without a change."""

    def restore(self) -> None:
        """Everything as it was."""

    def tables(self) -> list[str]: ...
    def rows(self, table: str) -> list[dict[str, Any]]: ...
    def close(self) -> None: ...


class SQLiteCopy:
    """A second connection to the file, and the file as it was in memory."""

    def __init__(self, path: Path) -> None:
        self._beside = sqlite3.connect(path)
        self._kept = sqlite3.connect(":memory:")
        self._beside.backup(self._kept)

    def version(self) -> int:
        version: int = self._beside.execute("PRAGMA data_version").fetchone()[0]
        return version

    def restore(self) -> None:
        self._kept.backup(self._beside)

    def tables(self) -> list[str]:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
        return [row[0] for row in self._beside.execute(names)]

    def rows(self, table: str) -> list[dict[str, Any]]:
        found = self._beside.execute(f"SELECT * FROM {table} ORDER BY rowid")
        names = [column[0] for column in found.description]
        made = [dict(zip(names, row, strict=True)) for row in found]
        self._beside.rollback()
        return made

    def close(self) -> None:
        self._beside.close()
        self._kept.close()


class PostgreSQLCopy:
    """Another database of the server, from which the one of the site is made anew."""

    def __init__(self, server: PostgreSQL, name: str) -> None:
        self._server, self._name, self._kept = server, name, f"{name}_kept"
        self._engine = engine_of(server.url(name))
        server.create(self._kept, like=name)

    def version(self) -> object:
        """How far the log of the server is written, which every change goes through."""
        with self._engine.connect() as db:
            return db.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar_one()

    def restore(self) -> None:
        self._engine.dispose()
        self._server.drop(self._name)
        self._server.create(self._name, like=self._kept)

    def tables(self) -> list[str]:
        return sorted(SQLModel.metadata.tables)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self._engine.connect() as db:
            return [dict(row) for row in db.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]

    def close(self) -> None:
        self._engine.dispose()
        for name in (self._name, self._kept):
            self._server.drop(name)
