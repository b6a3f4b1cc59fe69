"""One frozen Settings, read once from the environment; a bad value stops the start with a sentence."""

import ipaddress
import os
import re
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "FOLLOWTHROUGH_"
DATABASE = (f"{PREFIX}DATABASE_URL", "DATABASE_URL")  # the first that is set counts
ADDRESS = "Write sqlite:///followed/by/a/file.db or postgresql+psycopg://user:password@host/database."
MAILBOX = r"[^\s<>@,;:\"]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
SENDER = re.compile(rf"{MAILBOX}|[^<>@,;:\"\r\n]* ?<{MAILBOX}>", re.ASCII)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TYPED = re.compile(r"change.?me|example|placeholder|your.?secret|insert|qwerty|asdfgh", re.I)  # not made by chance
NAME = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?")
SEAL = re.compile(r"age1[02-9ac-hj-np-z]{58}|AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")
SHORTEST = 32  # characters of a secret
PAIRS, STEPS = 16, 8  # different neighbours, and different distances between them, of a secret made by chance
WIDEST = 7  # bits: a network of this size or larger is half the world
ESCAPES = "This is no database address. In a password write @ as %40, : as %3A and / as %2F."


class Settings(BaseSettings):
    """Every setting has a default that is safe on one's own machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", populate_by_name=True)

    database_url: str = Field("sqlite:///data/followthrough.db", validation_alias=AliasChoices(*DATABASE))
    replica_url: str = Field("", description="a read replica of that PostgreSQL, from which reports are read")
    database_pool: int = Field(8, ge=1, le=200, description="PostgreSQL connections at most")
    database_number: int = Field(
        0, ge=0, le=8191, description="of several PostgreSQL databases, each its own: their keys never meet"
    )
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    secure_cookies: bool = Field(False, description="true where the browser reaches us over TLS: __Host- cookies, HSTS")
    secret: SecretStr | None = Field(None, description="what links and the audit trail are made with; 32 characters")
    url: str = Field(
        "", description="the address people type, https://vetting.example.com; links in mails begin with it"
    )
    hosts: str = Field("", description="further names this server answers to, with commas between")
    trusted_proxies: str = Field("", description="addresses or networks whose X-Forwarded-For is believed")
    drain: int = Field(0, ge=0, le=60, description="seconds it still answers after SIGTERM, while /readyz says it ends")
    sign_up: Literal["open", "invite", "closed"] = Field(
        "invite", description="who may begin an account: anyone, the invited, or nobody new"
    )
    smtp_host: str = Field("", description="the mail server; without one mails are read and copied on the mail page")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = Field("", description="the sender, Followthrough <vetting@example.com>")
    invitations_a_day: int = Field(20, ge=1, description="mails with an invitation a company sends in a day")
    backup_folder: str = Field("", description="where backups are made by themselves; without one none are")
    backup_every: int = Field(24, ge=1, le=24 * 31, description="hours between two backups")
    backup_keep: int = Field(14, ge=2, le=10_000, description="backups that are kept; the oldest goes first")
    backup_key: SecretStr | None = Field(None, description="seals backups: age1… or AGE-SECRET-KEY-1…")
    debug: bool = Field(False, description="there is no debug mode; set by habit it stops the start")
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

    @field_validator("replica_url")
    @classmethod
    def _replicated(cls, url: str) -> str:
        if url and not (url.startswith("postgresql+psycopg://") and _address(url).database):
            raise ValueError("Write postgresql+psycopg://user:password@host/database, with the replica's host.")
        return url

    @field_validator("secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and guessable(secret.get_secret_value()):
            raise ValueError("This secret can be guessed. Use 32 characters or more, made by chance.")
        return secret

    @field_validator("url")
    @classmethod
    def _public(cls, url: str) -> str:
        parts = urlsplit(url)
        bare = f"{parts.scheme}://{parts.netloc}" == url.rstrip("/") and "@" not in url
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or not bare):
            raise ValueError("Write the address people type, with nothing behind it: https://vetting.example.com.")
        return url.rstrip("/")

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, hosts: str) -> str:
        if "*" in hosts:
            raise ValueError("Name each host. An asterisk would answer to any name, also one an attacker chose.")
        for each in listed(hosts):
            if not NAME.fullmatch(each):
                raise ValueError(f"“{each}” is no host name. Write vetting.example.com, without https and port.")
        return hosts

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, proxies: str) -> str:
        for each in listed(proxies):
            try:
                network = ipaddress.ip_network(each, strict=False)
            except ValueError:
                raise ValueError(f"“{each}” is no address or network. Write 10.0.0.5 or 10.0.0.0/8.") from None
            if network.prefixlen < WIDEST:
                raise ValueError(f"“{each}” is half the world, and anybody could say where they come from.")
        return proxies

    @field_validator("backup_key")
    @classmethod
    def _backup_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not SEAL.fullmatch(key.get_secret_value()):
            raise ValueError("This is no key of age. “followthrough backup-key” makes one.")
        return key

    @field_validator("debug")
    @classmethod
    def _debug(cls, debug: bool) -> bool:
        if debug:
            raise ValueError("There is no debug mode: an error page says nothing of what is inside. Unset it.")
        return debug

    @model_validator(mode="after")
    def _reachable(self) -> "Settings":
        if self.host not in LOOPBACK and not self.url:
            raise ValueError(
                f"FOLLOWTHROUGH_URL: other machines reach {self.host}. Set it to the address people type, "
                "such as https://vetting.example.com, so that links are right and foreign names are refused"
            )
        if self.replica_url and self.database_url.startswith("sqlite"):
            raise ValueError("FOLLOWTHROUGH_REPLICA_URL: only a PostgreSQL has a replica. Unset it")
        if self.database_number and self.database_url.startswith("sqlite"):
            raise ValueError("FOLLOWTHROUGH_DATABASE_NUMBER: only PostgreSQL databases are several. Unset it")
        if self.smtp_host and not SENDER.fullmatch(self.mail_from):
            raise ValueError(
                "FOLLOWTHROUGH_MAIL_FROM: mails need one sender, vetting@example.com or "
                "Followthrough <vetting@example.com>"
            )
        return self

    @property
    def tls(self) -> bool:
        """Whether browsers reach us over TLS: `__Host-` cookies and HSTS."""
        return self.secure_cookies or self.url.startswith("https:")

    @property
    def public_url(self) -> str:
        """What every link in a mail begins with, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"http://{host}:{self.port}"

    @property
    def names(self) -> frozenset[str]:
        """The host names this server answers to, without ports."""
        further = (name.strip("[]") for name in listed(self.hosts.lower()))
        return frozenset({urlsplit(self.public_url).hostname or "", *LOOPBACK, *further})

    @property
    def database_shown(self) -> str:
        """The database's address without anything secret: no password, and no parameters, which may hold one."""
        return shown(self.database_url)


