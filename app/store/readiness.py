"""Whether the installation can do its work: whether its schema is ours, and how much room is left (safety 60)."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Literal

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.store.database import MIGRATIONS

ROOM = 0.05  # of a disk, that must be free

Standing = Literal["current", "behind", "ahead"]


def standing(db: Connection) -> Standing:
    """How the database's schema stands to this program's; `ahead` was made by a newer one."""
    found = MigrationContext.configure(db).get_current_revision()
    newest, known = _migrations()
    if found == newest:
        return "current"
    return "behind" if found is None or found in known else "ahead"


def room_left(database: Path | None) -> tuple[Path, float]:
    """The part of the disk that is free, where the database file is; without one, where documents are set."""
    wanted = database.parent if database else Path(tempfile.gettempdir())
    folder = next(each for each in (wanted, *wanted.parents) if each.exists())
    disk = shutil.disk_usage(folder)
    return folder, disk.free / disk.total


@cache
def _migrations() -> tuple[str | None, frozenset[str]]:
    scripts = ScriptDirectory(str(MIGRATIONS))
    return scripts.get_current_head(), frozenset(each.revision for each in scripts.walk_revisions())
