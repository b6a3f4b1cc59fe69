"""Twenty people save and look while faults come at random; then the whole history is held against what is stored.

No acknowledged answer is gone, none is there twice, and no look shows less than was acknowledged before it.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from endurance import Found, Tally, times
from faults.history import Stored, check
from faults.raters import Event, Rater, busy, events, raters, seated
from faults.server import Served
from faults.strace import broken
from faults.test_broken_disk import CALLS
from faults.test_kill import answers_until, broken_trails, damage, judged
from faults.test_network import through
from faults.wire import FAULTS, Wire
from machine import PostgreSQL

pytestmark = pytest.mark.soak

PEOPLE = 20
READING = 0.3  # of the requests are looks
SECONDS = times(5, 60)
AWHILE = 0.3  # seconds a disk or a network stays broken


async def beset(
    people: list[Rater], server: Served, faults: Sequence[Callable[[], object]], chance: random.Random
) -> int:
    """Everybody answers while one fault after the other happens; how many did."""
    stop, last, many = asyncio.Event(), time.monotonic() + SECONDS, 0
    answering = asyncio.create_task(busy(people, server.address, stop, READING))
    while time.monotonic() < last:
        await asyncio.sleep(chance.uniform(0.3, 1.5))
        await asyncio.to_thread(chance.choice(faults))
        many += 1
    stop.set()
    await answering
    await answers_until(people, server, lambda: None, PEOPLE)
    return many


def killed(server: Served) -> None:
    server.kill()
    server.start()


def stopped(server: Served) -> None:
    server.stop()
    server.start()


def noted(tally: Tally, url: str, people: list[Rater], runs: int, faults: int, engine: str) -> None:
    verdict = judged(url, people)
    looks = sum(event.kind == "read" and event.outcome == "ok" for event in events(people))
    wrong, corrupt = verdict.wrong - len(verdict.lost), damage(url) + broken_trails(url)
    figures = f"{faults} faults, {verdict.acknowledged:,} acknowledged, {looks:,} looks"
    tally.note(Found(f"T42 history under faults, {engine}", runs, len(verdict.lost), corrupt, wrong, figures))


@pytest.mark.strace
def test_no_history_on_sqlite_is_broken_by_faults(database_url: str, tmp_path: Path, tally: Tally) -> None:
    runs, chance, faults = times(1, 3), random.Random(42), 0
    people, database = raters(seated(database_url, PEOPLE), 42), tmp_path / "followthrough.db"

    def disk() -> None:
        with broken(server.pid, database, chance.choice(CALLS), "1+"):
            time.sleep(AWHILE)

    with Served(database_url, tmp_path) as server:
        every = (lambda: killed(server), lambda: stopped(server), disk)
        for _ in range(runs):
            faults += asyncio.run(beset(people, server, every, chance))
    noted(tally, database_url, people, runs, faults, "SQLite")


@pytest.mark.postgresql
def test_no_history_on_postgresql_is_broken_by_faults(
    durable: PostgreSQL, durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    runs, chance, faults = times(1, 3), random.Random(43), 0
    people = raters(seated(durable_url, PEOPLE), 43)

    def network() -> None:
        wire.now(chance.choice(FAULTS))
        time.sleep(AWHILE)
        wire.now("well")

    with Wire(durable.port) as wire, Served(through(durable_url, wire), tmp_path) as server:
        every = (lambda: killed(server), network, network, durable.restart)
        for _ in range(runs):
            faults += asyncio.run(beset(people, server, every, chance))
    noted(tally, durable_url, people, runs, faults, "PostgreSQL")


SAVED = Event("r1", "EV12", "save", 2, 1.0, 1.1, "ok", 200)
LOOK = replace(SAVED, kind="read", began=2.0, ended=2.1)
WELL = Stored([("r1", "EV12", 2, 1, True)], {("r1", "EV12"): (2, "note r1-2")})


@pytest.mark.parametrize(
    ("history", "found", "wrong"),
    [
        ([SAVED, LOOK], WELL, ""),
        ([SAVED], Stored([], {}), "lost"),
        ([SAVED], replace(WELL, answers={("r1", "EV12"): (1, "note r1-1")}), "lost"),
        ([SAVED, replace(LOOK, sequence=0)], WELL, "stale"),
        ([replace(LOOK, sequence=0, began=0.5), SAVED], WELL, ""),
        ([SAVED], replace(WELL, saves=WELL.saves * 2), "doubles"),
        ([SAVED], replace(WELL, answers={("r1", "EV12"): (2, "note r9-2")}), "strange"),
        ([SAVED, replace(LOOK, sequence=7)], WELL, "strange"),
        ([replace(SAVED, outcome="unknown")], Stored([], {}), ""),
        ([replace(SAVED, outcome="unknown")], WELL, ""),
    ],
)
def test_the_checker_finds_what_is_wrong_with_a_history(history: list[Event], found: Stored, wrong: str) -> None:
    verdict = check(history, found)
    kinds = {name for name in ("lost", "stale", "doubles", "strange") if getattr(verdict, name)}
    assert (wrong in kinds) if wrong else not kinds
