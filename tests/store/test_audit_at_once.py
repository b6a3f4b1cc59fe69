"""A company's trail under sixteen who write at once: no fork, no gap, on both engines (safety 52)."""

import asyncio
import random
import threading
import time

from sqlalchemy import Connection, select

from app.store.audit import record
from app.store.audit_check import first_bad, head_of
from app.store.database import Database
from app.store.members import Member
from app.store.tables import audit
from databases import by_hand
from people import NOW, OURS, THEIRS, member

WRITERS, EVENTS = 16, 12


class Undone(Exception):
    """Something after the line was written that takes the whole transaction back."""


def happens(db: Connection, who: Member, subject: str, pause: float, fails: bool) -> None:
    record(db, who, "search:open", subject, NOW)
    time.sleep(pause)
    if fails:
        raise Undone


def writes(database: Database, who: list[Member], writer: int) -> None:
    """Things done in two companies; some fail after their line was written, and are done again."""
    chance = random.Random(writer)
    for number in range(EVENTS):
        for each in who:
            for fails in (True, False) if chance.random() < 0.2 else (False,):
                said = (f"search {writer * EVENTS + number}", chance.random() / 500, fails)
                try:
                    asyncio.run(database.write(happens, each, *said))
                except Undone:
                    assert fails


def subjects(db: Connection, who: Member) -> dict[int, str]:
    rows = db.execute(select(*audit.c["number", "subject"]).where(audit.c.company_id == who.company_id))
    return {row.number: row.subject for row in rows}


def test_sixteen_writers_leave_one_chain_without_fork_or_gap(database: Database) -> None:
    """The first of them meet where the trail has no end yet."""
    names = ((OURS, "Alice Moreau", "owner"), (THEIRS, "Mallory Quist", "owner"))
    who = [asyncio.run(database.write(member, *name)) for name in names]  # type: ignore[arg-type]
    threads = [threading.Thread(target=writes, args=(database, who, writer)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in who:
        found = asyncio.run(database.read(subjects, each))
        assert sorted(found) == list(range(1, WRITERS * EVENTS + 1))
        assert sorted(found.values()) == sorted(f"search {number}" for number in range(WRITERS * EVENTS))
        assert asyncio.run(database.read(by_hand(first_bad), each.company_id)) is None
        assert asyncio.run(database.read(by_hand(head_of), each.company_id)).number == WRITERS * EVENTS
