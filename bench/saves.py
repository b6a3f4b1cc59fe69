"""Saves of sixteen evaluators at once, each durable before its answer, beside what disk and bare server can do."""

import re
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep

from app.settings import Settings
from bench import server
from bench.load import Load, get, post, under_load
from bench.pages import ROUNDS, Runs, against, measured
from bench.place import Place
from bench.server import CORES, Server, on
from bench.slowed import SLOWER
from bench.stage import CLIENTS, Stage, saves
from bench.table import Figure, figure
from machine import PostgreSQL, postgresql

RAW = "raw sqlite3, one durable row a commit"
PGBENCH = "pgbench, one row a commit, 16 clients"
LOOPS = 0.5  # seconds of raw commits
BESIDE = 4.0  # seconds of saves while reports are made
REPORTS = 20
ROW = "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET points = excluded.points, note = excluded.note"


class Savers:
    """The sixteen, who go on counting their saves from run to run."""

    def __init__(self, stage: Stage) -> None:
        self.clients = [_sent(stage, number) for number in range(CLIENTS)]

    def __call__(self) -> list[Iterator[bytes]]:
        return [*self.clients]


def _sent(stage: Stage, client: int) -> Iterator[bytes]:
    who = {"Cookie": f"session={stage.tokens[client]}", "Followthrough_Save": "1"}
    for fields in saves(stage, client):
        yield post(f"/vettings/{stage.vetting}/answer/{fields.pop('item')}", fields, **who)


def durable(place: Place) -> Iterator[Figure]:
    """Rows B, B′ and B″ on SQLite."""
    savers = Savers(place.stage)
    one = post("/saved", next(saves(place.stage, 0)))
    (place.folder / "saved").write_bytes(measured(place.server, savers())[0].body)
    runs = against(place.server, savers, place.bare, one)
    more = runs.more | {"queries": place.queries(next(savers.clients[0]))}
    what = "a save, durable, 16 clients, SQLite"
    yield figure("B", what, "bare Starlette form POST", "/s", runs.pairs, least=0.45, more=more)
    found = [(measured(place.server, savers())[0], raw(place.folder)) for _ in range(ROUNDS)]
    rates = [(ours.rate, len(times) / sum(times)) for ours, times in found]
    yield figure("B′", what, RAW, "/s", rates, least=0.9)
    late = [(ours.p99, quantiles(times, n=100)[98] * 1000) for ours, times in found]
    yield figure("B″", "p99 of a save, 16 clients, SQLite", "p99 of one raw durable commit", "ms", late, most=15)
    yield slow(place, savers)


def slow(place: Place, savers: Savers) -> Figure:
    """The same on a disk that takes 6 ms more for each commit."""
    with server.ours(place.settings, "bench.slowed") as slower:
        measured(slower, savers())
        found = [(measured(slower, savers())[0].rate, raw(place.folder, SLOWER)) for _ in range(ROUNDS)]
    rates = [(ours, len(times) / sum(times)) for ours, times in found]
    return figure("B′", "the same, each commit 6 ms slower", RAW, "/s", rates, least=5)


def raw(folder: Path, slower: float = 0) -> list[float]:
    """Seconds of durable commits of one row each, one after the other."""
    file = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        file.execute(f"PRAGMA {pragma}")
    file.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, points INTEGER, note TEXT)")
    taken: list[float] = []
    until = perf_counter() + LOOPS
    while (began := perf_counter()) < until:
        file.execute("BEGIN IMMEDIATE")
        file.execute(ROW, (len(taken) % 480, len(taken) % 5, f"Heard in turn {len(taken)}."))
        sleep(slower)
        file.execute("COMMIT")
        taken.append(perf_counter() - began)
    file.close()
    return taken


def on_postgresql(place: Place, running: PostgreSQL) -> Figure:
    """Row H′: beside as many clients of pgbench, which keeps the same disk busy."""
    savers, runs = Savers(place.stage), Runs()
    pgbench = Pgbench(running, place.folder)
    measured(place.server, savers())
    for _ in range(ROUNDS):
        ours, cpu = measured(place.server, savers())
        runs.ours.append(ours)
        runs.cpu.append(cpu)
        runs.pairs.append((ours.rate, pgbench.rate()))
    more = runs.more | {"queries": place.queries(next(savers.clients[0]))}
    what = "a save, durable, 16 clients, PostgreSQL"
    return figure("H′", what, PGBENCH, "/s", runs.pairs, least=0.25, more=more)


class Pgbench:
    """The program that comes with PostgreSQL, updating one row of ten thousand in each commit."""

    UPDATE = "\\set id random(1, 10000)\nUPDATE kept SET points = points + 1 WHERE id = :id;\n"
    TABLE = "CREATE TABLE kept (id int PRIMARY KEY, points int)"
    ROWS = "INSERT INTO kept SELECT n, 0 FROM generate_series(1, 10000) n"

    def __init__(self, running: PostgreSQL, folder: Path) -> None:
        programs = postgresql()
        assert programs
        self.script = folder / "update.sql"
        self.script.write_text(self.UPDATE)
        running.create("pgbench")
        where = ["-h", str(running.folder), "-U", "followthrough"]
        self.command = [str(programs / "pgbench"), *where, "-n", "-c", str(CLIENTS), "-j", "1", "-T", "1"]
        subprocess.run([programs / "psql", *where, "-q", "-c", self.TABLE, "-c", self.ROWS, "pgbench"], check=True)  # noqa: S603

    def rate(self) -> float:
        """Commits a second, for a second."""
        command = [*self.command, "-f", str(self.script), "pgbench"]
        with on(CORES):
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        assert found, done.stdout
        return float(found[1])


def beside_reports(settings: Settings, stage: Stage) -> Figure:
    """The p99 of saves while twenty reports are made, beside its value without; on every core there is."""
    savers = Savers(stage)
    with server.ours(settings, cores=CORES) as running:
        measured(running, savers())
        pairs = []
        for _ in range(2):
            alone = measured(running, savers(), BESIDE)[0]
            pairs.append((_while_reports(running, stage, savers).p99, alone.p99))
    what = f"p99 of saves while {REPORTS} reports are made, SQLite"
    return figure("", what, "the same without reports", "ms", pairs, most=2)


def _while_reports(running: Server, stage: Stage, savers: Savers) -> Load:
    report = get(f"/searches/{stage.five}/summary.pdf", Cookie=f"session={stage.token}")
    made = threading.Thread(target=under_load, args=(running.port, [repeat(report, 1) for _ in range(REPORTS)]))
    made.start()
    seen = measured(running, savers(), BESIDE)[0]
    made.join()
    return seen
