"""Putting a restored PostgreSQL database in the place of what is there: in one transaction, or not at all."""

from pathlib import Path

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection

from app.keeping import shelf
from app.keeping.contents import is_empty
from app.keeping.copying import contents_of
from app.keeping.dumping import connected, script, server_version
from app.keeping.feeding import clear, feed
from app.keeping.making import make
from app.keeping.manifest import DUMP, Manifest
from app.keeping.packing import DAMAGED
from app.keeping.present import THERE
from app.keeping.refusal import NotKept
from app.keeping.settling import Say, check_same, erased_since, settle
from app.settings import Settings
from app.store.database import postgresql_engine, upgrade
from app.store.erasure_list import add_to_list, lists
from app.store.erasures import Noted, erased_in
from app.store.keys import Keys
from app.store.shrinking import shrink_postgresql

SERVED = "{} others are connected to the database. Stop the server and every worker, then restore again. {}"
UNCHANGED = "Nothing was changed."
MAY_NOT = "The database’s user may not make its tables: {}. Restore as the role that owns the database. {}"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'"
)


def refill_postgresql(
    settings: Settings, keys: Keys, manifest: Manifest, work: Path, path: Path, replace: bool, say: Say
) -> None:
    """Take away what is there and make again what was dumped, check and erase it. Raises NotKept: nothing changed."""
    here = _present(settings, keys, work, replace)
    noted = erased_since(settings, path, here)
    if here is not None:
        kept = make(settings, shelf.shelf(settings), "before-restore")
        say(f"What was here before is kept in {kept.path}.")
    with connected(settings, keys) as db:
        known = _refilled(db, settings, manifest, work, path, noted, say)
        for each in lists(None, settings.backup_folder):
            add_to_list(each, known)
    free(settings, keys)


def free(settings: Settings, keys: Keys) -> None:
    """Nothing of what was erased again is left in rows that are dead."""
    engine = postgresql_engine(settings.database_url, keys)
    shrink_postgresql(engine)
    engine.dispose()


def _present(settings: Settings, keys: Keys, work: Path, replace: bool) -> list[Noted] | None:
    """What the database that is there knows was erased; None where it is empty. The dump is looked at too."""
    with connected(settings, keys) as db:
        script(work / DUMP, work / "script", server_version(db))
        if many := db.exec_driver_sql(OTHERS).scalar_one():
            raise NotKept(SERVED.format(many, UNCHANGED))
        if is_empty(db):
            return None
        if not replace:
            raise NotKept(THERE.format(settings.database_shown))
        return contents_of(db).erased


def _refilled(
    db: Connection, settings: Settings, manifest: Manifest, work: Path, path: Path, noted: list[Noted] | None, say: Say
) -> list[Noted]:
    """All that is done in the one transaction; returns everything erased that it knows then."""
    clear(db)
    try:
        feed(db, work / "script")
    except InsufficientPrivilege as refused:
        raise NotKept(MAY_NOT.format(refused.diag.message_primary, UNCHANGED)) from refused
    except db.dialect.loaded_dbapi.Error as wrong:
        raise NotKept(DAMAGED.format(path)) from wrong
    check_same(db, contents_of(db), manifest, path)
    upgrade(db, settings)
    settle(db, manifest, path, noted, say)
    return erased_in(db)
