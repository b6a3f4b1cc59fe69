"""The network between the server and PostgreSQL fails, and PostgreSQL restarts: nothing is lost or done twice."""

import asyncio
import random
import time
from pathlib import Path

import httpx
import pytest

from endurance import Found, Tally, times
from faults.raters import OK, Event, Rater, busy, events, raters, seated, told
from faults.server import Served
from faults.test_kill import MOST, answers_until, broken_trails, judged
from faults.wire import FAULTS, Fault, Wire
from machine import SERVER, PostgreSQL

pytestmark = [pytest.mark.soak, pytest.mark.postgresql]

PEOPLE = 8
REFUSALS = {0, OK, 503}
LASTING, FORGETTING = times(2, 6), 12  # of so many one lasts until who watches is told, or loses what is open for good
KINDS: tuple[Fault, ...] = (*FAULTS, "forget")


def through(url: str, wire: Wire) -> str:
    """The same database, reached by the wire."""
    name = url.rpartition("@/")[2].partition("?")[0]
    return f"postgresql+psycopg://{SERVER}@127.0.0.1:{wire.port}/{name}"


async def told_so(server: Served) -> float:
    """The seconds until whoever watches the server is told that it cannot work."""
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=server.address, timeout=30) as watcher:
        while (await watcher.get("/readyz")).status_code == OK:
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def fault(people: list[Rater], server: Served, wire: Wire, kind: Fault, lasting: bool, after: int) -> list[float]:
    """One fault while everybody answers; the seconds until it is told (where it lasts) and until they are answered."""
    stop, first = asyncio.Event(), told(people)
    answering = asyncio.create_task(busy(people, server.address, stop))
    while told(people) < first + after:
        await asyncio.sleep(0.005)
    wire.now(kind)
    took = [await told_so(server)] if lasting else [0.0]
    await asyncio.sleep(0.1)
    wire.now("well")
    began, before = time.monotonic(), told(people)
    while told(people) < before + PEOPLE:
        await asyncio.sleep(0.005)
    stop.set()
    took.append(time.monotonic() - began)
    await answering
    return took


def planned(run: int) -> tuple[Fault, bool]:
    """Which fault is next, and whether it lasts: each kind does in its turn."""
    if run % LASTING == LASTING - 1:
        return KINDS[run // LASTING % len(KINDS)], True
    return "forget" if run % FORGETTING == 4 else FAULTS[run % len(FAULTS)], False


def strange(people: list[Rater]) -> list[Event]:
    return [event for event in events(people) if event.status not in REFUSALS]


def test_a_network_that_fails_loses_nothing_and_doubles_nothing(
    durable: PostgreSQL, durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    runs, chance, took = times(8, 250), random.Random(41), []
    people, plan = raters(seated(durable_url, PEOPLE), 41), [planned(run) for run in range(runs)]
    assert {kind for kind, lasting in plan if lasting} == {*KINDS}
    with Wire(durable.port) as wire, Served(through(durable_url, wire), tmp_path) as server:
        for kind, lasting in plan:
            took.append(asyncio.run(fault(people, server, wire, kind, lasting, chance.randint(1, PEOPLE))))
    verdict, (told_in, well_in) = judged(durable_url, people), (max(each) for each in zip(*took, strict=True))
    errors = verdict.wrong - len(verdict.lost) + len(strange(people))
    figures = f"{verdict.acknowledged:,} acknowledged; told within {told_in:.1f} s, well within {well_in:.1f} s"
    corrupt = broken_trails(durable_url)
    tally.note(Found("T41 network to PostgreSQL fails", runs, len(verdict.lost), corrupt, errors, figures))


def test_a_postgresql_that_restarts_costs_nothing(
    durable: PostgreSQL, durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    runs, chance, took = times(2, 50), random.Random(42), []
    people = raters(seated(durable_url, PEOPLE), 42)
    with Served(durable_url, tmp_path) as server:
        for _ in range(runs):
            asyncio.run(answers_until(people, server, durable.restart, chance.randint(1, MOST)))
            began = time.monotonic()
            asyncio.run(answers_until(people, server, lambda: None, PEOPLE))
            took.append(time.monotonic() - began)
    verdict = judged(durable_url, people)
    errors = verdict.wrong - len(verdict.lost) + len(strange(people))
    figures = f"{verdict.acknowledged:,} acknowledged, well again in at most {max(took):.1f} s"
    corrupt = broken_trails(durable_url)
    tally.note(Found("T41 PostgreSQL restarts", runs, len(verdict.lost), corrupt, errors, figures))
