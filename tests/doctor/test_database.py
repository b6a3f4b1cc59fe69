"""What the doctor says about the database: on SQLite, and on a PostgreSQL that is far from safe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text, update

from app.doctor import database as doctor
from app.doctor import trail
from app.mail.claims import LATE
from app.settings import Settings
from app.store.audit import record
from app.store.tables import messages
from databases import engine_of, used
from outbox import office, queued


def said(settings: Settings, ahead: int = 0) -> list[str]:
    """What is said `ahead` seconds from now."""
    return [str(finding) for finding in doctor.findings(settings, int(time.time()) + ahead)]


def unsafe(settings: Settings, ahead: int = 0) -> list[str]:
    return [line.removeprefix("unsafe        ") for line in said(settings, ahead) if line.startswith("unsafe")]


@contextmanager
def written(settings: Settings) -> Iterator[Connection]:
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        yield db
    engine.dispose()


def test_a_database_as_we_made_it_is_well(settings: Settings) -> None:
    assert said(settings) == [
        "ok            SQLite is whole, with a write-ahead log that is synced at every commit.",
        "ok            The database has the newest schema.",
        "ok            The secret is the one the database was made with.",
        "ok            The database refuses to change rows of the audit trail.",
        "ok            The clock agrees with what was written.",
        "ok            Mails wait to be sent by hand.",
    ]


def test_the_connection_it_looks_through_cannot_write(settings: Settings) -> None:
    with doctor.opened(settings) as db, pytest.raises(Exception, match="readonly database"):
        db.execute(text("DELETE FROM job"))


def test_a_file_that_is_no_database_is_unsafe(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "followthrough.db").write_bytes(b"This is a letter. " * 500)
    [line] = unsafe(settings)
    assert line.startswith("The database sqlite:///")
    assert "cannot be read: file is not a database" in line


def test_a_damaged_database_is_unsafe(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "followthrough.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * 4096 + whole[len(whole) // 2 + 4096 :])
    assert any("damaged" in line or "malformed" in line for line in unsafe(settings))


def test_a_database_without_a_write_ahead_log_is_named(settings: Settings) -> None:
    engine = engine_of(settings.database_url)
    with engine.connect() as db:
        db.connection.cursor().execute("PRAGMA journal_mode=DELETE")
    engine.dispose()
    assert said(settings)[0].startswith("look at this  Another program has switched SQLite's write-ahead log off.")


@pytest.mark.parametrize(
    ("revision", "line"),
    [
        ("0001", "look at this  The database has an older schema. Make a backup, then run: followthrough migrate"),
        ("9999", "unsafe        The database was made by a newer Followthrough. Install that one."),
    ],
)
def test_another_schema_is_named_and_not_looked_into(settings: Settings, revision: str, line: str) -> None:
    with written(settings) as db:
        db.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    assert said(settings)[1:] == [line]


def test_an_empty_file_lacks_every_migration(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "followthrough.db").write_bytes(b"")
    assert said(settings)[-1].startswith("look at this  The database has an older schema.")


def test_another_secret_than_the_database_s_is_unsafe(settings: Settings) -> None:
    other = settings.model_copy(update={"secret": SecretStr("another secret, 0123456789 abcdefgh")})
    assert unsafe(other) == [
        "The database was made with another secret. Put that one back: links and the trail need it."
    ]
    assert unsafe(settings.model_copy(update={"secret": None})) == unsafe(other)


def guards(settings: Settings) -> set[str]:
    with doctor.opened(settings) as db:
        return set(db.execute(text(trail.GUARDS[db.dialect.name])).scalars())


def test_it_knows_every_guard_of_the_trail(settings: Settings) -> None:
    assert guards(settings) == trail.GUARDED["sqlite"]


@pytest.mark.postgresql
def test_it_knows_every_guard_of_the_trail_on_postgresql_too(on_postgresql: Settings) -> None:
    assert guards(on_postgresql) == trail.GUARDED["postgresql"]


@pytest.mark.parametrize("trigger", sorted(trail.GUARDED["sqlite"]))
def test_a_trail_without_its_guard_is_unsafe(settings: Settings, trigger: str) -> None:
    with written(settings) as db:
        db.execute(text(f"DROP TRIGGER {trigger}"))
    assert unsafe(settings) == [
        "The guard of the audit trail was taken away or switched off. Restore the database from a backup."
    ]


@pytest.mark.parametrize(("ahead", "wrong"), [(30, False), (90, True)])
def test_a_clock_that_is_behind_what_was_written_is_unsafe(settings: Settings, ahead: int, wrong: bool) -> None:
    with written(settings) as db:
        record(db, office(db).asker, "search:open", "search 1", int(time.time()) + ahead)
    assert any("clock is wrong" in line for line in unsafe(settings)) is wrong


@pytest.mark.parametrize(("age", "late"), [(LATE - 60, False), (LATE, True)])
def test_mail_that_nobody_sends_is_named(settings: Settings, age: int, late: bool) -> None:
    with written(settings) as db:
        mail = queued(db, office(db), "receipt", now := int(time.time()))
        db.execute(update(messages).where(messages.c.id == mail.id).values(next_at=now - age))
    posted = settings.model_copy(update={"smtp_host": "post.example"})
    line = "look at this  1 of the mails waited for more than 15 minutes. Start the server or: followthrough worker"
    assert (said(posted)[-1] == line) is late
    assert said(settings)[-1] == "ok            Mails wait to be sent by hand."


def test_a_database_server_that_is_away_is_unsafe_and_its_password_is_not_shown() -> None:
    [line] = unsafe(used("postgresql+psycopg://u:hidden@/d?host=/nowhere"))
    assert "cannot be read: connection" in line
    assert "hidden" not in line


@pytest.fixture
def on_postgresql(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A database on the tests' server, which is set to be quick."""
    server = request.getfixturevalue("postgresql")
    yield used(server.create("doctored", like="migrated"))
    server.drop("doctored")


