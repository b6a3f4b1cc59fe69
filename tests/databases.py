"""The databases of the tests: their settings, one secret for all, and engines as the product opens them for writing."""

from typing import ParamSpec, TypeVar

from pydantic import SecretStr
from sqlalchemy import Engine, make_url

from app.settings import Settings
from app.store.database import Database, Work, postgresql_engine, sqlite_engine
from app.store.keys import Keys
from app.store.wall import for_all
from machine import HANDS

P = ParamSpec("P")
T = TypeVar("T")

by_hand = for_all("a test arranges, or looks, in all companies")
SECRET = "the secret of the tests, 0123456789 abcdef"
KEYS = Keys(SECRET.encode())


def used(database_url: str, **others: object) -> Settings:
    """The settings of a machine with this database."""
    return Settings(database_url=database_url, secret=SecretStr(SECRET), **others)  # type: ignore[arg-type]


def engine_of(url: str) -> Engine:
    """An engine as the product opens it for writing; on PostgreSQL no row security holds it back."""
    if url.startswith("sqlite"):
        return sqlite_engine(url, "BEGIN IMMEDIATE", KEYS)
    return postgresql_engine(str(make_url(url).set(username=HANDS)), KEYS)


class Arranged(Database):
    """Reads and writes as the running site does them; what a test wrote itself and nobody asks for is done by hand."""

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await super().read(_ours(work, args), *args, **kwargs)

    async def aside(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await super().aside(_ours(work, args), *args, **kwargs)

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await super().write(_ours(work, args), *args, **kwargs)


def _ours(work: Work[P, T], args: tuple[object, ...]) -> Work[P, T]:
    asked = bool(args) and hasattr(args[0], "company_id")
    return work if asked or work.__module__.startswith("app.") else by_hand(work)
