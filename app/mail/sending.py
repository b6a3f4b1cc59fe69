"""The outbox's worker: takes what waits, hands it to the mail server, and notes what came of it.

A mail is sent at least once, and as good as always exactly once. It stands in the outbox only if the transaction that
caused it was committed, is claimed before it is sent, and is noted as sent as soon as the server has answered 250. The
one way to a second copy is to be cut off in between: our process dies, or stands still for longer than its claim lasts,
between the server's 250 and our commit, or the 250 itself is lost on the line. Both copies then carry the same
Message-ID, by which mail programs show one.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import ParamSpec

from jinja2 import UndefinedError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.mail.bell import heard
from app.mail.claims import claim, due, not_sent, sent
from app.mail.envelopes import Envelope, Unsendable, envelope
from app.mail.letters import letter
from app.mail.smtp import NotTaken, taken
from app.mail.standing import ended
from app.settings import Settings
from app.store.database import Database, Work
from app.store.keys import keys_of
from app.store.messages import Message

P = ParamSpec("P")

POLL = 5  # seconds between two looks into the outbox when nobody rings
SETTLE = 0.1  # seconds from a ring until what was queued is committed
LANES = 4  # mails on their way at the same time, so that one slow try does not hold up the rest
PATIENCE = 1  # seconds before a note that could not be written is tried again

log = logging.getLogger("followthrough")


class Post:
    """Sends the outbox's mail until told to stop."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Look into the outbox at every ring and every few seconds; what is in hand when it stops is finished."""
        with heard() as bell:
            while not stop.is_set():
                bell.clear()
                await self.round(stop)
                await first_of(stop, bell, seconds=POLL)
                await first_of(stop, seconds=SETTLE)

    async def round(self, stop: asyncio.Event) -> None:
        """Send everything that is due."""
        [waiting] = await asyncio.gather(self._database.read(due, self.now), return_exceptions=True)
        if isinstance(waiting, BaseException):
            return self._broken(waiting)
        lanes = (self._lane(stop) for _ in range(min(waiting, LANES)))
        for outcome in await asyncio.gather(*lanes, return_exceptions=True):
            if isinstance(outcome, BaseException):
                self._broken(outcome)
        return None

    @property
    def now(self) -> int:
        return int(self._clock())

    async def _lane(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and (message := await self._database.write(claim, self.now)):
            await self._send(message)

    async def _send(self, message: Message) -> None:
        try:
            addressed = await self._database.read(written, message, self._settings, self.now)
            async with taken(self._settings, addressed):
                await self._note(sent, message, self.now)
        except (Unsendable, NotTaken) as why:
            sentence, final = str(why), isinstance(why, Unsendable) or why.final
            log.warning("mail %s was not sent: %s", message.id, sentence.partition(":")[0])  # a reply may name people
            await self._note(not_sent, message, sentence, self.now, final=final)

    async def _note(self, note: Work[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """What came of a try must not be lost to a database that is away for a moment."""
        while True:
            try:
                return await self._database.write(note, *args, **kwargs)
            except DBAPIError as away:
                log.warning("what came of a mail could not be noted yet", exc_info=away)
                await asyncio.sleep(PATIENCE)

    @staticmethod
    def _broken(failure: BaseException) -> None:
        """What must not happen stops one round, never the post."""
        log.error("the outbox could not be worked through", exc_info=failure)


def written(db: Connection, message: Message, settings: Settings, now: int) -> Envelope:
    """The mail with its link, ready to be sent. Raises Unsendable."""
    if why := ended(message, now):
        raise Unsendable(f"Not sent. {why}")
    try:
        said = letter(message, keys_of(db), settings.public_url)
    except UndefinedError as lacking:
        raise Unsendable(f"Not sent. This mail was put together wrongly: {lacking.message}.") from lacking
    return envelope(said, message, settings.mail_from)


async def first_of(*events: asyncio.Event, seconds: float) -> None:
    """Return when one of the events is set, or after so many seconds."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
