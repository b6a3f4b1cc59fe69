"""Putting a restored SQLite database in the place of the one that is there, which is backed up or set aside before."""

import os
from contextlib import nullcontext
from pathlib import Path

from app.keeping import shelf
from app.keeping.copying import checked, reading, settings_of
from app.keeping.making import make
from app.keeping.manifest import DATABASE, SECRET, Manifest
from app.keeping.present import THERE, held, present_in, set_aside
from app.keeping.refusal import NotKept
from app.keeping.settling import Say, check_same, erased_since, settle
from app.settings import Settings
from app.store.database import BrokenKeys, migrate, sqlite_engine
from app.store.erasure_list import add_to_list, lists
from app.store.erasures import Noted
from app.store.keys import Keys, database_file, secret_file
from app.store.shrinking import shrink_sqlite

ASIDE = "What was here is kept as it is in {}: {}"
UNREADABLE = "it cannot be read."


def replace_sqlite(
    settings: Settings, keys: Keys, manifest: Manifest, work: Path, path: Path, replace: bool, say: Say
) -> None:
    """Make ready what was unpacked, then exchange it in one step. Raises NotKept: then nothing was changed."""
    database = database_file(settings)
    assert database
    present = present_in(settings, work)
    if present.state in ("full", "damaged") and not replace:
        raise NotKept(THERE.format(database))
    ready = settings_of(work / DATABASE, settings, keys)
    noted = _make_ready(ready, keys, manifest, path, erased_since(settings, path, present.erased), say)
    for each in lists(database, settings.backup_folder):
        add_to_list(each, noted)
    unkept = _backed_up(settings, say) if present.state == "full" else UNREADABLE
    with nullcontext() if present.state in ("none", "damaged") else held(database):
        _exchange(database, work / DATABASE, "" if present.state == "empty" else unkept, say)
    if SECRET in manifest.files and not settings.secret:
        _put_secret(secret_file(settings), keys.secret, work, say)


def _make_ready(
    ready: Settings, keys: Keys, manifest: Manifest, path: Path, noted: list[Noted] | None, say: Say
) -> list[Noted]:
    """Check the unpacked database, bring it up to date and erase it again; returns everything erased that it knows."""
    found = checked(ready, keys, str(path))
    with reading(ready, keys, str(path)) as db:
        check_same(db, found, manifest, path)
    try:
        migrate(ready)
    except BrokenKeys as wrong:
        raise NotKept(str(wrong)) from wrong
    engine = sqlite_engine(ready.database_url, "BEGIN IMMEDIATE", keys)
    with engine.begin() as db:
        erased = settle(db, manifest, path, noted, say)
    shrunk = not erased or shrink_sqlite(engine)
    engine.dispose()
    if not shrunk:
        raise NotKept("There is no room to write the restored database anew without what was erased.")
    return checked(ready, keys, str(path)).erased


def _backed_up(settings: Settings, say: Say) -> str:
    """Back up what is there; where that cannot be done, why: then it is set aside as it is."""
    try:
        kept = make(settings, shelf.shelf(settings), "before-restore")
    except NotKept as why:
        return str(why)
    say(f"What was here before is kept in {kept.path}.")
    return ""


def _exchange(database: Path, ready: Path, unkept: str, say: Say) -> None:
    """The file that is there is the old one or the new one, at every moment."""
    aside = set_aside(database) if unkept else None
    if aside:
        say(ASIDE.format(aside, unkept))
    handle = os.open(ready, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    shelf.put_in_place(ready, database)


def _put_secret(file: Path, secret: bytes, work: Path, say: Say) -> None:
    """The secret that belongs to the database; another one that is there is kept."""
    if file.exists() and file.read_bytes().strip() == secret:
        return
    if file.exists():
        old = file.with_name(f"{file.name}.before-restore")
        file.replace(old)
        say(f"The secret that was here is kept in {old}.")
    begun = work / SECRET
    begun.chmod(0o600)
    shelf.put_in_place(begun, file)
