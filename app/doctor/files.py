"""What lies on the disk: the secret, who else can read it and the database, and how much room is left."""

import stat
from collections.abc import Iterator
from pathlib import Path

from app.doctor.findings import Finding, look, ok, unsafe
from app.settings import BadSetting, Settings
from app.store.keys import database_file, read_keys, secret_file
from app.store.readiness import ROOM, room_left

BESIDE = ("", "-wal", "-shm")  # an SQLite database and what it keeps beside itself


def findings(settings: Settings) -> Iterator[Finding]:
    """The secret first: without it the rest cannot be trusted."""
    yield secret(settings)
    if path := database_file(settings):
        yield from exposed(path)
    yield room(settings)


def secret(settings: Settings) -> Finding:
    """Where the secret is, and whether it is secret."""
    if settings.secret:
        return ok("The secret is set in FOLLOWTHROUGH_SECRET. Keep it apart from the backups.")
    if not settings.database_url.startswith("sqlite"):
        return unsafe("There is no secret. Set FOLLOWTHROUGH_SECRET: PostgreSQL does not start without it.")
    path, database = secret_file(settings), database_file(settings)
    if not path.exists():
        if database and database.exists():
            return unsafe(f"{path}, the secret of this database, is gone. Put it back before anything is started.")
        return look(f"There is no secret yet. The first start makes one in {path}; keep it apart from the backups.")
    try:
        read_keys(settings)
    except OSError as refused:
        return unsafe(f"{path} cannot be read: {refused.strerror}. Let the server's user read it, and nobody else.")
    except BadSetting as wrong:
        return unsafe(str(wrong))
    if others := others_of(path):
        return unsafe(f"{others} can read the secret. Run: chmod 600 {path}")
    return ok(f"The secret was made at the first start and is in {path}. Keep it apart from the backups.")


def exposed(path: Path) -> Iterator[Finding]:
    """The database's files, and the folder in which somebody could put others in their place."""
    if not path.exists():
        return
    files = [file for part in BESIDE if (file := path.with_name(path.name + part)).exists()]
    open_to = {others for file in files if (others := others_of(file))}
    if open_to:
        yield unsafe(f"{sorted(open_to)[0]} can read the database. Run: chmod 600 {path}*")
    else:
        yield ok(f"Nobody else on this machine can read {path}.")
    if path.parent.stat().st_mode & stat.S_IWOTH:
        yield unsafe(f"Anybody on this machine can put another database in place. Run: chmod o-w {path.parent}")


def others_of(path: Path) -> str:
    """Who else may read or write a file, "" for nobody."""
    mode = path.stat().st_mode
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        return "Everybody on this machine"
    return "Its group" if mode & (stat.S_IRGRP | stat.S_IWGRP) else ""


def room(settings: Settings) -> Finding:
    """How much of the disk is free, where the database is or else where documents are set."""
    folder, left = room_left(database_file(settings))
    if left < ROOM:
        return unsafe(f"Only {left:.0%} of the disk of {folder} is free. Make room before an answer cannot be saved.")
    return ok(f"{left:.0%} of the disk of {folder} is free.")
