"""A backup is whole, says what is in it, can be read by its owner only, and is there or is not."""

import json
import os
import stat
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyrage  # type: ignore[import-untyped]
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app import __version__
from app.__main__ import commands
from app.keeping import making, packing, shelf
from app.keeping.manifest import Manifest
from app.keeping.packing import unpack
from app.keeping.refusal import NotKept
from app.keeping.sealing import new_key, seal
from app.settings import Settings
from app.store.audit_check import head_of
from app.store.database import migrate
from app.store.keys import mark, secret_file
from backups import asked, backed_up, everything, files, machine, written
from canary import CANARY, Seeded, everywhere
from databases import KEYS, SECRET
from people import NOW


def test_it_says_what_is_in_it(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    made = backed_up(settings, tmp_path / "kept")
    with ZipFile(made.path) as packed:
        told = json.loads(packed.read("manifest.json"))
    held = asked(settings, everything)
    assert told["rows"] == {name: len(rows) for name, rows in held.items() if name != "alembic_version"}
    assert told["rows"]["answer"] > 0
    end = asked(settings, lambda db: head_of(db, seeded.owner.company_id))
    assert told["trails"] == {str(seeded.owner.company_id): {"number": end.number, "hash": end.hash, "whole": True}}
    assert (told["format"], told["product"], told["mark"]) == (1, __version__, mark(KEYS))
    assert held["alembic_version"] == [f"('{told['revision']}',)"]
    assert told["engine"] == asked(settings, lambda db: db.dialect.name)


def test_it_and_its_folder_are_their_owner_s_only_and_nothing_else_is_left(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    wide = os.umask(0)
    try:
        made = backed_up(settings, tmp_path / "kept")
    finally:
        os.umask(wide)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").iterdir()}
    assert modes == {made.path.name: 0o600, "erasures": 0o600}
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


def test_a_sealed_one_is_read_with_its_key_only_and_was_never_open_in_its_folder(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def watched(*given: Any) -> None:
        packing.pack(*given)
        seen.append({*files(tmp_path / "kept")})

    monkeypatch.setattr(making, "pack", watched)
    public = new_key(tmp_path / "key")
    made = backed_up(settings.model_copy(update={"backup_key": SecretStr(public)}), tmp_path / "kept")
    assert seen == [set()]
    assert made.path.suffix == ".age"
    assert CANARY.encode() not in made.path.read_bytes()
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_where_there_is_no_room_to_seal_it_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise pyrage.EncryptError("OSError: [Errno 28] No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    (tmp_path / "packed").write_bytes(b"anything")
    with pytest.raises(NotKept, match=r"^No backup was made, as it could not be sealed: No space left on device\. "):
        seal(tmp_path / "packed", tmp_path / "sealed", new_key(tmp_path / "key"))


def test_the_secret_is_in_it_only_where_it_is_sealed(tmp_path: Path) -> None:
    own = Settings(database_url=f"sqlite:///{tmp_path}/own/f.db")
    migrate(own)
    assert {*backed_up(own, tmp_path / "open").manifest.files} == {"database.sqlite"}
    sealed = own.model_copy(update={"backup_key": SecretStr(new_key(tmp_path / "key"))})
    assert {*backed_up(sealed, tmp_path / "sealed").manifest.files} == {"database.sqlite", "secret"}
    said = sealed.model_copy(update={"secret": SecretStr(secret_file(own).read_text().strip())})
    assert {*backed_up(said, tmp_path / "said").manifest.files} == {"database.sqlite"}


def test_proofs_that_were_uploaded_are_in_it(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    """They are rows of the database, so nothing outside of it has to be kept."""
    assert asked(settings, lambda db: everywhere(db, CANARY))["proof"]
    assert backed_up(settings, tmp_path / "kept").manifest.rows["proof"] > 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_damaged_database_is_not_called_backed_up(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    path = tmp_path / "followthrough.db"
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(NotKept, match=r"followthrough\.db (is damaged|cannot be copied)"):
        backed_up(settings, tmp_path / "kept")
    assert files(tmp_path / "kept") == {}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_where_there_is_no_room_it_says_so_and_leaves_the_room_there_is(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Disk", (), {"free": 1 << 16}))
    with pytest.raises(NotKept, match=r"it needs \d MB in .*kept, and 0 MB are free"):
        backed_up(settings, tmp_path / "kept")
    assert files(tmp_path / "kept") == {}


def test_where_the_list_of_erasures_cannot_be_written_there_is_no_backup(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    (tmp_path / "kept" / "erasures").mkdir(parents=True)
    with pytest.raises(NotKept, match=r"No backup was made: .*kept/erasures: Is a directory"):
        backed_up(settings, tmp_path / "kept")
    assert files(tmp_path / "kept") == {}


def test_a_folder_that_cannot_be_written_to_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotKept, match=r"No backup was made: .*taken: (File exists|Not a directory)"):
        backed_up(settings, tmp_path / "taken")


def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"There is no database at .*followthrough\.db, so no backup was made"):
        backed_up(machine(tmp_path / "none"), tmp_path / "kept")
    assert not (tmp_path / "none").exists()


def test_two_in_one_second_are_two(settings: Settings, tmp_path: Path) -> None:
    assert len({backed_up(settings, tmp_path / "kept").path for _ in range(3)}) == 3


def test_the_oldest_go_when_there_are_enough_and_those_of_others_stay(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count(NOW)
    monkeypatch.setattr("time.time", lambda: next(ticks))
    folder = tmp_path / "kept"
    folder.mkdir()
    for other in ("followthrough-00000000-20200101T000000Z.zip", "notes.zip", "followthrough-x.zip"):
        (folder / other).touch()
    made = [making.make(settings, folder, keep=2) for _ in range(4)]
    assert [each.path for each in shelf.on_shelf(folder, mark(KEYS))] == [made[3].path, made[2].path]
    assert [each.removed for each in made] == [[], [], [made[0].path], [made[1].path]]
    before = [making.make(settings, folder, "before-migration").path for _ in range(5)]
    assert [path for path in before if path.exists()] == before[2:]
    assert made[3].path.exists()
    assert (folder / "followthrough-00000000-20200101T000000Z.zip").exists()


def test_what_a_crash_left_half_done_goes_with_the_next_one(settings: Settings, tmp_path: Path) -> None:
    left, busy = tmp_path / "kept" / ".followthrough-old", tmp_path / "kept" / ".followthrough-busy"
    for folder in (left, busy):
        folder.mkdir(parents=True)
        (folder / "database.sqlite").touch()
    os.utime(left, (0, 0))
    backed_up(settings, tmp_path / "kept")
    assert not left.exists()
    assert busy.exists(), "another backup may be being made just now"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_command_says_what_was_made_and_what_to_keep_apart(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", SECRET)
    done = CliRunner().invoke(commands, ["backup"])
    assert done.exit_code == 0, done.output
    [path] = (tmp_path / "backups").glob("*.zip")
    first, second = done.output.splitlines()
    assert first.startswith(f"Made {path}: ")
    assert first.endswith("bytes. Every page and reference of it was checked.")
    assert second == (
        "The secret is not in it. Keep FOLLOWTHROUGH_SECRET somewhere else too: without it nobody restores the backup."
    )
    refused = CliRunner().invoke(commands, ["backup", str(path)])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("No backup was made: ")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_trail_that_is_not_whole_is_said_and_does_not_stop_it(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    def tamper(db: object) -> None:
        db.exec_driver_sql("DROP TRIGGER audit_unchanged")  # type: ignore[attr-defined]
        db.exec_driver_sql("UPDATE audit SET subject = 'nothing'")  # type: ignore[attr-defined]

    written(settings, tamper)
    made = backed_up(settings, tmp_path / "kept")
    assert [trail.whole for trail in made.manifest.trails.values()] == [False]


def test_a_manifest_of_a_newer_format_is_refused_by_name(settings: Settings, tmp_path: Path) -> None:
    made = backed_up(settings, tmp_path / "kept")
    newer = made.manifest.model_copy(update={"format": 2, "product": "9.1.0"})
    packing.pack(tmp_path / "newer.zip", newer, {})
    with pytest.raises(NotKept, match=r"made by a newer Followthrough \(9\.1\.0\)"):
        unpack(tmp_path / "newer.zip", tmp_path, tmp_path / "newer.zip")


@pytest.mark.parametrize("names", [["../escape"], ["database.sqlite", "database.sqlite"], []])
def test_an_archive_that_somebody_made_up_writes_nothing_anywhere(
    settings: Settings, tmp_path: Path, names: list[str]
) -> None:
    manifest: Manifest = backed_up(settings, tmp_path / "kept").manifest
    (tmp_path / "text").write_text("x" * 5_000_000)
    packing.pack(tmp_path / "made-up.zip", manifest, dict.fromkeys(names, tmp_path / "text"))
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(NotKept, match="is damaged"):
        unpack(tmp_path / "made-up.zip", work, tmp_path / "made-up.zip")
    assert sum(path.stat().st_size for path in work.rglob("*")) < 2_000_000
    assert not (tmp_path / "escape").exists()
