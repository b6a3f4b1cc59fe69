"""The network between the outbox and the mail server fails: no mail is lost, or sent again once it is known as taken.

Time runs fifty times as fast here for all that waits, so that what is right about minutes is seen in a second.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiosmtplib
import pytest
from sqlalchemy import Connection

from app.mail import sending, smtp
from app.mail.sending import Post
from databases import Arranged, used
from endurance import Found, Tally, times
from faults.wire import FAULTS, Fault, Wire
from outbox import Office, office, queued
from people import NOW
from post_office import PostOffice

pytestmark = pytest.mark.soak

FASTER = 50
EACH = 3  # mails put into the outbox before each fault
LASTING, FORGETTING = 8, 8  # of so many faults one outlasts a try, or loses what is open for good
SLOW = dict.fromkeys(("MAIL", "BODY", "ANSWER", "QUIT"), "slow")  # so that faults fall into every phase
DAYS = 3  # in which every try of a mail is over
PATIENCE = 30  # seconds for what takes less than one


@dataclass
class Clock:
    began: float = field(default_factory=time.monotonic)
    ahead: int = 0

    def __call__(self) -> float:
        return NOW + self.ahead + FASTER * (time.monotonic() - self.began)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the outbox was told that a mail was taken; meanwhile all that it waits for is shorter."""
    told = Counter[str]()
    for module, name in ((smtp, "TRY"), (smtp, "FAREWELL"), (sending, "POLL"), (sending, "SETTLE")):
        monkeypatch.setattr(module, name, getattr(module, name) / FASTER)

    class Told(aiosmtplib.SMTP):
        async def send_message(self, message: Any, **more: Any) -> Any:
            came = await super().send_message(message, **more)
            told[str(message["Message-ID"])] += 1
            return came

    monkeypatch.setattr(smtp, "SMTP", Told)
    return told


@dataclass
class Mailing:
    """An outbox whose post is at work, the wire to its mail server, and what was put into it."""

    database: Arranged
    post_office: PostOffice
    wire: Wire
    of: Office
    known: Counter[str]  # how often the outbox was told that a mail was taken
    ids: list[str] = field(default_factory=list)

    async def put(self, many: int) -> None:
        def work(db: Connection) -> list[str]:
            return [queued(db, self.of, "evaluator_chosen").message_id for _ in range(many)]

        self.ids += [f"<{each.partition('@')[0]}@x.example>" for each in await self.database.write(work)]

    async def fault(self, kind: Fault, moment: int, lasting: float) -> float:
        """One fault while mail is on its way; the seconds until one put in afterwards is known as taken."""
        before = self.seen[moment]
        await self.put(EACH)
        await until(lambda: self.seen[moment] > before)
        self.wire.now(kind)
        await asyncio.sleep(lasting)
        self.wire.now("well")
        began = time.monotonic()
        await self.put(1)
        await until(lambda: self.ids[-1] in self.known)
        return time.monotonic() - began

    @property
    def seen(self) -> tuple[int, int, int]:
        """How many mails the server was offered, how many it took, and how many we know of: three moments of a try."""
        return len(self.post_office.recipients), len(self.post_office.taken), self.known.total()


async def until(true: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last, "the outbox does not go on by itself"
        await asyncio.sleep(0.002)


async def faults(mailing: Mailing, post: Post, clock: Clock, runs: int) -> float:
    """One after the other, and at the end the days that the last tries may need; the longest until it went on."""
    chance, took, stop = random.Random(43), 0.0, asyncio.Event()
    working = asyncio.create_task(post.run(stop))
    for run in range(runs):
        kind: Fault = "forget" if run % FORGETTING == 3 else FAULTS[run % len(FAULTS)]
        lasting = chance.uniform(1, 2) * smtp.TRY if run % LASTING == LASTING - 1 else chance.uniform(0, 0.2)
        took = max(took, await mailing.fault(kind, chance.randrange(3), lasting))
    stop.set()
    await working
    clock.ahead += DAYS * 86_400
    await post.round(asyncio.Event())
    return took


def test_a_mail_server_behind_a_network_that_fails_gets_every_mail(
    database_url: str, known: Counter[str], tally: Tally
) -> None:
    runs, clock = times(8, 250), Clock()
    with PostOffice(at=SLOW, pause=0.03) as post_office, Wire(post_office.port) as wire:
        reached = {"smtp_host": "127.0.0.1", "smtp_port": wire.port, "smtp_security": "none"}
        settings = used(database_url, **reached, mail_from="v@x.example")
        database = Arranged(settings)
        mailing = Mailing(database, post_office, wire, asyncio.run(database.write(office)), known)
        took = asyncio.run(faults(mailing, Post(database, settings, clock), clock, runs))
        database.close()
    wanted, taken = set(mailing.ids), post_office.counts
    again, twice = sum(taken.values()) - len(taken), sum(known[each] != 1 for each in wanted)
    figures = f"{len(wanted)} mails, {again} taken twice as the answer was lost; went on within {took:.1f} s"
    tally.note(Found("T41 network to the mail server fails", runs, len(wanted - set(taken)), 0, twice, figures))
    assert set(taken) == wanted
