"""Making a backup: a copy of one moment is checked, described, packed, sealed where a key is set, and put in place."""

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.doctor.database import found_keys
from app.keeping import shelf
from app.keeping.copying import Contents, checked, copy_sqlite, settings_of
from app.keeping.dumping import dump
from app.keeping.manifest import DATABASE, DUMP, SECRET, Manifest, Why
from app.keeping.packing import file_of, pack
from app.keeping.refusal import NotKept
from app.keeping.sealing import seal
from app.settings import Settings
from app.store.erasure_list import NAME, DamagedList, add_to_list, lists
from app.store.keys import Keys, database_file, mark, secret_file

NO_DATABASE = "There is no database at {}, so no backup was made. Set FOLLOWTHROUGH_DATABASE_URL to the one you mean."
UNKEYED = "The secret of this database is not there, so no backup was made. Put it back: {}."
NO_ROOM = "No backup was made: it needs {:,} MB in {}, and {:,} MB are free. Make room, or name another folder."
REFUSED = "No backup was made: {}: {}. Nothing else was changed."


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup. `removed`: older ones that went to keep as many as are set."""

    path: Path
    manifest: Manifest
    removed: list[Path]


def make(settings: Settings, folder: Path, why: Why = "", keep: int | None = None) -> Made:
    """Make a backup of a database that may be in use. Raises NotKept, and then nothing is left of it."""
    database, keys = database_file(settings), found_keys(settings)
    if database and not database.exists():
        raise NotKept(NO_DATABASE.format(database))
    if keys is None:
        raise NotKept(UNKEYED.format(secret_file(settings) if database else "FOLLOWTHROUGH_SECRET"))
    try:
        with shelf.workplace(_near(settings, folder)) as work:
            return _made(settings, keys, folder, work, why, keep)
    except OSError as refused:
        raise NotKept(REFUSED.format(refused.filename or folder, refused.strerror or refused)) from refused
    except DamagedList as wrong:
        raise NotKept(str(wrong)) from wrong


def _made(settings: Settings, keys: Keys, folder: Path, work: Path, why: Why, keep: int | None) -> Made:
    now = int(time.time())
    files, contents = _taken(settings, keys, work)
    manifest = _manifest(settings, keys, files, contents, now, why)
    key = settings.backup_key.get_secret_value() if settings.backup_key else None
    folder.mkdir(0o700, parents=True, exist_ok=True)
    path = shelf.name_for(folder, mark(keys), now, why, sealed=bool(key))
    with shelf.workplace(folder) as beside:
        begun = beside / path.name
        pack(work / "packed" if key else begun, manifest, files)
        if key:
            seal(work / "packed", begun, key)
        begun.chmod(0o600)
        for each in {*lists(database_file(settings), settings.backup_folder), folder / NAME}:
            add_to_list(each, contents.erased)  # before it counts: with no room for the list there is no backup either
        shelf.put_in_place(begun, path)
    kept = shelf.BEFORE if why else keep
    return Made(path, manifest, shelf.rotate(folder, mark(keys), why, kept) if kept else [])


def _taken(settings: Settings, keys: Keys, work: Path) -> tuple[dict[str, Path], Contents]:
    """The files of the backup, and what is in its database."""
    database = database_file(settings)
    if database is None:
        return {DUMP: work / DUMP}, dump(settings, keys, work / DUMP)
    _check_room(work, database)
    files = {DATABASE: work / DATABASE}
    copy_sqlite(database, files[DATABASE])
    contents = checked(settings_of(files[DATABASE], settings, keys), keys, str(database))
    if settings.backup_key and not settings.secret:
        files[SECRET] = work / SECRET
        files[SECRET].write_bytes(keys.secret)
    return files, contents


def _manifest(
    settings: Settings, keys: Keys, files: Mapping[str, Path], contents: Contents, now: int, why: Why
) -> Manifest:
    return Manifest(
        product=__version__,
        engine="sqlite" if database_file(settings) else "postgresql",
        revision=contents.revision,
        made_at=now,
        made=datetime.fromtimestamp(now, UTC).isoformat(),
        why=why,
        mark=mark(keys),
        files={name: file_of(path) for name, path in files.items()},
        rows=contents.rows,
        trails=contents.trails,
    )


def _near(settings: Settings, folder: Path) -> Path:
    """Where the copy is made: what is to be sealed never lies open in the folder of the backups."""
    if not settings.backup_key:
        return folder
    database = database_file(settings)
    return database.parent if database else Path(tempfile.gettempdir())


def _check_room(work: Path, database: Path) -> None:
    """Leave a served database room to write: a copy and its archive are together never more than twice its size."""
    parts = (database, database.with_name(f"{database.name}-wal"))
    needed = 2 * sum(part.stat().st_size for part in parts if part.exists())
    free = shutil.disk_usage(work).free
    if free < needed:
        raise NotKept(NO_ROOM.format((needed >> 20) + 1, work.parent, free >> 20))
