"""What makes reports beside the server ends with it, however the server ends, and leaves nothing on disk."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from app.serving import prepare
from databases import used
from faults.server import Served
from machine import runs

SOON = 10  # seconds
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
    assert how == signal.SIGKILL or not list(put_away.iterdir())
