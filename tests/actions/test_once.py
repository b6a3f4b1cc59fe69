"""A form that is sent twice, at once or after its answer got lost has one effect, on both engines (safety 36)."""

import asyncio
import random
from collections import Counter

from sqlalchemy import Connection, select

from app.actions.once import once
from app.refusals import Conflict, Mistakes
from app.store.database import Database
from app.store.members import Member
from app.store.rows import add
from app.store.tables import recruiters
from people import NOW, OURS, member

SEQUENCES = 1_000
AT_ONCE = 50  # sequences under way together


def alice(database: Database) -> Member:
    return asyncio.run(database.write(member, OURS, "Alice Moreau", "owner"))


def effects(database: Database) -> Counter[str]:
    """How often each sequence had its effect."""
    return Counter(asyncio.run(database.read(lambda db: list(db.execute(select(recruiters.c.name)).scalars()))))


class Sender:
    """Sends one form again and again, as browsers, proxies and impatient people do."""

    def __init__(self, database: Database, who: Member, chance: random.Random) -> None:
        self.database, self.who, self.chance = database, who, chance

    async def post(self, key: str, text: str, refused: bool = False) -> int:
        def work(db: Connection) -> int:
            made = add(db, recruiters, company_id=self.who.company_id, name=key, firm=text)
            if refused:
                raise Mistakes({"name": "Not like this."})
            return made

        return await self.database.write(once, self.who, key, {"name": [text]}, work, NOW)

    async def impatient(self, key: str) -> None:
        """Sent, and the answer never waited for."""
        waiting = asyncio.ensure_future(self.post(key, "right"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])

    async def sequence(self, key: str) -> tuple[set[int], int]:
        """The answers to everything sent under one key, and how many others were turned away."""
        if self.chance.random() < 0.2:
            refused = await asyncio.gather(self.post(key, "right", refused=True), return_exceptions=True)
            assert isinstance(refused[0], Mistakes)
        if self.chance.random() < 0.3:
            await self.impatient(key)
        together = [self.post(key, "right") for _ in range(self.chance.randint(1, 3))]
        answers = set(await asyncio.gather(*together))
        answers.add(await self.post(key, "right"))
        others = await asyncio.gather(*(self.post(key, "other") for _ in range(2)), return_exceptions=True)
        return answers, sum(isinstance(other, Conflict) for other in others)


def test_a_thousand_repeated_forms_have_one_effect_each_and_one_answer(database: Database) -> None:
    sender = Sender(database, alice(database), random.Random(36))
    keys = [f"form {n}" for n in range(SEQUENCES)]

    async def all_of_them() -> list[tuple[set[int], int]]:
        found: list[tuple[set[int], int]] = []
        for first in range(0, SEQUENCES, AT_ONCE):
            found += await asyncio.gather(*(sender.sequence(key) for key in keys[first : first + AT_ONCE]))
        return found

    found = asyncio.run(all_of_them())
    assert effects(database) == Counter(keys)
    assert {len(answers) for answers, _ in found} == {1}
    assert {turned_away for _, turned_away in found} == {2}


def test_two_people_may_send_the_same_key(database: Database) -> None:
    bob = asyncio.run(database.write(member, OURS, "Bob Tanaka", "evaluator"))
    for who in (alice(database), bob):
        asyncio.run(Sender(database, who, random.Random(1)).post("form", who.name))
    assert effects(database) == Counter({"form": 2})
