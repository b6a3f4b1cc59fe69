"""Files are made beside the pages: two at once, no more waiting than can be served, and none longer than it may."""

import asyncio
import subprocess
import sys
import threading

import pytest

from app.refusals import Busy
from app.reports.pdf import PdfFailed
from app.web import paper
from app.web.paper import MOST, as_file
from journey import open_search, vettings
from people import alice
from visitor import Site


def test_no_more_than_two_are_made_at_once_and_the_loop_goes_on_meanwhile() -> None:
    """Had making a file stopped the loop, nobody would open the gate."""
    gate, lock, now, most = threading.Event(), threading.Lock(), [0], [0]

    def make(_: int) -> bytes:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        assert gate.wait(30)
        with lock:
            now[0] -= 1
        return b"made"

    async def all_of_them() -> list[int]:
        asked = [asyncio.create_task(as_file(make, n, "a.pdf", "application/pdf")) for n in range(8)]
        while most[0] < 2:
            await asyncio.sleep(0)
        gate.set()
        return [(await one).status_code for one in asked]

    assert asyncio.run(all_of_them()) == [200] * 8
    assert most == [2]
    assert not paper.BEING_MADE


def test_whoever_comes_when_too_many_wait_is_asked_to_come_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = alice(site)
    guide = f"/vettings/{vettings(owner, open_search(owner))[0]}/guide.pdf"
    monkeypatch.setattr(paper, "BEING_MADE", {object() for _ in range(MOST)})
    refused = owner.get(guide)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert "Many files are being made just now. Nothing is lost: try again in a minute." in refused.text
    assert len(paper.BEING_MADE) == MOST
    paper.BEING_MADE.pop()
    assert owner.get(guide).status_code == 200


def test_a_file_that_fails_gives_its_place_back() -> None:
    def fail(_: int) -> bytes:
        raise PdfFailed("no memory")

    with pytest.raises(Busy, match="The file could not be made just now"):
        asyncio.run(as_file(fail, 1, "a.pdf", "application/pdf"))
    assert not paper.BEING_MADE


@pytest.mark.parametrize(
    ("work", "ends"), [("bytearray(400 << 20)", "MemoryError"), ("bytearray(100 << 20)", ""), ("sum(iter(int, 1))", "")]
)
def test_a_process_has_the_memory_and_the_time_it_is_given_and_no_more(work: str, ends: str) -> None:
    """The last would never end."""
    code = f"from app.reports.apart import limit; limit(1, 256 << 20); {work}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ends in done.stderr
    assert (done.returncode == 0) is (work == "bytearray(100 << 20)")
