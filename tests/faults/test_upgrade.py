"""An upgrade that is killed or runs out of room leaves the old database or the new one, and the next one succeeds."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.migration import MigrationContext

import machine
from app.keeping.packing import unpack
from app.keeping.shelf import BEGUN, on_shelf
from app.store.database import migrate
from app.store.locks import MIGRATING, alone
from app.working import NoDatabase, bring_up
from databases import engine_of, used
from endurance import Found, Tally, times
from faults.narrow import crammed
from faults.upgrading import in_full, killed_after, killed_at, without_room
from golden import NEWEST, REVISIONS, content, filled, golden, wrong

pytestmark = pytest.mark.soak

OLDEST = REVISIONS[0]
NUMBERS = count(1)
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
SHOWN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SAID = "Cannot use the database "

Fresh = Callable[[], str]  # the address of one more database of the oldest schema


@pytest.fixture
def fresh(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fresh]:
    """Databases as the first release left them."""
    if database_kind == "sqlite":
        filled(f"sqlite:///{tmp_path}/oldest.db", OLDEST)
        oldest = (tmp_path / "oldest.db").read_bytes()
        yield lambda: copied(oldest, tmp_path / f"{next(NUMBERS)}.db")
    else:
        server: machine.PostgreSQL = request.getfixturevalue("durable")
        filled(server.create("oldest"), OLDEST)
        yield lambda: server.create(f"upgraded_{next(NUMBERS)}", like="oldest")
        server.drop("oldest")


def copied(database: bytes, path: Path) -> str:
    path.write_bytes(database)
    return f"sqlite:///{path}"


def left(url: str) -> str:
    """Which database is there, with all that was in it: the old one, the new one, or what is wrong."""
    engine = engine_of(url)
    with engine.connect() as db:
        alone(db, MIGRATING)  # PostgreSQL may not have noticed yet that nobody waits for it
        revision = MigrationContext.configure(db).get_current_revision()
        found = "old" if revision == OLDEST and content(db) == golden(OLDEST) else str(revision)
        if revision == NEWEST:
            found = "\n".join(wrong(db, OLDEST)) or "new"
    engine.dispose()
    return found


def mended(url: str) -> bool:
    """Whether the next upgrade leaves the new one."""
    migrate(used(url))
    return left(url) == "new"


def noted(tally: Tally, test: str, came: Counter[str], failed: int, errors: int = 0) -> None:
    runs, between = came.total(), came.total() - came["old"] - came["new"]
    figures = (
        f"{came['old']} old, {came['new']} new, {between} between; the next upgrade succeeded {runs - failed} times"
    )
    tally.note(Found(test, runs, lost=failed, corrupt=between, errors=errors, figures=figures))


@pytest.mark.parametrize("database_kind", KINDS)
def test_an_upgrade_that_is_killed_leaves_the_old_database_or_the_new_one(
    database_kind: str, fresh: Fresh, tally: Tally
) -> None:
    length, chance = in_full(fresh()), random.Random(46)
    runs = times(6, 80) if database_kind == "sqlite" else times(2, 25)
    came: Counter[str] = Counter()
    failed = 0
    for run in range(runs):
        url, part = fresh(), (run + chance.random()) / runs
        if run % 2:
            killed_at(url, length.steps if run == 1 else 1 + int(part * length.steps))
        else:
            killed_after(url, 1.2 * part * length.seconds)
        came[left(url)] += 1
        failed += not mended(url)
    noted(tally, f"T46 killed while upgrading, {SHOWN[database_kind]}", came, failed)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_an_upgrade_without_room_says_so_and_leaves_the_old_database_or_the_new_one(fresh: Fresh, tally: Tally) -> None:
    chance, runs, came, failed, silent = random.Random(46), times(2, 20), Counter[str](), 0, 0
    whole = fresh()
    in_full(whole)
    enough = 1.2 * Path(whole.removeprefix("sqlite:///")).stat().st_size
    for run in range(runs):
        url = fresh()
        said = without_room(url, int(enough * (run + chance.random()) / runs))
        state = left(url)
        came[state] += 1
        silent += said != "" if state == "new" else not said.startswith(SAID)
        failed += not mended(url)
    noted(tally, "T46 no room while upgrading, SQLite", came, failed, silent)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_an_upgrade_and_its_backup_share_what_room_there_is(fresh: Fresh, small_disk: Path, tally: Tally) -> None:
    """The database and its backups on a small disk of their own, by the command that every start is."""
    chance, runs, came, failed, silent, corrupt = random.Random(47), times(4, 40), Counter[str](), 0, 0, 0
    path, kept = small_disk / "f.db", small_disk / "backups"
    for run in range(runs):
        path.write_bytes(Path(fresh().removeprefix("sqlite:///")).read_bytes())
        said, enough = "", 6 * path.stat().st_size
        with crammed(small_disk, int(enough * (run + chance.random()) / runs), os.getpid()):
            try:
                bring_up(used(f"sqlite:///{path}"))
            except NoDatabase as refused:
                said = str(refused)
        corrupt += len([*kept.glob(f"{BEGUN}*")]) + sum(not is_packed(each.path) for each in on_shelf(kept))
        came[state := left(f"sqlite:///{path}")] += 1
        silent += said != "" if state == "new" else not said.startswith((SAID, "No backup was made: "))
        bring_up(used(f"sqlite:///{path}"))
        failed += left(f"sqlite:///{path}") != "new" or not on_shelf(kept)
        for each in small_disk.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    assert came["old"]
    assert came["new"]
    noted(tally, "T33 disk full while upgrading, SQLite", came, failed, silent + corrupt)


def is_packed(path: Path) -> bool:
    """Whether a backup is as it was made."""
    with TemporaryDirectory() as work:
        return bool(unpack(path, Path(work), path).rows)
