"""How many bytes a company takes in PostgreSQL, table by table, and a save in its log: `make bench-sizes` prints it.

Made by the product's own actions, so that every version of an answer, event and index is there: the arithmetic of
docs/scale.md rests on it.
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "tests")]

from sqlalchemy import Connection, text  # noqa: E402

import machine  # noqa: E402 - the tests' PostgreSQL and its people
from app.actions.open_search import open_search  # noqa: E402
from app.actions.save_answer import save_answer  # noqa: E402
from app.actions.submit import submit  # noqa: E402
from app.store.database import migrate  # noqa: E402
from app.store.instruments import DEFAULT, instrument  # noqa: E402
from app.vetting.answers import Answer  # noqa: E402
from app.vetting.instrument import Item  # noqa: E402
from databases import engine_of, used  # noqa: E402
from people import NOW, member  # noqa: E402

COMPANIES, SEARCHES, RECRUITERS, EVALUATORS = 4, 2, 4, 3
SAVES = 200  # alone in their transactions, for the log
NOTE = "Called back within two days, twice, and said what the client had said, word for word."
SIZES = """
SELECT relname, pg_total_relation_size(pg_class.oid), reltuples::bigint FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' ORDER BY 2 DESC
"""


def main() -> int:
    for line in measured():
        print(line)
    return 0


def measured() -> Iterator[str]:
    """Bytes of each table that grew and of a row of it, indexes and TOAST with it; then what a save costs."""
    programs = machine.postgresql()
    assert programs, "PostgreSQL is not installed"
    server = machine.PostgreSQL(programs)
    try:
        url = server.create("sizes")
        migrate(used(url))
        engine = engine_of(url)
        with engine.connect() as db:
            before = _sizes(db)
        for n in range(COMPANIES):
            with engine.begin() as db:
                fill(db, f"Firm{n} Example")
        yield from _grown(url, before)
        yield _of_a_save(url)
        engine.dispose()
    finally:
        server.stop()


def fill(db: Connection, company: str) -> None:
    """A company with its searches, each vetted by everybody in full, a note beside every second answer."""
    owner = member(db, company, f"{company} Owner", "owner")
    evaluators = [member(db, company, f"{company.split()[0]}e{n} Person", "evaluator") for n in range(EVALUATORS)]
    for n in range(SEARCHES):
        named = [(f"Recruiter {n} {k}", "Firm") for k in range(RECRUITERS)]
        open_search(db, owner, f"Role {n}", named, "full", instrument(*DEFAULT), NOW)
    vettings = db.execute(text("SELECT id FROM vetting WHERE company_id = :id"), {"id": owner.company_id}).scalars()
    for vetting in list(vettings):
        for each in evaluators:
            for number, item in enumerate(instrument(*DEFAULT).asked("evaluator")):
                save_answer(db, each, vetting, item.id, _answer(item, number), NOW + number)
            submit(db, each, vetting, instrument(*DEFAULT), "yes", "As they said.", False, NOW + 999)


def _answer(item: Item, number: int) -> Answer:
    note = NOTE if number % 2 else ""
    support = "specific" if item.support else None
    if item.type == "number":
        return Answer(number=Fraction(1), support=support, note=note)
    return Answer(points=3, support=support, note=note)


def _sizes(db: Connection) -> dict[str, tuple[int, int]]:
    return {name: (size, rows) for name, size, rows in db.execute(text(SIZES))}


def _grown(url: str, before: dict[str, tuple[int, int]]) -> Iterator[str]:
    engine = engine_of(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("VACUUM ANALYZE"))
        after = _sizes(db)
    engine.dispose()
    total = 0
    for name, (size, rows) in after.items():
        grown = size - before[name][0]
        total += grown
        if grown > 0 and rows > 0:
            yield f"{name:<20}{rows // COMPANIES:>7} rows a company{grown // rows:>7} bytes a row"
    yield f"{total // COMPANIES:,} bytes a company of {SEARCHES * RECRUITERS * EVALUATORS} forms"


def _of_a_save(url: str) -> str:
    """Bytes of the log that saves write one by one, without the full pages that follow a checkpoint."""
    engine = engine_of(url)
    items = instrument(*DEFAULT).asked("evaluator")
    with engine.begin() as db:
        owner = member(db, "Firm0 Example", "Firm0 Example Owner", "owner")
        open_search(db, owner, "Another role", [("Another", "Firm")], "full", instrument(*DEFAULT), NOW)
        vetting: int = db.execute(text("SELECT max(id) FROM vetting")).scalar_one()
    at = text("SELECT pg_current_wal_insert_lsn() - '0/0'")
    with engine.connect() as db:
        began = db.execute(at).scalar_one()
    for n in range(SAVES):
        with engine.begin() as db:
            item = items[n % len(items)]
            save_answer(db, owner, vetting, item.id, Answer(points=n // len(items) % 5, note=NOTE), NOW + n)
    with engine.connect() as db:
        written = int(db.execute(at).scalar_one() - began)
    engine.dispose()
    return f"{written // SAVES:,} bytes of log a save"


if __name__ == "__main__":
    sys.exit(main())
