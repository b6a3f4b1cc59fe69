"""What the doctor says about backups."""

import os
from pathlib import Path

import pytest

from app.doctor.backups import findings
from app.settings import Settings
from app.store.keys import mark
from databases import KEYS
from people import NOW

DAY = 86_400


def said(settings: Settings, now: int) -> str:
    [finding] = findings(settings, now)
    return str(finding)


def put(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).touch()


@pytest.fixture
def using(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})


NAME = f"followthrough-{mark(KEYS)[:8]}-20260921T141320Z"  # NOW


def test_without_a_folder_none_are_made_and_it_says_so(settings: Settings) -> None:
    assert said(settings, NOW).startswith("look at this  No backups are made by themselves. Set FOLLOWTHROUGH_BACKUP_")


def test_the_age_of_the_last_finished_one_counts(using: Settings, tmp_path: Path) -> None:
    assert said(using, NOW).startswith("look at this  There is no backup in ")
    put(tmp_path / "kept", f"{NAME}.zip.age")
    assert said(using, NOW + 2 * DAY).startswith(
        "ok            The last backup was made on 21 September 2026, 14:13 UTC."
    )
    assert said(using, NOW + 2 * DAY + 1).startswith("unsafe        The last backup was made on 21 September 2026")


def test_others_and_those_made_before_something_do_not_count(using: Settings, tmp_path: Path) -> None:
    put(tmp_path / "kept", f"{NAME}-before-migration.zip")
    put(tmp_path / "kept", "followthrough-00000000-20260921T141320Z.zip")
    (tmp_path / "kept" / ".followthrough-x").mkdir()
    put(tmp_path / "kept" / ".followthrough-x", f"{NAME}.zip")
    assert said(using, NOW).startswith("look at this  There is no backup in ")


def test_a_folder_that_cannot_be_read_is_unsafe(
    using: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, os.strerror(13))

    put(tmp_path / "kept", f"{NAME}.zip")
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert said(using, NOW).startswith("unsafe        The backups in ")