@pytest.mark.postgresql
def test_a_postgresql_that_may_lose_what_was_saved_is_unsafe(
    on_postgresql: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = "A power cut can take what was called saved. Switch fsync and synchronous_commit and full_page_writes of"
    assert any(line.startswith(off) for line in unsafe(on_postgresql))
    monkeypatch.setattr(doctor, "DURABLE", ("autovacuum",))
    assert "ok            PostgreSQL answers only after what it saved outlives a power cut." in said(on_postgresql)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("postgres", "unsafe        The database's user is a superuser, whom neither row security"),
        ("hands", "unsafe        Row security does not hold the database's user back."),
        ("followthrough", "ok            The database's user is an ordinary one."),
    ],
)
def test_it_says_whom_row_security_does_not_hold_back(on_postgresql: Settings, name: str, line: str) -> None:
    url = on_postgresql.database_url.replace("://followthrough@", f"://{name}@")
    assert any(each.startswith(line) for each in said(used(url)))


@pytest.mark.postgresql
@pytest.mark.parametrize("off", ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"])
def test_a_table_without_its_second_wall_is_unsafe(on_postgresql: Settings, off: str) -> None:
    assert "ok            PostgreSQL keeps companies apart by row security too." in said(on_postgresql)
    with written(on_postgresql) as db:
        for table in ("company", "answer"):
            db.execute(text(f"ALTER TABLE {table} {off}"))
    assert "Row security is off in answer, company. Restore the database from a backup." in unsafe(on_postgresql)


@pytest.mark.postgresql
def test_the_guard_and_the_clock_are_looked_at_on_postgresql_too(on_postgresql: Settings) -> None:
    assert "ok            The database refuses to change rows of the audit trail." in said(on_postgresql)
    assert "ok            The clock agrees with what was written." in said(on_postgresql)
    with written(on_postgresql) as db:
        db.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_closed"))
    found = " ".join(unsafe(on_postgresql, -3_600))
    assert "The guard of the audit trail was taken away or switched off." in found
    assert "This machine's clock is wrong" in found


@pytest.fixture
def second_role(on_postgresql: Settings, request: pytest.FixtureRequest) -> Iterator[str]:
    """A role that reads and writes rows, as docs/postgresql.md gives it leave to."""
    server = request.getfixturevalue("postgresql")
    server.say("CREATE ROLE rows_only LOGIN")
    with written(on_postgresql) as db:
        db.execute(text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO rows_only"))
    yield "rows_only"
    with written(on_postgresql) as db:
        db.execute(text("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM rows_only"))
    server.say("DROP ROLE rows_only")


@pytest.mark.postgresql
@pytest.mark.parametrize("by", ["followthrough", "rows_only"])
def test_a_role_that_may_change_the_trail_is_named_whoever_looks(
    on_postgresql: Settings, second_role: str, by: str
) -> None:
    looking = used(on_postgresql.database_url.replace("://followthrough@", f"://{by}@"))
    line = "The audit trail may be changed by rows_only. Have the owner of its table say: "
    [found] = [each for each in unsafe(looking) if each.startswith(line)]
    with written(on_postgresql) as db:
        db.execute(text(found.removeprefix(line)))
    assert "ok            Nobody but the owner of its table was given leave to change the audit trail." in said(looking)
    with written(on_postgresql) as db:
        db.execute(text("GRANT UPDATE (detail) ON audit TO PUBLIC"))
    assert f"{line.replace(second_role, 'PUBLIC')}REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC" in unsafe(
        looking
    )


@pytest.mark.postgresql
def test_it_says_for_how_many_processes_there_are_connections(on_postgresql: Settings) -> None:
    """The tests' server takes 200, of which three are kept for superusers."""
    assert "ok            PostgreSQL has connections for 24 processes with 8 each." in said(on_postgresql)
    larger = on_postgresql.model_copy(update={"database_pool": 198})
    assert any(line.startswith("look at this  PostgreSQL takes 200 connections, and a") for line in said(larger))


@pytest.mark.postgresql
def test_nothing_can_be_written_on_postgresql_either(on_postgresql: Settings) -> None:
    with doctor.opened(on_postgresql) as db, pytest.raises(Exception, match="read-only transaction"):
        db.execute(text("DELETE FROM job"))
