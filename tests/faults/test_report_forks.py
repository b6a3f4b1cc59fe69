"""What makes reports beside the server ends with it, however the server ends, and leaves nothing on disk."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from app.serving import prepare
from databases import used
from faults.server import Served
from machine import runs

SOON = 10  # seconds
BEGUN = 2  # what forks, and what keeps count of what processes share
REPORT = "/searches/1/report.pdf"  # of the demo, which everybody may see


def below(pid: int) -> set[int]:
    """The processes that one started, and those that they did."""
    found = set[int]()
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
            found.update(map(int, each.read_text().split()))
    return found.union(*map(below, found))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_they_end_with_the_server(
    how: signal.Signals, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(used(database_url))
    put_away = tmp_path / "temporary"
    put_away.mkdir()
    monkeypatch.setenv("TMPDIR", str(put_away))
    with Served(database_url, tmp_path) as server:
        assert httpx.get(server.address + REPORT, timeout=60).content.startswith(b"%PDF-")
        beside = below(server.pid)
        assert beside
        os.kill(server.pid, how)
        last = time.monotonic() + SOON
        while any(map(runs, {server.pid, *beside})) and time.monotonic() < last:
            time.sleep(0.02)
        assert not {pid for pid in beside if runs(pid)}
    if how != signal.SIGKILL:
        assert server.said.read_text().endswith("Stopped.\n")
        assert not list(put_away.iterdir())


def test_a_server_that_is_stopped_at_its_terminal_while_they_begin_ends_without_a_traceback(
    database_url: str, tmp_path: Path
) -> None:
    """Ctrl+C reaches all of them at once."""
    prepare(used(database_url))
    with Served(database_url, tmp_path) as server, ThreadPoolExecutor(1) as asking:
        asked = asking.submit(httpx.get, server.address + REPORT, timeout=60)
        while len(beside := below(server.pid)) < BEGUN:
            time.sleep(0.01)
        time.sleep(0.2)  # it imports
        for pid in (server.pid, *beside):
            os.kill(pid, signal.SIGINT)
        server.wait_for_end()
        asked.result()  # the file, where the machine makes it within the five seconds that an ending server gives
    assert "Traceback" not in server.said.read_text()
