"""How long a gigabyte takes to be backed up and restored by the documented commands: `make bench-restore` prints it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import text

import machine
from bench.engines import OnPostgreSQL, OnSQLite, Place, engine_of_root
from bench.growth import SEARCHES, filled, made
from bench.server import folder, memory
from databases import SECRET

ANSWERS = int(float(os.environ.get("ANSWERS", "2e6")))
GOAL = 300  # seconds for a restore (safety 44)
RESULTS = Path(__file__).with_name("restoring.json")
TOGETHER = {  # what the database takes, with its indexes
    "SQLite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "PostgreSQL": "SELECT pg_database_size(current_database())",
}


@dataclass(frozen=True, slots=True)
class Drill:
    """One database that was backed up, and restored on a machine that has none."""

    engine: str
    answers: int
    database_bytes: int
    backup_bytes: int
    backup_seconds: float
    restore_seconds: float
    restore_mib: float


def drill(place: Place, here: Path) -> Drill:
    """Fill a database, and give both commands as docs/backup.md says them."""
    answers = filled(place, made(place), "full", ANSWERS, SEARCHES)
    kept = here / f"{place.name} backups"
    backup_seconds, _ = command(place.url("full"), "backup", str(kept))
    [backup] = kept.glob("*.zip")
    empty = place.url("restored") if place.name == "SQLite" else place.create("restored")
    restore_seconds, mib = command(empty, "restore", str(backup))
    assert counted(empty) == counted(place.url("full")) == answers
    return Drill(
        place.name,
        answers,
        size(place),
        backup.stat().st_size,
        round(backup_seconds, 1),
        round(restore_seconds, 1),
        mib,
    )


def command(url: str, *words: str) -> tuple[float, float]:
    """Seconds and MiB of one command that must end well."""
    environment = os.environ | {"FOLLOWTHROUGH_DATABASE_URL": url, "FOLLOWTHROUGH_SECRET": SECRET}
    began = time.monotonic()
    running = subprocess.Popen([sys.executable, "-m", "app", *words], env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    most = 0.0
    while running.poll() is None:
        most = max(most, memory(running.pid, "VmRSS"))
        time.sleep(0.1)
    assert running.returncode == 0, f"{words} ended with {running.returncode}"
    return time.monotonic() - began, round(most)


def counted(url: str) -> int:
    return int(asked(url, "SELECT count(*) FROM answer"))


def size(place: Place) -> int:
    return int(asked(place.url("full"), TOGETHER[place.name]))


def asked(url: str, query: str) -> int:
    """One number, as somebody whom row security does not hold back."""
    engine = engine_of_root(url)
    with engine.connect() as db:
        found: int = db.execute(text(query)).scalar_one()
    engine.dispose()
    return found


def drills() -> Iterator[Drill]:
    with folder() as here, ExitStack() as open_:
        yield drill(OnSQLite(here), here)
        if programs := machine.postgresql():
            server = machine.PostgreSQL(programs, settings=())  # what is restored is on disk before it is called so
            open_.callback(server.stop)
            yield drill(OnPostgreSQL(server), here)


def main() -> int:
    kept = []
    for done in drills():
        kept.append(asdict(done))
        print(
            f"{done.engine}: {done.answers:,} answers, {done.database_bytes / 1e9:.2f} GB; backup of "
            f"{done.backup_bytes / 1e6:,.0f} MB in {done.backup_seconds} s; restored in {done.restore_seconds} s, "
            f"{done.restore_mib:.0f} MiB"
        )
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return int(max(one["restore_seconds"] for one in kept) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
