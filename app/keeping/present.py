"""The SQLite database that is there when another is restored: what it holds, whether it is served; setting it aside."""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.doctor.database import found_keys
from app.keeping.contents import is_empty
from app.keeping.copying import checked, copy_sqlite, reading, settings_of
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.erasures import Noted
from app.store.keys import Keys, database_file

BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database, and would take for the next one's
SERVED = "{} is in use. Stop the server and every worker, then restore again. Nothing was changed."
THERE = (
    "There is a database with something in it at {}. To put the backup in its place run the same command with "
    "--replace: what is there is backed up before. Nothing was changed."
)
LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
UNWRITTEN = ("SQLITE_FULL", "SQLITE_IOERR")


@dataclass(frozen=True, slots=True)
class Present:
    """What is there, and what it knows was erased."""

    state: Literal["none", "empty", "full", "damaged"]
    erased: list[Noted] | None  # None where it cannot say


def present_in(settings: Settings, work: Path) -> Present:
    """Look at a copy of what is there, so that it stays as it is. Raises NotKept where it is being served."""
    database = database_file(settings)
    assert database
    if not database.exists() or not database.stat().st_size:
        return Present("none", None)
    copy = work / "present.sqlite"
    keys = found_keys(settings) or Keys(b"")
    with held(database):
        pass
    try:
        copy_sqlite(database, copy)
        ours = settings_of(copy, settings, keys)
        erased = checked(ours, keys, str(database)).erased
        with reading(ours, keys, str(database)) as db:
            return Present("empty" if is_empty(db) else "full", erased)
    except NotKept:
        return Present("damaged", None)
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Nobody else opens it meanwhile, and everything of it is in the one file; a damaged one is as it is.

    Raises NotKept where somebody has it, and OSError where its disk does not take what is in its log.
    """
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("PRAGMA journal_mode=DELETE")
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as refused:
            if refused.sqlite_errorname.startswith(LOCKED):
                raise NotKept(SERVED.format(database)) from refused
            if refused.sqlite_errorname.startswith(UNWRITTEN):  # its log would be taken for the next one's
                raise OSError(errno.ENOSPC, f"its log cannot be written into it: {refused}", str(database)) from refused
        yield


def set_aside(database: Path) -> Path | None:
    """Keep it under another name too, and move away what SQLite would take for the next one's; says which name."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = database.with_name(f"{database.name}.aside-{stamp}")
    if database.exists():
        os.link(database, aside)
    for end in BESIDE:
        with_end = database.with_name(database.name + end)
        if with_end.exists():
            with_end.rename(aside.with_name(aside.name + end))
    return aside if aside.exists() else None
