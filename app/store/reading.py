"""How another process reads the same SQLite database: in one snapshot, over a connection of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from app.store.database import sqlite_engine
from app.store.keys import Keys

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process must be told for it; it sees all that was acknowledged before."""

    url: str
    keys: Keys

    def __call__(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query function, and leave nothing open."""
        engine = sqlite_engine(self.url, "BEGIN", self.keys)
        try:
            with engine.begin() as connection:
                return work(connection, *args, **kwargs)
        finally:
            engine.dispose()
