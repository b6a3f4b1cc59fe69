"""The folder backups are kept in: their names, which there are, and which go when there are enough."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.keeping.manifest import Why
from app.settings import Settings
from app.store.keys import database_file
from app.store.new_file import sync

NAME = re.compile(
    r"followthrough-(?P<mark>[0-9a-f]{8})-(?P<made>\d{8}T\d{6}Z)(?:-(?P<why>before-migration|before-restore))?\.zip(\.age)?"
)
MOMENT = "%Y%m%dT%H%M%SZ"
DIGITS = 8  # of the mark of the secret in a name: backups of two installations never push each other out
BEFORE = 3  # backups made before a migration or a restore that are kept
BEGUN = ".followthrough-"  # how the name of what is not finished begins
OVER = 86_400  # seconds after which what was begun is taken for what a crash left


@dataclass(frozen=True, slots=True)
class Kept:
    """One finished backup."""

    path: Path
    mark: str
    made_at: int
    why: str


def shelf(settings: Settings) -> Path:
    """Where backups go unless a folder is named: as set, else `backups` beside an SQLite database, else here."""
    database = database_file(settings)
    beside = database.parent if database else Path.cwd()
    return Path(settings.backup_folder).absolute() if settings.backup_folder else beside / "backups"


def name_for(folder: Path, mark: str, now: int, why: Why, sealed: bool) -> Path:
    """A name that no backup in the folder has."""
    while True:
        moment = datetime.fromtimestamp(now, UTC).strftime(MOMENT)
        name = "-".join(filter(None, ("followthrough", mark[:DIGITS], moment, why)))
        path = folder / f"{name}.zip{'.age' if sealed else ''}"
        if not path.exists():
            return path
        now += 1


def on_shelf(folder: Path, mark: str = "") -> list[Kept]:
    """Every finished backup of the installation with this mark, or of any; the newest first. Raises OSError."""
    names = ((path, NAME.fullmatch(path.name)) for path in (folder.iterdir() if folder.is_dir() else ()))
    found = [
        Kept(path, match["mark"], _moment(match["made"]), match["why"] or "")
        for path, match in names
        if match and mark.startswith(match["mark"] if mark else "")
    ]
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


def rotate(folder: Path, mark: str, why: str, keep: int) -> list[Path]:
    """Take away the oldest of those made for the same reason until `keep` are left; returns what went."""
    alike = [each.path for each in on_shelf(folder, mark) if each.why == why]
    for path in alike[keep:]:
        path.unlink()
    return alike[keep:]


@contextmanager
def workplace(near: Path) -> Iterator[Path]:
    """A folder for what is not finished, that nobody else can read and that is gone afterwards. Raises OSError."""
    near.mkdir(0o700, parents=True, exist_ok=True)
    _sweep(near)
    folder = Path(tempfile.mkdtemp(prefix=BEGUN, dir=near))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def put_in_place(begun: Path, path: Path) -> None:
    """Give a finished file its name, in one step that outlives a power cut."""
    os.replace(begun, path)
    sync(path.parent)


def _sweep(folder: Path) -> None:
    """Take away what a crash left half done."""
    for path in folder.glob(f"{BEGUN}*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > OVER:
            shutil.rmtree(path)


def _moment(text: str) -> int:
    return int(datetime.strptime(text, MOMENT).replace(tzinfo=UTC).timestamp())
