"""How another process reads the same database: in one snapshot, over a connection of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from app.store.database import existing_engine, patient_engine
from app.store.keys import Keys
from app.store.snapshots import unhurried

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process must be told for it; it sees all that was acknowledged before."""

    url: str
    keys: Keys

    def __call__(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query function, and leave nothing open."""
        on_sqlite = self.url.startswith("sqlite")
        opened = existing_engine(self.url, self.keys) if on_sqlite else patient_engine(self.url, self.keys)
        try:
            return unhurried(opened, work, *args, **kwargs)
        finally:
            opened.dispose()
