"""Backups made by themselves: when they are due, by one server, and again after one that failed."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from app.actions.schedule import AFTER_FAILURE
from app.keeping import regular
from app.keeping.regular import HOUR, back_up_when_due
from app.keeping.shelf import on_shelf
from app.settings import Settings
from app.store.database import Database
from app.store.tables import jobs
from app.working import at_work
from people import NOW


@pytest.fixture
def using(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"backup_folder": str(tmp_path / "kept"), "backup_every": 6, "backup_keep": 2})


def test_one_of_three_servers_makes_it_and_the_next_when_that_is_due(using: Settings, tmp_path: Path) -> None:
    servers = [Database(using) for _ in range(3)]

    async def all_look(now: int) -> int:
        made = await asyncio.gather(*(back_up_when_due(each, using, now) for each in servers))
        return sum(each is not None for each in made)

    async def three_days() -> list[int]:
        return [await all_look(now) for now in (NOW, NOW + 6 * HOUR - 1, NOW + 6 * HOUR, NOW + 12 * HOUR)]

    assert asyncio.run(three_days()) == [1, 0, 1, 1]
    assert len(on_shelf(tmp_path / "kept")) == 2
    for each in servers:
        each.close()


def test_one_that_fails_is_said_and_tried_again(
    using: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kept").write_text("a file where a folder should be")
    database = Database(using)
    assert asyncio.run(back_up_when_due(database, using, NOW)) is None
    assert "No backup was made: " in caplog.text
    assert asyncio.run(back_up_when_due(database, using, NOW + 1)) is None
    (tmp_path / "kept").unlink()
    assert asyncio.run(back_up_when_due(database, using, NOW + AFTER_FAILURE))
    said = asyncio.run(
        database.read(lambda db: db.execute(select(jobs.c.said).where(jobs.c.name == "backup")).scalar())
    )
    assert said
    assert said.startswith("Made followthrough-")
    database.close()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_server_makes_one_while_it_runs(using: Settings, tmp_path: Path) -> None:
    async def life() -> None:
        database = Database(using)
        async with at_work(database, using), asyncio.timeout(60):
            while not on_shelf(tmp_path / "kept"):
                await asyncio.sleep(0.02)
        database.close()

    asyncio.run(life())


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_without_a_folder_that_is_set_none_is_made(settings: Settings, tmp_path: Path) -> None:
    async def life() -> None:
        database = Database(settings)
        async with at_work(database, settings):
            await asyncio.sleep(0.3)
        database.close()

    asyncio.run(life())
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_failure_nobody_thought_of_reaches_who_waits_for_the_backup(
    using: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(regular, "make", broken)

    async def life() -> None:
        database = Database(using)
        try:
            async with asyncio.timeout(20):
                await back_up_when_due(database, using, NOW)
        finally:
            database.close()

    with pytest.raises(ZeroDivisionError):
        asyncio.run(life())
