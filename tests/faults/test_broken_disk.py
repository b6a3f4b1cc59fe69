"""The disk answers with an error, one call after the other: nothing acknowledged is gone, and the server goes on."""

import asyncio
from pathlib import Path

import httpx
import pytest

from endurance import Found, Tally, times
from faults.raters import OK, Rater, events, raters, seated
from faults.server import Served
from faults.strace import broken
from faults.test_kill import answers_until, broken_trails, damage, judged

pytestmark = [pytest.mark.soak, pytest.mark.strace]

PEOPLE = 4
CALLS = ("fdatasync", "pwrite64")
REFUSALS = {0, OK, 503}
LASTING = 5  # of so many runs one, in which the disk stays broken until it is mended


async def tried(people: list[Rater], server: Served, many: int) -> None:
    """Everybody gives so many answers, taken or refused."""
    async with httpx.AsyncClient(base_url=server.address, timeout=20) as site:
        await asyncio.gather(*(_tries(rater, site, many) for rater in people))


async def _tries(rater: Rater, site: httpx.AsyncClient, many: int) -> None:
    for _ in range(many):
        await rater.once(site)


def test_a_disk_with_errors_loses_nothing_and_the_server_goes_on(
    database_url: str, tmp_path: Path, tally: Tally
) -> None:
    runs, database, corrupt = times(6, 200), tmp_path / "followthrough.db", 0
    people = raters(seated(database_url, PEOPLE), 34)
    with Served(database_url, tmp_path) as server:
        for run in range(runs):
            when = f"{1 + run // 2 % 20}{'+' if run % LASTING == 0 else ''}"
            with broken(server.pid, database, CALLS[run % 2], when):
                asyncio.run(tried(people, server, 6))
            asyncio.run(answers_until(people, server, lambda: None, PEOPLE))
            corrupt += damage(database_url)
        server.kill()
    corrupt += damage(database_url) + broken_trails(database_url)
    verdict, came = judged(database_url, people), list(events(people))
    refused = sum(event.status not in (0, OK) for event in came)
    strange = [event for event in came if event.status not in REFUSALS]
    assert refused, "no call was broken"
    wrong = verdict.wrong - len(verdict.lost) + len(strange)
    figures = f"{verdict.acknowledged:,} acknowledged, {refused:,} refused, the server never restarted"
    tally.note(Found("T34 EIO at fdatasync and pwrite64, SQLite", runs, len(verdict.lost), corrupt, wrong, figures))
