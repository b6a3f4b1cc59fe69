"""Restoring a backup: all of it is checked, brought up to date and erased again before what is here is touched."""

import tempfile
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.doctor.database import found_keys
from app.keeping import packing, shelf
from app.keeping.manifest import SECRET, Engine, Manifest
from app.keeping.refilling import refill_postgresql
from app.keeping.refusal import NotKept
from app.keeping.replacing import replace_sqlite
from app.keeping.said import moment, summary
from app.keeping.sealing import is_sealed, private_key, unseal
from app.keeping.settling import Say
from app.settings import Settings
from app.store.erasure_list import DamagedList
from app.store.keys import Keys, database_file, mark, secret_file
from app.store.outages import outage

NONE = "There is no backup in {}."
OTHER_ENGINE = "{} was made from {}, and FOLLOWTHROUGH_DATABASE_URL names {}. Nothing was changed."
LACKING = "The secret is not in {}. Put back {}, or set FOLLOWTHROUGH_SECRET to what it was. Nothing was changed."
OTHER = (
    "{} was made with another secret than the one here. Put back {} as it was then, or set FOLLOWTHROUGH_SECRET to "
    "what it was. Nothing was changed."
)
REFUSED = "Nothing was restored: {}: {}."
DONE = (
    "Restored. What was changed after {} is gone: look through the people and links that were taken away since. "
    "Everybody signs in again. Start the server: followthrough serve"
)
NAMES: dict[Engine, str] = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(settings: Settings, source: Path, key: Path | None, replace: bool, say: Say) -> None:
    """Put a backup, or the newest in a folder, in place of the database. Raises NotKept: then nothing was changed."""
    database = database_file(settings)
    try:
        path = _chosen(source.absolute())
        with shelf.workplace(database.parent if database else Path(tempfile.gettempdir())) as work:
            manifest = _opened(settings, path, work, key)
            keys = _keys(settings, manifest, path, work)
            say(f"Checked {path}: made {moment(manifest.made_at)}, {summary(manifest)}.")
            put = replace_sqlite if database else refill_postgresql
            put(settings, keys, manifest, work, path, replace, say)
    except OSError as refused:
        raise NotKept(REFUSED.format(refused.filename or source, refused.strerror or refused)) from refused
    except DBAPIError as refused:
        if outage(refused) is None:
            raise
        raise NotKept(REFUSED.format(settings.database_shown, refused.orig)) from refused
    except DamagedList as wrong:
        raise NotKept(str(wrong)) from wrong
    say(DONE.format(moment(manifest.made_at)))


def _chosen(source: Path) -> Path:
    """The newest of a folder; those made before a migration or a restore are asked for by name."""
    if not source.is_dir():
        return source
    found = [each.path for each in shelf.on_shelf(source) if not each.why]
    if not found:
        raise NotKept(NONE.format(source))
    return found[0]


def _opened(settings: Settings, path: Path, work: Path, key: Path | None) -> Manifest:
    """Unseal, check and unpack into the workplace."""
    setting = settings.backup_key.get_secret_value() if settings.backup_key else None
    packed = path
    if is_sealed(path):
        packed = work / "packed"
        unseal(path, packed, private_key(key, setting))
    manifest = packing.unpack(packed, work, path)
    ours: Engine = "sqlite" if database_file(settings) else "postgresql"
    if manifest.engine != ours:
        raise NotKept(OTHER_ENGINE.format(path, NAMES[manifest.engine], NAMES[ours]))
    return manifest


def _keys(settings: Settings, manifest: Manifest, path: Path, work: Path) -> Keys:
    """The secret that the backup was made with: as it is set, else as it is in the backup, else as it is here."""
    inside = Keys((work / SECRET).read_bytes()) if SECRET in manifest.files and not settings.secret else None
    keys = inside or found_keys(settings)
    file = secret_file(settings) if database_file(settings) else "it"
    if keys is None:
        raise NotKept(LACKING.format(path, file))
    if mark(keys) != manifest.mark:
        raise NotKept(OTHER.format(path, file))
    return keys
