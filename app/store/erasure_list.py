"""The list of what was erased, kept in files outside of the database, so that it outlives a restore (safety 57)."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.store.erasures import Noted
from app.store.new_file import append

NAME = "erasures"  # in the folder of the backups, and as an ending beside an SQLite database
DAMAGED = (
    "Line {} of {} is damaged, and what it says was erased would come back. Put the list back from where you keep "
    "copies, or take the line out where you know what it was."
)
LINE = TypeAdapter(Noted)


class DamagedList(Exception):
    """A line of a list cannot be read; its text is the sentence to print."""


def lists(database: Path | None, folder: str) -> list[Path]:
    """Where the list is kept: beside an SQLite database, and in the folder of the backups where one is set."""
    beside = [database.with_suffix(f".{NAME}")] if database else []
    return [*beside, *([Path(folder) / NAME] if folder else [])]


def on_list(path: Path) -> list[Noted]:
    """What a list says, in its order; nothing where there is none. Raises DamagedList."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [_noted(line, number, path) for number, line in enumerate(lines, 1)]


def add_to_list(path: Path, noted: Iterable[Noted]) -> None:
    """Add what is not on a list yet, safe on disk; an empty list says that nothing was erased, where none says nothing.

    Raises OSError, with the list as it was, and DamagedList.
    """
    known = set(on_list(path))
    new = [each for each in noted if each not in known]
    if path.exists() and not new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", buffering=0) as file:
        append(file.fileno(), b"".join(f"{json.dumps(asdict(each))}\n".encode() for each in new))


def _noted(line: bytes, number: int, path: Path) -> Noted:
    try:
        return LINE.validate_json(line)
    except ValidationError as wrong:
        raise DamagedList(DAMAGED.format(number, path)) from wrong
