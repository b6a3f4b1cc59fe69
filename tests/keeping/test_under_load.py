"""Backups made while sixteen people save are whole, and lack nothing that was saved before they began (safety 43)."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from app.keeping.making import make
from app.settings import Settings
from app.store.tables import answers
from backups import Elsewhere, asked, restored
from canary import Seeded
from databases import Arranged
from endurance import Found, Tally, times
from people import NOW

WRITERS = 16
PAUSE = times(short=10, whole=100) / 1000  # seconds between two answers of one; in all not more than can be restored
RUNS = {"sqlite": times(short=8, whole=200), "postgresql": times(short=4, whole=50)}  # backups


def save(db: Connection, of: Seeded, item: str) -> str:
    """One answer, in a transaction of its own; it is acknowledged once this has been committed."""
    mine = {"company_id": of.owner.company_id, "response_id": of.forms["evaluator"], "item": item}
    db.execute(insert(answers).values(**mine, points=2, note="x" * 200, saved_at=NOW))
    return item


async def backed_up_under_load(settings: Settings, of: Seeded, folder: Path, runs: int) -> list[tuple[Path, set[str]]]:
    """Each backup, with what had been acknowledged when it began."""
    database, acknowledged, stop = Arranged(settings), set[str](), asyncio.Event()

    async def write(who: int) -> None:
        number = 0
        while not stop.is_set():
            acknowledged.add(await database.write(save, of, f"{who}-{number}"))
            number += 1
            await asyncio.sleep(PAUSE)

    async def back_up() -> list[tuple[Path, set[str]]]:
        made = []
        for _ in range(runs):
            await asyncio.sleep(0.02)
            before = set(acknowledged)
            made.append(((await asyncio.to_thread(make, settings, folder)).path, before))
        stop.set()
        return made

    writing = asyncio.gather(*(write(who) for who in range(WRITERS)))
    made = await back_up()
    await writing
    database.close()
    return made


def items(db: Connection) -> set[str]:
    return set(db.execute(select(answers.c.item)).scalars())


@pytest.mark.soak
def test_backups_made_while_sixteen_people_save_lack_nothing(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere, tally: Tally
) -> None:
    kind = asked(settings, lambda db: db.dialect.name)
    made = asyncio.run(backed_up_under_load(settings, seeded, tmp_path / "kept", RUNS[kind]))
    lost, corrupt, seen = 0, 0, 0
    for number, (path, before) in enumerate(made):
        there = elsewhere(f"there {number}")
        restored(there, path)
        found = asked(there, items)
        lost += len(before - found)
        seen += len(before)
    figures = f"{WRITERS} writers, {len(made[-1][1])} answers saved before the last one began"
    assert seen
    tally.note(Found(f"T43 backup under load, {kind}", len(made), lost, corrupt, figures=figures))
