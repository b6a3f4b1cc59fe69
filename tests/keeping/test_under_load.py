"""Backups made while sixteen people save are whole, and lack nothing that was saved before they began (safety 43)."""

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select

from app.keeping.making import make
from app.settings import Settings
from app.store.tables import answers
from backups import Elsewhere, asked, restored, written
from canary import Seeded
from databases import Arranged
from endurance import Found, Tally, times
from people import NOW

WRITERS = 16
PAUSE = 0.01  # seconds between two answers of one
ROUNDS = times(short=1, whole=100)  # after each, answers and backups go: else both would grow with their number
EACH = {"sqlite": 8, "postgresql": 2}  # backups in a round
NOTE = "x" * 200


def save(db: Connection, of: Seeded, item: str) -> str:
    """One answer, in a transaction of its own; it is acknowledged once this has been committed."""
    mine = {"company_id": of.owner.company_id, "response_id": of.forms["evaluator"], "item": item}
    db.execute(insert(answers).values(**mine, points=2, note=NOTE, saved_at=NOW))
    return item


async def backed_up_under_load(settings: Settings, of: Seeded, folder: Path, runs: int) -> list[tuple[Path, set[str]]]:
    """Each backup of one round, with what had been acknowledged when it began."""
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
    kind, lost, seen, kept = asked(settings, lambda db: db.dialect.name), 0, 0, tmp_path / "kept"
    for _ in range(ROUNDS):
        for path, before in asyncio.run(backed_up_under_load(settings, seeded, kept, EACH[kind])):
            there = elsewhere("there")
            restored(there, path)
            lost += len(before - asked(there, items))
            seen += len(before)
            elsewhere.leave()
        written(settings, lambda db: db.execute(delete(answers).where(answers.c.note == NOTE)))
        shutil.rmtree(kept)
    figures = f"{WRITERS} writers, {seen:,} answers looked for"
    assert seen
    tally.note(Found(f"T43 backup under load, {kind}", ROUNDS * EACH[kind], lost, 0, figures=figures))