def shown(url: str) -> str:
    """An address without anything secret."""
    if url.startswith("sqlite"):
        return url.partition("?")[0]
    return make_url(url).set(query={}).render_as_string(hide_password=True)


def guessable(secret: str) -> bool:
    """Whether a secret is short, one word over and over, a row of letters, or one that stands for another."""
    pairs = {*pairwise(secret)}
    steps = {ord(later) - ord(earlier) for earlier, later in pairs}
    chance = len(secret) >= SHORTEST and len(pairs) >= PAIRS and len(steps) >= STEPS
    return not chance or bool(TYPED.search(secret))


def listed(text: str) -> list[str]:
    """The entries of a setting that has several, with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()]


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
        lines = [_line(each) for each in mistakes.errors()]
    raise BadSetting("Settings that cannot be used:\n" + "\n".join(lines))


def _line(mistake: ErrorDetails) -> str:
    """Which variable, and what to do; a mistake of two together names its variable itself."""
    return f"{_variable(mistake)}: {_sentence(mistake)}" if mistake["loc"] else _sentence(mistake)


def _variable(mistake: ErrorDetails) -> str:
    """The environment variable a mistake is in; an alias is reported as its first choice, whichever was set."""
    name = str(mistake["loc"][0]).upper()
    if name in DATABASE:
        return next((each for each in DATABASE if each in os.environ), name)
    return PREFIX + name.removeprefix(PREFIX)


def _sentence(mistake: ErrorDetails) -> str:
    if mistake["type"] == "value_error":
        return f"{str(mistake['ctx']['error']).rstrip('.')}."
    field = Settings.model_fields[str(mistake["loc"][0]).lower().removeprefix(PREFIX.lower())]
    bounds = " to ".join(str(getattr(each, "ge", getattr(each, "le", ""))) for each in field.metadata)
    known: dict[object, str] = {int: f"a whole number from {bounds}", bool: "true or false"}
    choices = mistake.get("ctx", {}).get("expected", "").replace("'", "")
    return f"Write {known.get(field.annotation, choices)}."
