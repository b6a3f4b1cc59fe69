"""What only PostgreSQL can do: lack its programs, be connected to by others, and undo all of a restore."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from app.keeping import refilling
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.tables import companies
from backups import Elsewhere, asked, backed_up, everything, files, restored, written
from canary import Seeded
from databases import engine_of

pytestmark = [pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])]


def test_without_its_programs_it_says_what_to_install(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotKept, match=r"pg_dump is not installed here\. Install the client programs of PostgreSQL \d+"):
        backed_up(settings, tmp_path / "kept")


def test_a_program_that_refuses_is_quoted(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch' >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(NotKept, match="pg_dump refused: aborting because of server version mismatch"):
        backed_up(settings, tmp_path / "kept")


def test_a_program_that_may_not_read_is_not_called_old(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump: error: permission denied for table audit' >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(NotKept, match=r"pg_dump refused: permission denied for table audit\. Mend that") as refused:
        backed_up(settings, tmp_path / "kept")
    assert "as new as" not in str(refused.value)


CUT = "f=$(printf '%s\\n' \"$@\" | sed -n s/--file=//p); head -c 20000 $f > $f.cut && mv $f.cut $f"


@pytest.mark.parametrize(
    ("more", "then", "said"),
    [
        ("--exclude-table-data=answer", ":", "what pg_dump wrote of answer is not what is there"),
        ("--exclude-table=proof", ":", "what pg_dump wrote of proof is not what is there"),
        ("", CUT, "pg_restore refused"),
    ],
    ids=["rows", "a table", "its end"],
)
def test_a_dump_that_lacks_something_is_no_backup(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, then: str, said: str
) -> None:
    """Whatever made it so: a program that is broken, or a disk that says that it has written what it has not."""
    real, program = shutil.which("pg_dump"), tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\n{real} "$@" {more} && {{ {then}; }}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NotKept, match=said):
        backed_up(settings, tmp_path / "kept")
    assert files(tmp_path / "kept") == {}


def test_a_role_that_may_make_no_tables_is_told_so(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    there = elsewhere("there")
    engine = engine_of(there.database_url)
    with engine.begin() as db:
        db.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM pg_database_owner")
    engine.dispose()
    with pytest.raises(NotKept, match="may not make its tables: permission denied for schema public"):
        restored(there, tmp_path / "kept")


def test_a_server_that_is_away_is_named_without_its_password(settings: Settings, tmp_path: Path) -> None:
    url = "postgresql+psycopg://u:cret@127.0.0.1:1/d"
    away = settings.model_copy(update={"database_url": url})
    with pytest.raises(NotKept, match="cannot be used") as refused:
        backed_up(away, tmp_path / "kept")
    assert "cret" not in str(refused.value)


def test_while_others_are_connected_nothing_is_restored(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    backed_up(settings, tmp_path / "kept")
    engine = engine_of(settings.database_url)
    with engine.connect() as db:
        db.exec_driver_sql("SELECT 1")
        with pytest.raises(NotKept, match="1 others are connected to the database"):
            restored(settings, tmp_path / "kept", replace=True)
    engine.dispose()


def test_what_fails_at_the_very_end_is_undone_whole(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: Connection, *_given: object) -> bool:
        assert db.execute(select(companies.c.name)).scalars().all() != ["Another name"]
        raise NotKept("This fails.")

    backed_up(settings, tmp_path / "kept")
    written(settings, lambda db: db.execute(update(companies).values(name="Another name")))
    before = asked(settings, everything)
    monkeypatch.setattr(refilling, "settle", fail)
    with pytest.raises(NotKept, match="This fails"):
        restored(settings, tmp_path / "kept", replace=True)
    assert asked(settings, everything) == before


def test_options_in_the_address_hide_no_company_from_the_dump(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    sign = "&" if "?" in settings.database_url else "?"
    url = f"{settings.database_url}{sign}options=-c%20statement_timeout%3D600s"
    backed_up(settings.model_copy(update={"database_url": url}), tmp_path / "kept")
    there = elsewhere("there")
    restored(there, tmp_path / "kept")
    assert asked(there, lambda db: everything(db)["recruiter"]) == asked(
        settings, lambda db: everything(db)["recruiter"]
    )
