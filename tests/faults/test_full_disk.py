"""The disk is full while people answer: they are told so, nothing acknowledged is lost, and room is enough to go on."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

import machine
from app.store.database import migrate
from databases import used
from endurance import Found, Tally, times
from faults.narrow import SIZE, crammed, small
from faults.raters import OK, events, raters, seated
from faults.server import Served
from faults.strace import broken
from faults.test_broken_disk import tried
from faults.test_kill import answers_until, broken_trails, damage, judged
from machine import PostgreSQL
from ports import free_port

pytestmark = [pytest.mark.soak, pytest.mark.strace]

PEOPLE = 8
LEFT = 60_000  # bytes: a few answers still fit
FULL = 507
SPARING = ("min_wal_size=2MB", "max_wal_size=4MB", "shared_buffers=16MB")  # of its disk


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


@pytest.fixture
def on_small_disk() -> Iterator[PostgreSQL]:
    """A PostgreSQL with a disk of its own, which its log of what it writes, and its own, are on too."""
    programs = machine.postgresql()
    assert programs, "PostgreSQL is not installed"
    with TemporaryDirectory(prefix="followthrough-disk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with small(Path(folder), "128m"):
            Path(folder).chmod(0o755)
            server = PostgreSQL(programs, SPARING, free_port(), Path(folder), parts=1)
            yield server
            server.stop()


@pytest.mark.postgresql
def test_a_postgresql_on_a_full_disk_loses_nothing_and_the_server_goes_on(
    on_small_disk: PostgreSQL, tmp_path: Path, tally: Tally
) -> None:
    """It says that there is no room, or cannot even write that down, ends, and is started again once there is."""
    url, disk, runs, ended = on_small_disk.create("full"), on_small_disk.folder.parent, times(1, 15), 0
    migrate(used(url))
    people = raters(seated(url, PEOPLE), 43)
    with Served(url, tmp_path) as server:
        for run in range(runs):
            left, many = (500_000, 80) if run % 2 else (0, 40)  # then what it writes ahead has no room, or its tables
            with crammed(disk, left, on_small_disk.pid):
                if not os.path.ismount(disk):
                    on_small_disk.kill_one(url)  # so that those who come after it are limited too
                asyncio.run(tried(people, server, many))
            ended += on_small_disk.revive()
            asyncio.run(answers_until(people, server, lambda: None, PEOPLE))
    verdict, came = judged(url, people), list(events(people))
    refused = sum(event.status == FULL for event in came)
    assert any(event.status not in (0, OK) for event in came), "the disk was never full"
    wrong = verdict.wrong - len(verdict.lost) + sum(event.status not in (0, OK, 503, FULL) for event in came)
    figures = f"{verdict.acknowledged:,} acknowledged, {refused:,} told that it is full; it ended {ended} times"
    name = f"T33 disk full ({'128MB tmpfs' if os.path.ismount(disk) else 'limited files'}), PostgreSQL"
    tally.note(Found(name, runs, len(verdict.lost), broken_trails(url), wrong, figures))
