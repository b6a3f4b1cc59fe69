"""Backups made by themselves: when they are due, by one server, and again after one that failed."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app.actions.schedule import AFTER_FAILURE, CLAIM, claim_job
from app.keeping import regular
from app.keeping.making import Made, make
from app.keeping.regular import HOUR, JOB, back_up_when_due
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


class Slow:
    """A backup that is being made until `end` is called, and a clock that is put on by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[threading.Event] = []
        self.now = NOW
        monkeypatch.setattr(regular, "make", self._make)
        monkeypatch.setattr(regular, "BEAT", 0.01)
        monkeypatch.setattr("time.time", lambda: self.now)

    def _make(self, settings: Settings, folder: Path, keep: int) -> Made:
        self.made.append(threading.Event())
        assert self.made[-1].wait(20)
        return make(settings, folder, keep=keep)

    async def under_way(self, many: int) -> None:
        async with asyncio.timeout(20):
            while len(self.made) < many:
                await asyncio.sleep(0.01)

    def end(self) -> None:
        for each in self.made:
            each.set()


def test_a_server_that_is_at_it_is_left_to_it_and_one_that_was_killed_is_not(
    using: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, first, second = Slow(monkeypatch), Database(using), Database(using)

    async def claimed() -> int:
        row = await first.read(lambda db: db.execute(select(jobs.c.claimed_until)).scalar_one())
        return int(row)

    async def life() -> tuple[list[Made | None], Made | None]:
        killed = asyncio.create_task(back_up_when_due(first, using, NOW))
        await slow.under_way(1)
        looked = []
        for _ in range(3):  # far longer than a claim lasts
            slow.now += CLAIM - 1
            async with asyncio.timeout(10):
                while await claimed() != slow.now + CLAIM:
                    await asyncio.sleep(0.01)
            looked.append(await back_up_when_due(second, using, slow.now))
        killed.cancel()  # and says nothing any more
        await asyncio.gather(killed, return_exceptions=True)
        looked.append(await back_up_when_due(second, using, slow.now + CLAIM - 1))
        taken_over = asyncio.create_task(back_up_when_due(second, using, slow.now + CLAIM))
        await slow.under_way(2)
        slow.end()
        return looked, await taken_over

    looked, made = asyncio.run(life())
    assert looked == [None] * 4
    assert made
    assert len(slow.made) == 2
    for each in (first, second):
        each.close()


def test_a_server_that_was_taken_for_dead_notes_nothing_over_the_next_one_s(
    using: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its machine slept, say, while it was at it."""
    slow, slept, other = Slow(monkeypatch), Database(using), Database(using)
    monkeypatch.setattr(regular, "BEAT", 3_600)

    async def life() -> tuple[int, int | None]:
        late = asyncio.create_task(back_up_when_due(slept, using, NOW))
        await slow.under_way(1)
        until = await other.write(claim_job, JOB, NOW + CLAIM)
        slow.end()
        assert await late
        return await other.read(lambda db: db.execute(select(jobs.c.claimed_until)).scalar_one()), until

    now, until = asyncio.run(life())
    assert now == until == NOW + 2 * CLAIM
    for each in (slept, other):
        each.close()


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
