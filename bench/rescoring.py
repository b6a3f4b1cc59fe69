"""Row D: 100,000 forms that are in, scored again, beside the most direct loop over their answers with whole numbers.

Each run is a process of its own, `python -m bench.rescoring ours|rows ADDRESS`, so that its memory is its own too.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, insert, text

from app.doctor.database import opened
from app.store.compact import rescored
from app.store.database import migrate
from app.store.tables import answers, companies, recruiters, responses, searches, vettings
from app.store.wall import SEES_ALL
from app.vetting.answers import Response
from app.vetting.compact import compact
from bench import direct
from bench.filling import with_archive
from bench.server import memory
from bench.stage import used
from bench.table import Figure, figure
from bench.world import INSTRUMENT, World, project
from databases import engine_of

FORMS = 100_000
KINDS = 1_000  # of them that differ; the rest are copies, made inside the database
ROUNDS = 2
PLAIN = ("DROP CONSTRAINT fk_answer_response_id", "DROP CONSTRAINT fk_answer_company_id", "SET UNLOGGED")
ROWS = """
SELECT response_id, item, points, number, CAST(ticks AS TEXT), support FROM answer WHERE company_id = 1
ORDER BY response_id
"""


def rescoring(engine: str, url: str) -> Iterator[Figure]:
    """Fill a database that is there for this alone, then score it in both ways by turns."""
    filled(url)
    runs = [(_run("ours", url), _run("rows", url)) for _ in range(ROUNDS)]
    for ours, rows in runs:
        assert ours["forms"] == rows["forms"] == FORMS
        assert abs(ours["sum"] - rows["sum"]) < 1e-4
    what, beside = f"{FORMS:,} forms scored again, {engine}", "a loop over answers with ints"
    times = [(ours["seconds"] * 1000, rows["seconds"] * 1000) for ours, rows in runs]
    mib = {"mib": median(ours["mib"] for ours, _ in runs), "mib limit": median(rows["mib"] for _, rows in runs)}
    yield figure("D", what, beside, "ms", times, most=1.5, more=mib)


def filled(url: str) -> None:
    """One company with so many forms, without what costs time to fill and nothing here needs: an index, keys, a log."""
    migrate(used(url))
    engine = engine_of(url)
    with engine.begin() as db:
        db.execute(text("DROP INDEX ix_answer_company_id"))
        if db.dialect.name == "postgresql":
            for change in PLAIN:
                db.execute(text(f"ALTER TABLE answer {change}"))
        _first(db)
        with_archive(db, 1, FORMS // KINDS - 1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("ANALYZE"))
    engine.dispose()


def _first(db: Connection) -> None:
    pinned = {"instrument_id": INSTRUMENT.id, "instrument_version": INSTRUMENT.version}
    search = {"title": "Search", "length": "full", "weights": {}, "state": "open", "opened_at": 0, **pinned}
    db.execute(insert(companies).values(id=1, name="Halden Foods", demo=False, created_at=0))
    db.execute(insert(searches).values(id=1, company_id=1, instrument_hash=INSTRUMENT.hash, **search))
    db.execute(insert(recruiters).values(id=1, company_id=1, name="Ana", firm=""))
    db.execute(insert(vettings).values(id=1, company_id=1, search_id=1, recruiter_id=1))
    forms = [*enumerate(islice(_forms(), KINDS), 1)]
    db.execute(insert(responses), [_row(form, given) for form, given in forms])
    db.execute(insert(answers), [row for form, given in forms for row in _answers(form, given)])


def _forms() -> Iterator[Response]:
    for number in range(KINDS):
        for recruiter in project(number, World()):
            yield from recruiter.evaluators


def _row(form: int, given: Response) -> dict[str, object]:
    whose = {"id": form, "company_id": 1, "vetting_id": 1, "source": given.source, "respondent": f"Evaluator {form}"}
    return {**whose, "state": "submitted", "started_at": 0, "submitted_at": 0, "compact": compact(INSTRUMENT, given)}


def _answers(form: int, given: Response) -> Iterator[dict[str, object]]:
    for item, answer in given.answers.items():
        said = {"points": answer.points, "support": answer.support, "status": answer.status}
        number = None if answer.number is None else str(answer.number)
        ticks = None if answer.ticks is None else sorted(answer.ticks)
        yield {
            "response_id": form,
            "item": item,
            "company_id": 1,
            "number": number,
            "ticks": ticks,
            **said,
            "saved_at": 0,
        }


def _run(way: str, url: str) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.rescoring", way, url]
    done = subprocess.run(words, check=True, capture_output=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def ours(url: str) -> Iterable[float]:
    """As `followthrough rescore` does it: exact, through the connection it uses."""
    with opened(used(url)) as db:
        for _, index in rescored(db, 1):
            yield float(index or 0)


def rows(url: str) -> Iterable[float]:
    """By the driver alone, with whole numbers until the last division."""
    if url.startswith("sqlite"):
        yield from direct.of_rows(INSTRUMENT, sqlite3.connect(url.removeprefix("sqlite:///")).execute(ROWS))
        return
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), options=SEES_ALL) as db, db.cursor("rows") as found:
        found.itersize = 20_000
        yield from direct.of_rows(INSTRUMENT, found.execute(ROWS))


WAYS: dict[str, Callable[[str], Iterable[float]]] = {"ours": ours, "rows": rows}


def main(way: str, url: str) -> None:
    """Score all of them; print how many there were, their sum, the time, and the memory that was needed for it."""
    before, began, forms, total = memory(os.getpid(), "VmHWM"), perf_counter(), 0, 0.0
    for index in WAYS[way](url):
        forms += 1
        total += index
    seconds, mib = perf_counter() - began, memory(os.getpid(), "VmHWM") - before
    print(json.dumps({"forms": forms, "sum": total, "seconds": seconds, "mib": mib}))


if __name__ == "__main__":
    main(*sys.argv[1:])
