"""The power goes at any moment: what was acknowledged is on the disk, whatever of the rest was written (safety 0.2).

The unchanged server is followed by strace while people answer. Then the disk is made again as it could have been at
many of the moments between two of its calls, and SQLite opens what is left.
"""

import asyncio
import random
import sqlite3
import time
from pathlib import Path

import pytest

from endurance import Found, Tally, times
from faults.disk import Disk
from faults.raters import Event, events, raters, seated
from faults.server import Served
from faults.strace import Call, calls, followed
from faults.test_kill import answers_until, broken_trails, damage

pytestmark = [pytest.mark.soak, pytest.mark.strace]

PEOPLE = 8
SAVED = "SELECT device, item, sequence FROM answer_save"
TRAILS = 100  # cuts between two looks at the audit trail, which takes longer


def traced(database: Path, folder: Path, program: str) -> tuple[Disk, list[Call], list[Event]]:
    """The disk as it was, every call of a server that people answered, and what was acknowledged to them."""
    people, log = raters(seated(f"sqlite:///{database}", PEOPLE), 32), folder / "calls"
    assert not Path(f"{database}-wal").exists()
    before = Disk({database.name: bytearray(database.read_bytes())})
    with Served(f"sqlite:///{database}", folder, followed(database, log), program) as server:
        asyncio.run(answers_until(people, server, lambda: None, times(60, 800)))
        server.stop()
    return before, list(calls(log)), [event for event in events(people) if event.outcome == "ok"]


def cut(database: Path, folder: Path, program: str, cuts: int) -> tuple[int, int, str]:
    """How many acknowledged answers are lost and files corrupt in all, and what was tried."""
    disk, every, came = traced(database, folder, program)
    chance, later = random.Random(32), time.time() - time.monotonic()
    acks = sorted((event.ended + later, (event.device, event.item, event.sequence)) for event in came)
    first = next(at for at, call in enumerate(every) if call.at > acks[0][0])
    moments = sorted(chance.choices(range(first, len(every)), k=cuts))
    lost = corrupt = number = 0
    for at, call in enumerate(every):
        while number < cuts and moments[number] == at:
            left = folder / "left"
            gone, damaged = _looked_at(disk, left, chance, [save for when, save in acks if when <= call.at], number)
            lost, corrupt, number = lost + gone, corrupt + damaged, number + 1
        disk.take(call)
    return lost, corrupt, f"{len(acks):,} acknowledged, {len(every):,} calls"


def _looked_at(
    disk: Disk, folder: Path, chance: random.Random, acknowledged: list[tuple[str, str, int]], number: int
) -> tuple[int, int]:
    """What is lost and corrupt of one disk."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    disk.cut(folder, chance)
    url = f"sqlite:///{folder}/followthrough.db"
    try:
        corrupt = damage(url) + (broken_trails(url) if number % TRAILS == 0 else 0)
        with sqlite3.connect(folder / "followthrough.db") as db:
            there = set(db.execute(SAVED))
        db.close()
    except sqlite3.DatabaseError:
        return len(acknowledged), 1
    return len(set(acknowledged) - there), corrupt


def test_a_power_cut_takes_nothing_that_was_acknowledged(database_url: str, tmp_path: Path, tally: Tally) -> None:
    cuts = times(20, 10_000)
    lost, corrupt, figures = cut(tmp_path / "followthrough.db", tmp_path, "app", cuts)
    tally.note(Found("T32 power cut, SQLite", cuts, lost, corrupt, 0, figures))


def test_where_commits_do_not_wait_for_the_disk_the_same_cuts_find_losses(
    database_url: str, tmp_path: Path, tally: Tally
) -> None:
    cuts = times(20, 200)
    lost, corrupt, figures = cut(tmp_path / "followthrough.db", tmp_path, "faults.careless", cuts)
    assert lost > 0
    assert corrupt == 0  # SQLite keeps its promise for NORMAL: whole, though older
    tally.note(
        Found("T32 its teeth: synchronous=NORMAL", cuts, figures=f"{lost:,} answers lost, as must be; {figures}")
    )
