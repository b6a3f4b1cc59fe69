"""One frozen Settings, read once from the environment; a bad value stops the start with a sentence."""

import re
from typing import Literal

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting has a default that is safe on one's own machine."""

    model_config = SettingsConfigDict(env_prefix="FOLLOWTHROUGH_", frozen=True, extra="ignore", populate_by_name=True)

    database_url: str = Field(
        "sqlite:///data/followthrough.db",
        pattern=r"^(sqlite:///.+|postgresql\+psycopg://.+)$",
        validation_alias=AliasChoices("FOLLOWTHROUGH_DATABASE_URL", "DATABASE_URL"),
    )
    database_pool: int = Field(8, ge=1, le=200, description="PostgreSQL connections at most")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    secure_cookies: bool = Field(False, description="true where the browser reaches us over TLS: __Host- cookies, HSTS")
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @property
    def database_shown(self) -> str:
        """The database's address without a password in it."""
        return re.sub(r"(//[^:/@]+):[^@]*@", r"\1:…@", self.database_url)


class BadSetting(Exception):
    """The environment holds a value that cannot be used; its text is the sentence to print."""


def settings(**overrides: object) -> Settings:
    """Read the environment. Raises BadSetting naming every variable that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as mistakes:
        lines = (f"FOLLOWTHROUGH_{str(e['loc'][0]).upper()}: {e['msg']}" for e in mistakes.errors())
        raise BadSetting("Settings that cannot be used:\n" + "\n".join(lines)) from mistakes
