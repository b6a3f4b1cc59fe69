"""The whole examination: a healthy installation has nothing unsafe, and looking at one changes nothing."""

import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.__main__ import commands
from app.doctor.examination import examine
from app.settings import Settings
from app.store.database import Database, migrate
from databases import SECRET


def run(url: str, monkeypatch: pytest.MonkeyPatch, **others: str) -> Result:
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", url)
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", SECRET)
    for name, value in others.items():
        monkeypatch.setenv(f"FOLLOWTHROUGH_{name}", value)
    return CliRunner().invoke(commands, ["doctor"])


def disk(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file below a folder: its mode, when it was written, and what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_a_healthy_installation_has_nothing_unsafe_and_the_command_ends_with_0(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "followthrough.db").chmod(0o600)
    said = run(settings.database_url, monkeypatch)
    assert said.exit_code == 0, said.output
    *lines, last = said.output.splitlines()
    assert lines == [str(finding) for finding in examine(settings)]
    assert last == f"Nothing is unsafe, 2 to look at, {len(lines) - 2} ok. Nothing was changed."
    assert [line[14:] for line in lines if line.startswith("look at this")] == [
        "No backups are made by themselves. Set FOLLOWTHROUGH_BACKUP_FOLDER.",
        "No mail server is set, so every mail is read and copied by hand. Set FOLLOWTHROUGH_SMTP_HOST.",
    ]


def test_what_is_unsafe_ends_the_command_with_1(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(database_url, monkeypatch, URL="http://vetting.example.com")
    assert said.exit_code == 1
    assert "unsafe        Passwords and answers go to http://vetting.example.com" in said.output
    assert "SECRET" not in said.output.replace("FOLLOWTHROUGH_SECRET", "")
    assert SECRET not in said.output


def test_settings_that_cannot_be_used_end_the_command_with_their_sentences(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(database_url, monkeypatch, HOSTS="*")
    assert said.exit_code == 1
    assert "FOLLOWTHROUGH_HOSTS: Name each host." in said.stderr


def test_nothing_is_made_where_nothing_was_started(own: Settings, tmp_path: Path) -> None:
    lines = [str(finding) for finding in examine(own)]
    assert any("There is no database yet" in line for line in lines)
    assert not [line for line in lines if line.startswith("unsafe")]
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_changed_where_the_server_is_stopped(own: Settings, tmp_path: Path) -> None:
    migrate(own)
    before = disk(tmp_path)
    assert any("SQLite is whole" in str(finding) for finding in examine(own))
    assert disk(tmp_path) == before


def test_it_looks_at_a_database_that_is_being_served(own: Settings, tmp_path: Path) -> None:
    migrate(own)
    database = Database(own)
    with database._reader.begin() as db:
        db.exec_driver_sql("SELECT 1 FROM company").all()
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.db")}
        lines = [str(finding) for finding in examine(own)]
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.db")} == before
    database.close()
    assert any("SQLite is whole" in line for line in lines)
    assert not [line for line in lines if line.startswith("unsafe")]


def test_what_is_made_at_the_first_start_is_its_owner_s_only(own: Settings, tmp_path: Path) -> None:
    wide = os.umask(0)
    try:
        migrate(own)
        database = Database(own)
        with database._reader.begin() as db:
            db.exec_driver_sql("SELECT 1 FROM company").all()
            modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "own").iterdir()}
        database.close()
    finally:
        os.umask(wide)
    assert modes == dict.fromkeys((".db", ".db-wal", ".db-shm", ".secret"), 0o600)
