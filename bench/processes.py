"""What a page and a save cost the server with one process and with two: `make bench-processes` prints it."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import httpx

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("processes.json")
sys.path[:0] = [str(ROOT / "tests")]

import machine  # noqa: E402 - the tests' PostgreSQL and its people
from app.store.database import migrate  # noqa: E402
from databases import used  # noqa: E402
from faults.raters import Rater, raters, seated  # noqa: E402
from faults.server import Served  # noqa: E402

RUNS = 5  # of each, alternating
SECONDS = 3.0  # of each run
PEOPLE = 8
TICKS = os.sysconf("SC_CLK_TCK")
GOAL = 1.7  # times what one process does, where two cores are free
WORK = {"form page": 1.0, "autosave": 0.0}  # part of what people do that is only looking


def main() -> int:
    """Print and keep the rows; 1 if a goal is missed."""
    found = rows()
    for row in found:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(float(str(row["two cores would do"])) < GOAL for row in found))


def rows() -> list[dict[str, object]]:
    """One row for pages and one for saves.

    CPU is what the processes used themselves, in ms a request. They share no lock, so what two do on two free cores
    is twice what one does, times what a request costs with one process over what it costs with two.
    """
    programs = machine.postgresql()
    assert programs, "PostgreSQL is not installed"
    server = machine.PostgreSQL(programs, settings=())
    try:
        url = server.create("bench")
        migrate(used(url))
        with tempfile.TemporaryDirectory() as folder:
            return list(_measured(url, Path(folder)))
    finally:
        server.stop()


def _measured(url: str, folder: Path) -> Iterator[dict[str, object]]:
    people = raters(seated(url, PEOPLE), 8)
    with Served(url, folder) as first, Served(url, folder) as second:
        groups = {1: [first], 2: [first, second]}
        for servers in groups.values():
            for reading in WORK.values():
                asyncio.run(_run(people, servers, reading))  # everything is read and compiled once
        for name, reading in WORK.items():
            found: dict[int, list[tuple[float, float]]] = {many: [] for many in groups}
            for _ in range(RUNS):
                for many, servers in groups.items():
                    found[many].append(asyncio.run(_run(people, servers, reading)))
            yield _row(name, found)


def _row(name: str, found: dict[int, list[tuple[float, float]]]) -> dict[str, object]:
    cost = {many: median(cpu for cpu, _ in each) for many, each in found.items()}
    speed = {many: median(rate for _, rate in each) for many, each in found.items()}
    return {
        "path": name,
        "ms of CPU with one": round(cost[1], 2),
        "with two": round(cost[2], 2),
        "two cores would do": round(2 * cost[1] / cost[2], 2),
        "requests/s here with one": round(speed[1]),
        "here with two": round(speed[2]),
    }


async def _run(people: list[Rater], servers: list[Served], reading: float) -> tuple[float, float]:
    """Everybody asks their server without pause: ms of CPU a request, and requests a second."""
    before, began, done = _cpu(servers), time.perf_counter(), 0

    async def one(rater: Rater, address: str) -> int:
        asked = 0
        async with httpx.AsyncClient(base_url=address, timeout=30) as site:
            while time.perf_counter() < began + SECONDS:
                event = await rater.once(site, reading)
                assert event.outcome == "ok", event
                asked += 1
        return asked

    each = [one(rater, servers[n % len(servers)].address) for n, rater in enumerate(people)]
    done = sum(await asyncio.gather(*each))
    return (_cpu(servers) - before) * 1000 / done, done / (time.perf_counter() - began)


def _cpu(servers: list[Served]) -> float:
    """Seconds of CPU these processes have used."""
    stats = [Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split() for server in servers]
    return sum(int(each[11]) + int(each[12]) for each in stats) / TICKS


if __name__ == "__main__":
    sys.exit(main())
