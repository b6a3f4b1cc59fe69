"""The databases of the tests: their settings, one secret for all, and engines as the product opens them for writing."""

from pydantic import SecretStr
from sqlalchemy import Engine

from app.settings import Settings
from app.store.database import postgresql_engine, sqlite_engine
from app.store.keys import Keys

SECRET = "the secret of the tests, 0123456789 abcdef"
KEYS = Keys(SECRET.encode())


def used(database_url: str, **others: object) -> Settings:
    """The settings of a machine with this database."""
    return Settings(database_url=database_url, secret=SecretStr(SECRET), **others)  # type: ignore[arg-type]


def engine_of(url: str) -> Engine:
    """An engine as the product opens it for writing."""
    return sqlite_engine(url, "BEGIN IMMEDIATE", KEYS) if url.startswith("sqlite") else postgresql_engine(url, KEYS)
