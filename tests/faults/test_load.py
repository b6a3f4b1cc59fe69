"""A hundred raters at once, and ten times as many: nobody is shown an error, and nothing acknowledged is lost."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from endurance import Found, Tally, times
from faults.load import arriving, said
from faults.raters import OK, Event, Rater, events, raters, seated
from faults.server import Served
from faults.test_kill import broken_trails, damage, judged

pytestmark = pytest.mark.soak

RATE = 34  # saves and looks a second of a hundred people
PDFS = 15  # seconds between two of them, where files are made meanwhile


def since(people: list[Rater], moment: float) -> list[Event]:
    return [event for event in events(people) if event.began >= moment]


async def making_files(server: Served, folder: Path, stop: asyncio.Event) -> list[int]:
    """A backup, and the demo's report as PDF every few seconds: the answers, 200 for a backup that is made."""
    statuses = [OK if await asyncio.to_thread(server.command, "backup", str(folder)) == 0 else 0]
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as site:
        search = (await site.get("/demo")).headers["location"].removesuffix("/compare")
        while len(statuses) < 2 or not stop.is_set():
            statuses.append((await site.get(f"{search}/report.pdf")).status_code)
            for _ in range(PDFS * 10):
                await asyncio.sleep(0 if stop.is_set() else 0.1)
    return statuses


async def with_files(people: list[Rater], server: Served, folder: Path, seconds: float) -> list[int]:
    stop = asyncio.Event()
    files = asyncio.create_task(making_files(server, folder, stop))
    await arriving(people, server.address, RATE, seconds)
    stop.set()
    return await files


def test_a_hundred_raters_are_all_answered(database_url: str, tmp_path: Path, tally: Tally) -> None:
    people, seconds = raters(seated(database_url, 100), 47), times(5, 600)
    with Served(database_url, tmp_path) as server:
        missed = asyncio.run(arriving(people, server.address, RATE, seconds))
        server.stop()
    verdict, came = judged(database_url, people), list(events(people))
    errors = verdict.wrong - len(verdict.lost) + sum(event.status != OK for event in came)
    corrupt = damage(database_url) + broken_trails(database_url)
    figures = f"{said(came)} of {len(came):,} requests in {seconds} s, {missed:,} not sent as all hundred waited"
    tally.note(Found("T47 100 raters, SQLite", 1, len(verdict.lost), corrupt, errors, figures))


def test_a_hundred_raters_are_all_answered_while_files_and_a_backup_are_made(
    database_url: str, tmp_path: Path, tally: Tally
) -> None:
    people, seconds = raters(seated(database_url, 100), 48), times(4, 90)
    with Served(database_url, tmp_path) as server:
        files = asyncio.run(with_files(people, server, tmp_path / "backups", seconds))
    verdict, came = judged(database_url, people), list(events(people))
    errors = verdict.wrong - len(verdict.lost) + sum(status != OK for status in [*files, *(e.status for e in came)])
    figures = f"{said(came)} of {len(came):,} requests in {seconds} s, a backup and {len(files) - 1} PDFs"
    tally.note(Found("T47 the same beside PDFs and a backup", 1, len(verdict.lost), 0, errors, figures))


def test_ten_times_as_many_are_asked_to_come_back_and_nothing_is_lost(
    database_url: str, tmp_path: Path, tally: Tally
) -> None:
    """Before, ten-fold, and after: those who could not be answered were told so, and it is as before again."""
    people, calm, rush = raters(seated(database_url, times(300, 600)), 49), times(2, 15), times(3, 60)
    with Served(database_url, tmp_path) as server:
        asyncio.run(arriving(people, server.address, RATE, calm))
        before, moment = list(events(people)), time.monotonic()
        memory = server.memory()
        missed = asyncio.run(arriving(people, server.address, 10 * RATE, rush))
        grown, rushed = server.memory() - memory, since(people, moment)
        asyncio.run(arriving(people, server.address, RATE, 10 if calm > 10 else calm))
        after = time.monotonic()
        asyncio.run(arriving(people, server.address, RATE, calm))
    verdict, refused = judged(database_url, people), [event for event in rushed if event.status == 503]
    assert refused, "there was room for everybody, so nothing is shown"
    unsaid = [event for event in refused if not event.wait]
    others = [event for event in events(people) if event.status not in (OK, 503)]
    still = [event for event in since(people, after) if event.status != OK]
    errors = verdict.wrong - len(verdict.lost) + len(unsaid) + len(others) + len(still) + (grown > 200)
    spared = f"{len(refused):,} told to come back, {missed:,} not sent"
    then = f"before {said(before)}; rush {said(rushed)}; 10 s later {said(since(people, after))}"
    figures = f"{spared}, +{grown:.0f} MiB; {then}"
    corrupt = damage(database_url) + broken_trails(database_url)
    tally.note(Found("T48 ten-fold overload, SQLite", 1, len(verdict.lost), corrupt, errors, figures))
