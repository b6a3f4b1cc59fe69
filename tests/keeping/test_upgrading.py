"""Before a migration what is there is backed up, and a newer schema is left alone with a sentence."""

from pathlib import Path

import pytest

from app.keeping.shelf import on_shelf
from app.settings import Settings
from app.working import NoDatabase, bring_up
from backups import asked, everything, written
from canary import Seeded

OLDER = "UPDATE alembic_version SET version_num = '{}'"


def older(settings: Settings) -> None:
    """The schema of before, so that a migration is to come; it fails, as its change is there already."""
    written(settings, lambda db: db.exec_driver_sql(OLDER.format("0009")))


def test_a_database_with_something_in_it_is_backed_up_before(
    settings: Settings, seeded: Seeded, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    before = asked(using, everything)
    older(using)
    with pytest.raises(NoDatabase):
        bring_up(using)
    [kept] = on_shelf(tmp_path / "kept")
    assert kept.why == "before-migration"
    assert f"Before it is brought up to date it was backed up: {kept.path}" in caplog.text
    written(using, lambda db: db.exec_driver_sql(OLDER.format(before["alembic_version"][0].strip("(',)"))))
    assert asked(using, everything) == before


def test_a_new_database_and_one_that_is_up_to_date_are_not(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    bring_up(using)
    assert on_shelf(tmp_path / "kept") == []


def test_a_newer_schema_is_left_alone_with_a_sentence(settings: Settings, seeded: Seeded) -> None:
    written(settings, lambda db: db.exec_driver_sql(OLDER.format("9999")))
    before = asked(settings, everything)
    with pytest.raises(NoDatabase, match="The database was made by a newer Followthrough"):
        bring_up(settings)
    assert asked(settings, everything) == before


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_where_sqlite_cannot_be_backed_up_no_migration_begins(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("a file where a folder should be")
    older(settings)
    with pytest.raises(NoDatabase, match="No backup was made"):
        bring_up(settings.model_copy(update={"backup_folder": str(tmp_path / "kept")}))
    assert asked(settings, everything)["alembic_version"] == ["('0009',)"]


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_postgresql_goes_on_without_its_programs_and_says_so(
    settings: Settings,
    seeded: Seeded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    older(settings)
    with pytest.raises(NoDatabase):
        bring_up(settings)
    assert "without a backup before. pg_dump is not installed here." in caplog.text
