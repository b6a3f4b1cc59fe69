"""Copying a PostgreSQL database with its own program, of the same moment as what is counted; and reading a dump."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.keeping.copying import Contents, contents_of
from app.keeping.counting import check_dump
from app.keeping.programs import run
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.database import postgresql_engine
from app.store.keys import Keys
from app.store.wall import SEES_ALL, begin_for_all

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
    """Write a dump in PostgreSQL's own format, read it again, and say what is in it. Raises NotKept."""
    with connected(settings, keys) as db:
        snapshot = db.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        address, environment = _address(settings)
        to.touch(0o600)
        words = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--enable-row-security"]
        version = server_version(db)
        run(["pg_dump", *words, f"--snapshot={snapshot}", f"--file={to}", f"--dbname={address}"], version, environment)
        contents, schema = contents_of(db), db.exec_driver_sql("SELECT current_schema()").scalar_one()
    check_dump(to, schema, contents.rows, version)
    return contents


def script(dumped: Path, to: Path, version: int) -> None:
    """Turn a dump into the statements that make it again, which also looks whether it can be read. Raises NotKept."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", f"--file={to}"]
    run(["pg_restore", *words, str(dumped)], version, {})


def server_version(db: Connection) -> int:
    """Of the server, such as 15."""
    return int(db.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def _address(settings: Settings) -> tuple[str, dict[str, str]]:
    """The address as PostgreSQL's programs take it; the password goes where no other user sees it."""
    from psycopg.conninfo import make_conninfo

    given: dict[str, Any] = make_url(settings.database_url).translate_connect_args(database="dbname", username="user")
    given |= dict(make_url(settings.database_url).query)
    password = given.pop("password", None)
    hidden = {"PGPASSWORD": str(password)} if password else {}
    options = f"{given.pop('options', '')} {SEES_ALL}".strip()  # those of the address would hide those beside it
    return make_conninfo("", **given), hidden | {"PGOPTIONS": options}
