"""The server, or its database, is killed at any moment: what was acknowledged is there, and nothing is there twice."""

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.verifying import verdicts
from databases import engine_of, used
from endurance import Found, Tally, times
from faults.history import Verdict, check, stored
from faults.raters import Rater, busy, events, raters, seated, told
from faults.server import Served
from machine import PostgreSQL

pytestmark = pytest.mark.soak

PEOPLE = 16
MOST = 60  # answers acknowledged before the end, which may come after the first
PATIENCE = 60  # seconds for them


async def answers_until(people: list[Rater], server: Served, end: Callable[[], object], many: int) -> None:
    """Everybody answers until `many` more are acknowledged; then `end` happens while they go on, and they stop."""
    stop, first, last = asyncio.Event(), told(people), time.monotonic() + PATIENCE
    answering = asyncio.create_task(busy(people, server.address, stop))
    while told(people) < first + many and not answering.done():
        assert time.monotonic() < last, f"{told(people) - first} of {many} acknowledged; {last_words(people, server)}"
        await asyncio.sleep(0.005)
    await asyncio.to_thread(end)
    stop.set()
    await answering


def last_words(people: list[Rater], server: Served) -> str:
    """What everybody was told last, and what the server has logged."""
    return f"last told {[rater.events[-1].status for rater in people if rater.events]}: {server.said.read_text()}"


def judged(url: str, people: list[Rater]) -> Verdict:
    """What is kept against what was told, in the database at `url`."""
    engine = engine_of(url)
    verdict = check(events(people), stored(engine))
    engine.dispose()
    return verdict


def damage(url: str) -> int:
    """1 where SQLite finds its file not whole."""
    if not url.startswith("sqlite"):
        return 0
    engine = engine_of(url)
    with engine.begin() as db:
        found = db.execute(text("PRAGMA integrity_check")).scalar_one()
    engine.dispose()
    return int(found != "ok")


def broken_trails(url: str) -> int:
    return sum(not verdict.whole for verdict in verdicts(used(url), None, None))


def found(test: str, runs: int, verdict: Verdict, corrupt: int, figures: str) -> Found:
    wrong = len(verdict.stale) + len(verdict.doubles) + len(verdict.strange)
    assert verdict.acknowledged, "nothing was acknowledged, so nothing is shown"
    return Found(test, runs, len(verdict.lost), corrupt, wrong, f"{verdict.acknowledged:,} acknowledged, {figures}")


def killed(url: str, folder: Path, cycles: int, tally: Tally, name: str) -> None:
    """Start, answer, kill, look; `cycles` times, then hold everything against what was told."""
    chance, starts, corrupt = random.Random(31), [], 0
    people = raters(seated(url, PEOPLE), 31)
    server = Served(url, folder)
    for _ in range(cycles):
        starts.append(server.start())
        asyncio.run(answers_until(people, server, server.kill, chance.randint(1, MOST)))
        corrupt += damage(url)
    figures = f"start {statistics.median(starts):.1f} s, at most {max(starts):.1f} s"
    tally.note(found(name, cycles, judged(url, people), corrupt + broken_trails(url), figures))


def test_a_killed_server_has_kept_what_it_acknowledged(database_url: str, tmp_path: Path, tally: Tally) -> None:
    killed(database_url, tmp_path, times(3, 270), tally, "T31 kill −9 of the server, SQLite")


@pytest.mark.postgresql
def test_a_killed_server_has_kept_it_in_postgresql_too(durable_url: str, tmp_path: Path, tally: Tally) -> None:
    killed(durable_url, tmp_path, times(1, 80), tally, "T31 kill −9 of the server, PostgreSQL")


@pytest.mark.postgresql
def test_a_killed_postgresql_has_kept_what_was_acknowledged_and_the_server_goes_on(
    durable: PostgreSQL, durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    """Every second time only one of its processes is killed, at which it lets go of all connections and recovers."""
    chance, cycles = random.Random(31), times(2, 50)
    people = raters(seated(durable_url, PEOPLE), 32)

    def ended() -> None:
        durable.kill_one(durable_url) if cycle % 2 else durable.crash()

    with Served(durable_url, tmp_path) as server:
        for cycle in range(cycles):
            asyncio.run(answers_until(people, server, ended, chance.randint(1, MOST)))
            durable.start() if not cycle % 2 else durable.wait()
            asyncio.run(answers_until(people, server, lambda: None, PEOPLE))  # or nothing is acknowledged any more
    verdict, trails = judged(durable_url, people), broken_trails(durable_url)
    tally.note(found("T31 kill −9 of PostgreSQL", cycles, verdict, trails, "the server never restarted"))
