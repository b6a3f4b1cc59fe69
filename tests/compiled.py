"""What statements are compiled to, kept for a run: each test opens engines of its own, which would all begin anew."""

from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from app.store import database

AT_MOST = 5_000  # statements


class Kept(LRUCache[Any, Any]):
    """By the name of a dialect, where SQLAlchemy asks by the object that each engine has of it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(named(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(named(key), value)


def named(key: Any) -> tuple[object, ...]:
    dialect, *others = key
    return (dialect.name, dialect.driver, *others)


KEPT = Kept(AT_MOST)


def opened(*where: Any, **options: Any) -> Engine:
    """An engine as the product makes one, with what was compiled for others."""
    engine = create_engine(*where, **options)
    engine.update_execution_options(compiled_cache=KEPT)
    return engine


def keep() -> None:
    """From now on, for every engine of the product in this process."""
    patch.object(database, "create_engine", opened).start()
