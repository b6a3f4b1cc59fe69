"""The disk is full while people answer: they are told so, nothing acknowledged is lost, and room is enough to go on."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from endurance import Found, Tally, times
from faults.narrow import SIZE
from faults.raters import OK, events, raters, seated
from faults.server import Served
from faults.strace import broken
from faults.test_broken_disk import tried
from faults.test_kill import answers_until, broken_trails, damage, judged

pytestmark = [pytest.mark.soak, pytest.mark.strace]

PEOPLE = 8
LEFT = 60_000  # bytes: a few answers still fit
FULL = 507


@contextmanager
def full(folder: Path, server: Served, database: Path) -> Iterator[bool]:
    """Whether the disk is a small one, full to the last bytes; where there is none, the kernel says it is full."""
    with ExitStack() as until:
        small = os.path.ismount(folder)
        if small:
            ballast = folder / "ballast"
            ballast.write_bytes(bytes(shutil.disk_usage(folder).free - LEFT))
            until.callback(ballast.unlink)
        else:
            until.enter_context(broken(server.pid, database, "pwrite64", "8+", "ENOSPC"))
        yield small


def test_a_full_disk_is_said_and_costs_nothing_that_was_acknowledged(
    migrated: bytes, small_disk: Path, tmp_path: Path, tally: Tally
) -> None:
    database, runs, corrupt = small_disk / "followthrough.db", times(2, 20), 0
    database.write_bytes(migrated)
    url = f"sqlite:///{database}"
    people = raters(seated(url, PEOPLE), 33)
    with Served(url, tmp_path) as server:
        for _ in range(runs):
            with full(small_disk, server, database) as small:
                asyncio.run(tried(people, server, 8))
                ready = httpx.get(f"{server.address}/readyz", timeout=10)
                assert ready.text == ("disk\n" if small else "ready\n")
                corrupt += damage(url)
            asyncio.run(answers_until(people, server, lambda: None, PEOPLE))
        server.kill()
    verdict, came = judged(url, people), list(events(people))
    refused = sum(event.status == FULL for event in came)
    assert refused, "the disk was never full"
    wrong = verdict.wrong - len(verdict.lost) + sum(event.status not in (OK, FULL) for event in came)
    figures = f"{verdict.acknowledged:,} acknowledged, {refused:,} told that it is full, never restarted"
    name = f"T33 disk full ({SIZE}B tmpfs), SQLite" if small else "T33 disk full (ENOSPC), SQLite"
    tally.note(Found(name, runs, len(verdict.lost), corrupt + broken_trails(url), wrong, figures))
