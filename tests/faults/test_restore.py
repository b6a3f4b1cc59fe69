"""A restore that finds no room on the disk of the database: it is refused, and everything is as it was."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.keeping.making import make
from app.keeping.present import held
from app.keeping.refusal import NotKept
from app.keeping.shelf import BEGUN, on_shelf
from app.settings import Settings
from app.store.database import migrate
from backups import asked, everything, machine, restored, written
from canary import seed
from databases import used
from endurance import Found, Tally, times
from faults.narrow import crammed, sort_of
from faults.test_kill import damage
from people import member


def copied(disk: Path, to: Path) -> Path:
    """A copy of what is on the disk, which may be opened and stays as it is there; where the database is."""
    return Path(shutil.copytree(disk, to)) / "followthrough.db"


def kept_somewhere(folder: Path, before: dict[str, list[str]]) -> bool:
    """Whether what was there before a restore is in a backup of it, or set aside."""
    aside = [path for path in folder.glob("*.aside-*") if not path.name.endswith(("-wal", "-shm"))]
    set_aside = any(asked(used(f"sqlite:///{path}"), everything) == before for path in aside)
    return set_aside or [each.why for each in on_shelf(folder / "backups")] == ["before-restore"]


def as_killed(path: Path) -> None:
    """Leave a database as a server that was killed does: what was written last is in its log, and longer than it."""
    log = Path(f"{path}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute("CREATE TABLE written AS SELECT zeroblob(1000000)")
        left = [(each, each.read_bytes()) for each in (path, log)]
    for each, content in left:
        each.write_bytes(content)


def why_not(there: Settings, backup: Path) -> str:
    """The sentence that says why a backup is not restored; "" where it is."""
    try:
        restored(there, backup, replace=True)
    except NotKept as why:
        return str(why)
    return ""


@pytest.mark.soak
def test_a_restore_that_finds_no_room_changes_nothing(
    settings: Settings, small_disk: Path, tmp_path: Path, tally: Tally
) -> None:
    """The database is on the full disk, and so is what is kept of it before; the backup that is restored is not."""
    written(settings, lambda db: seed(db, "recruiter"))
    path, there, whole = make(settings, tmp_path / "kept").path, machine(small_disk), asked(settings, everything)
    runs, chance, came, corrupt = times(4, 40), random.Random(37), list[str](), 0
    for run in range(runs):
        migrate(there)
        written(there, lambda db: member(db, "Rival Logistics", "Mallory Quist", "owner"))
        size = (small_disk / "followthrough.db").stat().st_size
        as_killed(small_disk / "followthrough.db")
        before = asked(used(f"sqlite:///{copied(small_disk, tmp_path / str(run))}"), everything)
        with crammed(small_disk, int(10 * size * (run + chance.random()) / runs), os.getpid()):
            came.append(why_not(there, path))
        now = asked(there, everything)
        good = now == before if came[-1] else now["recruiter"] == whole["recruiter"]
        corrupt += not (good and (came[-1] or kept_somewhere(small_disk, before)))
        corrupt += damage(there.database_url) + len([*small_disk.glob(f"{BEGUN}*")])
        for each in small_disk.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    refused = [why for why in came if why]
    assert 0 < len(refused) < runs, came
    wrong = sum("restored" not in why for why in refused)
    figures = f"{len(refused)} refused, with what was there as it was; {runs - len(refused)} restored"
    tally.note(Found(f"T33 disk full during a restore ({sort_of(small_disk)})", runs, 0, corrupt, wrong, figures))


def test_a_log_that_finds_no_room_in_its_database_is_left_to_no_other(small_disk: Path) -> None:
    using = machine(small_disk)
    migrate(using)
    path = small_disk / "followthrough.db"
    as_killed(path)
    with (
        crammed(small_disk, 500_000, os.getpid()),
        pytest.raises(OSError, match="its log cannot be written into it"),
        held(path),
    ):
        pass
    with held(path):
        assert not Path(f"{path}-wal").exists()
