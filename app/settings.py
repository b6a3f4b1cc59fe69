"""One frozen Settings, read once from the environment; a bad value stops the start with a sentence."""

import os
from typing import Literal

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "FOLLOWTHROUGH_"
DATABASE = (f"{PREFIX}DATABASE_URL", "DATABASE_URL")  # the first that is set counts
ADDRESS = "Write sqlite:///followed/by/a/file.db or postgresql+psycopg://user:password@host/database."
ESCAPES = "This is no database address. In a password write @ as %40, : as %3A and / as %2F."


class Settings(BaseSettings):
    """Every setting has a default that is safe on one's own machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", populate_by_name=True)

    database_url: str = Field("sqlite:///data/followthrough.db", validation_alias=AliasChoices(*DATABASE))
    database_pool: int = Field(8, ge=1, le=200, description="PostgreSQL connections at most")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    secure_cookies: bool = Field(False, description="true where the browser reaches us over TLS: __Host- cookies, HSTS")
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @field_validator("database_url")
    @classmethod
    def _usable(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(ADDRESS)
        address = _address(url)
        if url.startswith("sqlite") and _in_memory(address):
            raise ValueError(f"A database in memory is lost at every stop. {ADDRESS}")
        if not address.database:
            raise ValueError(ADDRESS)
        return url

    @property
    def database_shown(self) -> str:
        """The database's address without anything secret: no password, and no parameters, which may hold one."""
        if self.database_url.startswith("sqlite"):
            return self.database_url.partition("?")[0]
        return make_url(self.database_url).set(query={}).render_as_string(hide_password=True)


def _address(url: str) -> URL:
    """The parts of the address. Raises ValueError without repeating the address, which holds a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(ESCAPES) from None
    if not url.startswith("sqlite") and "@" in f"{address.host}{address.database}":
        raise ValueError(ESCAPES)
    return address


def _in_memory(address: URL) -> bool:
    name = address.database or ""
    return name == ":memory:" or name.startswith("file:")


class BadSetting(Exception):
    """The environment holds a value that cannot be used; its text is the sentence to print."""


def settings(**overrides: object) -> Settings:
    """Read the environment. Raises BadSetting naming every variable that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as mistakes:
        lines = [f"{_variable(each)}: {_sentence(each)}" for each in mistakes.errors()]
    raise BadSetting("Settings that cannot be used:\n" + "\n".join(lines))


def _variable(mistake: ErrorDetails) -> str:
    """The environment variable a mistake is in; an alias is reported as its first choice, whichever was set."""
    name = str(mistake["loc"][0]).upper()
    if name in DATABASE:
        return next((each for each in DATABASE if each in os.environ), name)
    return PREFIX + name.removeprefix(PREFIX)


def _sentence(mistake: ErrorDetails) -> str:
    said = mistake["ctx"]["error"] if mistake["type"] == "value_error" else mistake["msg"]
    return f"{str(said).rstrip('.')}."
