"""Reports as files, beside the engine that writes as many pages of plain text, and a workbook beside its writer."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter, sleep, time
from typing import Any

import pikepdf
import xlsxwriter  # type: ignore[import-untyped]

from app.reports.comparison import ComparisonReport
from app.reports.comparison_xlsx import comparison_xlsx, sheets
from app.reports.documents import Kind
from app.reports.pdf import job
from app.reports.recorded import recorded
from app.reports.typesetting import attempted
from app.store.searches import search_for
from app.web.reported import day_of, reported
from app.web.scored import scored_search
from bench.place import Place
from bench.plain import plain
from bench.server import memory
from bench.table import Figure, figure

ROUNDS = 5
ENGINE = "the engine, as many plain pages"


@dataclass(frozen=True, slots=True)
class Made:
    """What a process of its own wrote, in how many seconds and with how much memory."""

    content: bytes
    seconds: float
    mib: float


def papers(place: Place) -> Iterator[Figure]:
    """Row G, and the workbook."""
    for many, search, kind in ((5, place.stage.five, "summary"), (20, place.stage.twenty, "comparison")):
        report = place.read(_report, place.stage.owner, search)
        what = f"PDF, {'summary' if kind == 'summary' else 'full report'} of {many}"
        yield from printed(report, kind, what)  # type: ignore[arg-type]
    yield spreadsheet(place.read(_report, place.stage.owner, place.stage.twenty))


def printed(report: ComparisonReport, kind: Kind, what: str) -> Iterator[Figure]:
    """Cold: in a process that starts for it, as the product makes it. Warm: in one that has made others before."""
    given = job(report, kind)
    first = made(["app.reports.typesetting"], given)
    pages = pages_of(first.content.partition(b"\n")[2])
    of = f"{what}, {pages} pages"
    both = [(made(["app.reports.typesetting"], given), made(["bench.plain", str(pages)], b"")) for _ in range(ROUNDS)]
    times = [(ours.seconds * 1000, limit.seconds * 1000) for ours, limit in both]
    more = {"ms_a_page": min(ours for ours, _ in times) / pages, "mib": max(ours.mib for ours, _ in both)}
    yield figure("G", f"{of}, cold", ENGINE, "ms", times, most=2.5, more=more | {"bytes": len(first.content)})
    warm = [(_set(given, turn), _plain(pages, turn)) for turn in range(ROUNDS + 1)][1:]
    more = {"ms_a_page": min(ours for ours, _ in warm) / pages}
    yield figure("G", f"{of}, warm", ENGINE, "ms", warm, most=2.5, more=more)


def spreadsheet(report: ComparisonReport) -> Figure:
    """The workbook, beside XlsxWriter that is given as many cells of plain text."""
    cells = [[str(cell) for cell in row] for sheet in sheets(recorded(report)) for row in sheet.table.rows]
    times = [(_ms(lambda: comparison_xlsx(report)), _ms(lambda: _cells(cells))) for _ in range(ROUNDS)]
    size = {"bytes": len(comparison_xlsx(report)), "cells": sum(map(len, cells))}
    return figure("", "XLSX of 20", "XlsxWriter, as many plain cells", "ms", times, more=size)


def made(words: list[str], given: bytes) -> Made:
    """Run a module that reads from standard input and writes a file.

    Its memory is looked up while it runs: what the system adds up afterwards counts the memory of this process too.
    """
    began, mib = perf_counter(), 0.0
    with subprocess.Popen([sys.executable, "-m", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:  # noqa: S603
        writing = ThreadPoolExecutor(1)
        content = writing.submit(running.communicate, given)
        while not content.done():
            with suppress(FileNotFoundError):  # it may have ended just now
                mib = max(mib, memory(running.pid, "VmHWM"))
            sleep(0.01)
        writing.shutdown()
    assert running.returncode == 0, f"{words[0]} ended with {running.returncode}"
    return Made(content.result()[0], perf_counter() - began, mib)


def pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _set(given: bytes, turn: int) -> float:
    """Milliseconds; with other names each time, as the engine remembers what it has laid out."""
    told = json.loads(given.replace(b"recruiter ", f"recruiter {turn}".encode()))
    return _ms(lambda: attempted("own", told["document"], told["source"], None, told["record"]))


def _plain(pages: int, turn: int) -> float:
    return _ms(lambda: plain(pages, turn))


def _cells(rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write_string(y, x, cell)


def _ms(work: Any) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def _report(db: Any, member: Any, search: int) -> ComparisonReport:
    return reported(db, scored_search(db, member, search_for(db, member, search)), day_of(int(time())))
