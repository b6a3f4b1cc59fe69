"""What the doctor says about the secret, who can read it and the database, and the disk."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from app.doctor.files import findings
from app.settings import Settings
from app.store.database import migrate
from app.store.keys import secret_file
from databases import used

Disk = namedtuple("Disk", "total used free")


def said(settings: Settings) -> list[str]:
    return [str(finding) for finding in findings(settings)]


def test_a_secret_from_the_environment_is_named_and_not_shown(settings: Settings) -> None:
    assert said(settings)[0].startswith("ok            The secret is set in FOLLOWTHROUGH_SECRET.")


def test_postgresql_needs_a_secret_that_is_set() -> None:
    lines = said(Settings(database_url="postgresql+psycopg://u@h/d"))
    assert lines[0].startswith("unsafe        There is no secret. Set FOLLOWTHROUGH_SECRET")
    assert len(lines) == 2


def test_a_secret_that_was_made_is_its_owner_s_only(own: Settings) -> None:
    assert said(own)[0].startswith("look at this  There is no secret yet. The first start makes one in ")
    migrate(own)
    assert said(own)[0].startswith("ok            The secret was made at the first start and is in ")
    secret_file(own).chmod(0o640)
    assert said(own)[0] == f"unsafe        Its group can read the secret. Run: chmod 600 {secret_file(own)}"
    secret_file(own).chmod(0o604)
    assert said(own)[0].startswith("unsafe        Everybody on this machine can read the secret.")


def test_a_secret_that_is_gone_damaged_or_out_of_reach_is_unsafe(own: Settings) -> None:
    migrate(own)
    path, whole = secret_file(own), secret_file(own).read_bytes()
    path.write_bytes(b"short\n")
    assert said(own)[0].startswith(f"unsafe        {path} holds no usable secret.")
    path.unlink()
    assert said(own)[0].startswith(f"unsafe        {path}, the secret of this database, is gone.")
    path.mkdir()
    assert said(own)[0].startswith(f"unsafe        {path} cannot be read: Is a directory.")
    assert whole


@pytest.mark.parametrize(("mode", "who"), [(0o644, "Everybody on this machine"), (0o660, "Its group")])
@pytest.mark.parametrize("part", ["", "-wal"])
def test_a_database_that_others_can_read_is_unsafe(
    own: Settings, tmp_path: Path, mode: int, who: str, part: str
) -> None:
    migrate(own)
    path = tmp_path / "own" / "f.db"
    assert f"ok            Nobody else on this machine can read {path}." in said(own)
    path.with_name(f"f.db{part}").touch()
    path.with_name(f"f.db{part}").chmod(mode)
    assert f"unsafe        {who} can read the database. Run: chmod 600 {path}*" in said(own)


def test_a_folder_that_everybody_may_write_to_is_unsafe(own: Settings, tmp_path: Path) -> None:
    migrate(own)
    (tmp_path / "own").chmod(0o777)
    assert any(line.startswith("unsafe        Anybody on this machine can put another database") for line in said(own))


@pytest.mark.parametrize(("free", "line"), [(40, "unsafe        Only 4% of"), (50, "ok            5% of the disk of")])
@pytest.mark.parametrize("url", ["sqlite:///nowhere/yet/f.db", "postgresql+psycopg://u@h/d"])
def test_a_disk_that_is_almost_full_is_unsafe(url: str, free: int, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1000, 1000 - free, free))
    assert said(used(url))[-1].startswith(line)
