"""PostgreSQL with an owner who migrates and a server that only reads and writes rows, as docs/postgresql.md says."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import ProgrammingError

import machine
from app.actions.erase_company import erase_company
from app.actions.found_company import found_company
from app.actions.open_search import open_search
from app.keeping.making import make
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.database import Database, migrate
from app.store.members import Member
from app.store.tables import audit
from backups import restored
from databases import used
from panels import INSTRUMENT
from people import NOW

pytestmark = pytest.mark.postgresql

PAGE = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text("utf-8")
GRANTS = re.findall(r"^(?:GRANT|ALTER DEFAULT) .*?;", PAGE, re.MULTILINE)
REVOKED = re.findall(r"REVOKE [^']*", PAGE)


@pytest.fixture(scope="module")
def server(postgresql: machine.PostgreSQL) -> Iterator[Settings]:
    """The settings of a server whose tables belong to somebody else."""
    owner = postgresql.create("two_roles")
    postgresql.say("CREATE ROLE server LOGIN")
    with psycopg.connect(owner.replace("+psycopg", ""), autocommit=True) as db:
        for said in GRANTS:
            db.execute(said.encode())
        migrate(used(owner))
        for said in REVOKED:
            db.execute(said.encode())
    yield used(owner.replace("://followthrough@", "://server@"))
    postgresql.drop("two_roles")
    postgresql.say("DROP ROLE server")


@pytest.fixture
def database(server: Settings) -> Iterator[Database]:
    migrate(server)  # as at each start: there is nothing to do
    database = Database(server)
    yield database
    database.close()


def test_the_page_says_what_is_granted_and_taken() -> None:
    assert (len(GRANTS), REVOKED) == (3, ["REVOKE UPDATE, DELETE ON audit FROM server"])


def test_the_server_does_its_work_and_a_company_goes_with_its_trail(database: Database) -> None:
    founded = database.write(found_company, "Ours", "Alice Moreau", "alice@x.example", "!", NOW)
    alice: Member = asyncio.run(founded)
    asyncio.run(database.write(open_search, alice, "Role", [("Ana", "")], "short", INSTRUMENT, NOW))
    trail = lambda db, _: list(db.execute(select(audit.c.action)).scalars())  # noqa: E731 - asked twice
    assert asyncio.run(database.read(trail, alice)) == ["company:found", "search:open"]
    asyncio.run(database.write(erase_company, alice, NOW))
    assert asyncio.run(database.read(trail, alice)) == []


@pytest.mark.parametrize(
    "said",
    [
        update(audit).values(subject="nothing"),
        delete(audit),
        text("ALTER TABLE audit DISABLE TRIGGER audit_closed"),
        text("ALTER TABLE answer DISABLE ROW LEVEL SECURITY"),
        text("TRUNCATE audit"),
        text("DROP POLICY own ON answer"),
    ],
    ids=str,
)
def test_the_server_can_neither_change_the_trail_nor_take_the_guards_away(database: Database, said: object) -> None:
    def work(db: Connection) -> None:
        db.execute(said)  # type: ignore[call-overload]

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        asyncio.run(database.write(work))


def test_the_server_makes_backups(server: Settings, tmp_path: Path) -> None:
    assert make(server, tmp_path).path.exists()


def test_the_server_cannot_restore_and_says_who_can(server: Settings, tmp_path: Path) -> None:
    make(server, tmp_path)
    with pytest.raises(NotKept, match="Restore as the role that owns them"):
        restored(server, tmp_path, replace=True)
