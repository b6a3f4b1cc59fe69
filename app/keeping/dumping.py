"""Copying a PostgreSQL database with its own program, of the same moment as what is counted; and reading a dump."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.keeping.copying import Contents, contents_of
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.database import postgresql_engine
from app.store.keys import Keys
from app.store.wall import SEES_ALL, begin_for_all

MISSING = (
    "{0} is not installed here. Install the client programs of PostgreSQL {1} (on Debian postgresql-client-{1}), as "
    "new as the server or newer, then try again."
)
OLDER = "{} refused: {}. It has to be as new as the server, PostgreSQL {}, or newer."
REFUSED = "{} refused: {}. Mend that, then try again."
ENGLISH = {"LC_ALL": "C"}  # so that what a program says can be told apart
AWAY = "The database {} cannot be used: {}. Start it, or mend its address."


@contextmanager
def connected(settings: Settings, keys: Keys) -> Iterator[Connection]:
    """A transaction in one snapshot. Raises NotKept where the server does not answer."""
    engine = postgresql_engine(settings.database_url, keys)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as db, db.begin():
            begin_for_all(db)
            yield db
    except ProgrammingError:
        raise
    except DBAPIError as refused:
        why = str(refused.orig).strip().splitlines()[0]
        raise NotKept(AWAY.format(settings.database_shown, why)) from refused
    finally:
        engine.dispose()


def dump(settings: Settings, keys: Keys, to: Path) -> Contents:
    """Write a dump in PostgreSQL's own format, and say what is in it. Raises NotKept."""
    with connected(settings, keys) as db:
        snapshot = db.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        address, environment = _address(settings)
        to.touch(0o600)
        words = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--enable-row-security"]
        run(
            ["pg_dump", *words, f"--snapshot={snapshot}", f"--file={to}", f"--dbname={address}"],
            server_version(db),
            environment,
        )
        return contents_of(db)


def script(dumped: Path, to: Path, version: int) -> None:
    """Turn a dump into the statements that make it again, which also looks whether it can be read. Raises NotKept."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", f"--file={to}"]
    run(["pg_restore", *words, str(dumped)], version, {})


def server_version(db: Connection) -> int:
    """Of the server, such as 15."""
    return int(db.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def run(words: list[str], version: int, environment: dict[str, str]) -> None:
    """Run one of PostgreSQL's programs. Raises NotKept where it is missing or refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with words of ours
            words, env=os.environ | environment | ENGLISH, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as missing:
        raise NotKept(MISSING.format(words[0], version)) from missing
    if done.returncode:
        said = (done.stderr.strip() or "it said nothing").splitlines()[0].removeprefix(f"{words[0]}: error: ")
        raise NotKept((OLDER if "version" in said else REFUSED).format(words[0], said, version))


def _address(settings: Settings) -> tuple[str, dict[str, str]]:
    """The address as PostgreSQL's programs take it; the password goes where no other user sees it."""
    from psycopg.conninfo import make_conninfo

    given: dict[str, Any] = make_url(settings.database_url).translate_connect_args(database="dbname", username="user")
    given |= dict(make_url(settings.database_url).query)
    password = given.pop("password", None)
    hidden = {"PGPASSWORD": str(password)} if password else {}
    options = f"{given.pop('options', '')} {SEES_ALL}".strip()  # those of the address would hide those beside it
    return make_conninfo("", **given), hidden | {"PGOPTIONS": options}
