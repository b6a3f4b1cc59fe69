"""What tests of backups do again and again."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, MetaData, select

from app.keeping.making import Made, make
from app.keeping.restoring import restore
from app.settings import Settings
from databases import engine_of, used
from machine import PostgreSQL

NUMBERS = count(1)
T = TypeVar("T")


def backed_up(settings: Settings, folder: Path) -> Made:
    return make(settings, folder)


def restored(settings: Settings, source: Path, *, key: Path | None = None, replace: bool = False) -> list[str]:
    """What it said."""
    said: list[str] = []
    restore(settings, source, key, replace, said.append)
    return said


def machine(folder: Path, **others: object) -> Settings:
    """A machine on which nothing was started yet, with the secret of the tests."""
    return used(f"sqlite:///{folder}/followthrough.db", **others)


@dataclass
class Elsewhere:
    """The settings of another machine with the same kind of database, where nothing was started yet, by its name."""

    folder: Path
    server: PostgreSQL | None  # None: SQLite
    _made: list[str] = field(default_factory=list)

    def __call__(self, name: str, **others: object) -> Settings:
        self._made.append(f"elsewhere_{next(NUMBERS)}" if self.server else name)
        return (
            used(self.server.create(self._made[-1]), **others) if self.server else machine(self.folder / name, **others)
        )

    def leave(self) -> None:
        """Take away every database that was made."""
        for name in self._made:
            self.server.drop(name) if self.server else shutil.rmtree(self.folder / name)
        self._made.clear()


def asked(settings: Settings, query: Callable[[Connection], T]) -> T:
    engine = engine_of(settings.database_url)
    with engine.connect() as db:
        found = query(db)
    engine.dispose()
    return found


def written(settings: Settings, action: Callable[[Connection], T]) -> T:
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        found = action(db)
    engine.dispose()
    return found


def everything(db: Connection) -> dict[str, list[str]]:
    """Table → its rows as text, in their order."""
    found = MetaData()
    found.reflect(db)
    return {name: sorted(repr(tuple(row)) for row in db.execute(select(table))) for name, table in found.tables.items()}


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of what is in it."""
    every = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in every}
