"""A database of every schema there ever was is upgraded with all that was in it (safety 46)."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import machine
from app.settings import Settings
from app.store.database import migrate
from golden import FOLDER, HASHES, NEWEST, REVISIONS, content, filled, golden, make, wrong
from store.test_migrations import trial
from visitor import Visitor

ENDS = [REVISIONS[0], NEWEST]
WITH_TRIGGERS = {"audit"}  # they name the table, and go with the old one
REBUILD = """for table in {}:
        with op.batch_alter_table(table, recreate="always"):
            pass"""


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def database_url(database_kind: str, revision: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database as that revision left it, with what is kept of it."""
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path}/followthrough.db"
        filled(url, revision)
        yield url
    else:
        server: machine.PostgreSQL = request.getfixturevalue("postgresql")
        url = server.create(f"golden_{revision}")
        filled(url, revision)
        yield url
        server.drop(f"golden_{revision}")


def test_the_upgrade_keeps_what_was_in_it(settings: Settings, db: Connection, revision: str) -> None:
    assert content(db) == golden(revision)
    db.rollback()
    migrate(settings)
    assert wrong(db, revision) == []


@pytest.mark.parametrize("revision", ENDS)
def test_the_site_opens_after_it(settings: Settings, revision: str, request: pytest.FixtureRequest) -> None:
    migrate(settings)
    visitor: Visitor = request.getfixturevalue("visitor")
    assert (ready := visitor.get("/readyz")).status_code == 200, ready.text
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL alters a table where it stands
@pytest.mark.parametrize("revision", ENDS)
def test_a_next_migration_may_rebuild_every_table(
    settings: Settings, db: Connection, revision: str, tmp_path: Path
) -> None:
    rebuilt = sorted(golden(NEWEST).keys() - WITH_TRIGGERS)
    migrate(settings, trial(tmp_path, REBUILD.format(rebuilt)))
    assert MigrationContext.configure(db).get_current_revision() == "9999"
    assert wrong(db, revision) == []


def test_every_schema_has_one_and_none_was_ever_changed() -> None:
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.gz")}
    known = dict(line.split("  ")[::-1] for line in HASHES.read_text().splitlines())
    assert files == known, "what an old database holds does not change: put the file back"
    assert sorted(files) == [f"{each}.jsonl.gz" for each in REVISIONS], "run `.venv/bin/python tests/golden.py`"


def test_each_is_small_and_tells_two_companies_apart() -> None:
    for each in REVISIONS:
        rows = golden(each)
        assert (FOLDER / f"{each}.jsonl.gz").stat().st_size < 10_000
        owned = [name for name in rows if "company_id" in rows[name][0]]
        assert all({row["company_id"] for row in rows[name]} == {1, 2} for name in owned)


def test_one_of_the_newest_schema_would_have_rows_in_every_table() -> None:
    made = make(NEWEST)
    assert all(made.values())
    assert made.keys() == golden(NEWEST).keys()
