"""People who answer without pause as static/queue.js sends it, and note what they sent and what they were told."""

import asyncio
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import httpx
from sqlalchemy import select

from app.actions.open_search import open_search
from app.actions.sign_in import sign_in
from app.store.instruments import DEFAULT, instrument
from app.store.tables import vettings
from databases import engine_of
from people import OURS, member

ITEMS = ("EV01", "EV11", "EV12", "EV13", "EV15", "EV24")  # ladders whose answers can be backed
SAVED = re.compile(r'data-version="(\d+)" data-sequence="(\d+)"')
NOTE = re.compile(r"note (r\d+)-(\d+)\b")
OK = 200
Outcome = Literal["ok", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Event:
    """One request: a save with its sequence, or a read with the sequence it showed (0: none). `fail`: told it was not
    done; `unknown`: nothing was told, or that it is not known."""

    device: str
    item: str
    kind: Literal["save", "read"]
    sequence: int
    began: float
    ended: float
    outcome: Outcome
    status: int = 0
    wait: str = ""  # what it was told about trying again


@dataclass(frozen=True, slots=True)
class Seat:
    """One member signed in, and the form they fill in."""

    who: int
    token: str
    vetting: int


def seated(url: str, many: int) -> list[Seat]:
    """As many evaluators in one search, each signed in."""
    engine, now = engine_of(url), int(time.time())
    with engine.begin() as db:
        owner = member(db, OURS, "Alice Moreau", "owner")
        open_search(db, owner, "Role", [("Ana Ferreira", "")], "full", instrument(*DEFAULT), now)
        [vetting] = db.execute(select(vettings.c.id).where(vettings.c.company_id == owner.company_id)).scalars()
        people = [member(db, OURS, f"Rater{number} Lund", "evaluator") for number in range(many)]
        seats = [Seat(each.id or 0, sign_in(db, each, now), vetting) for each in people]
    engine.dispose()
    return seats


@dataclass
class Rater:
    """One page of one person. `events` is what came of every request; a save that was not told of is sent again."""

    device: str
    seat: Seat
    chance: random.Random
    events: list[Event] = field(default_factory=list)
    acknowledged: int = 0  # of its saves: who waits for more asks again and again, however many events there are
    _seen: dict[str, int] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)  # item → the sequence that is not known to be kept
    _count: int = 0

    async def once(self, site: httpx.AsyncClient, reading: float = 0.0) -> Event:
        """Give an answer to some question, or what is still to be sent; or look at one."""
        first = [*self._waiting] if self._waiting and self.chance.random() < 0.7 else ITEMS
        item = self.chance.choice(first)
        if self.chance.random() < reading:
            event = await self._read(site, item)
        else:
            event = await self._save(site, item)
        self.events.append(event)
        self.acknowledged += event.kind == "save" and event.outcome == "ok"
        return event

    async def _save(self, site: httpx.AsyncClient, item: str) -> Event:
        if item not in self._waiting or self.chance.random() < 0.2:  # a newer answer takes the place of what waits
            self._count += 1
            self._waiting[item] = self._count
        sequence, began = self._waiting[item], time.monotonic()
        answer = await self._asked(site, "POST", item, self._fields(item, sequence))
        outcome, told = self._told(answer, sequence)
        if outcome == "ok":
            self._seen[item] = told
            del self._waiting[item]
        return Event(self.device, item, "save", sequence, began, time.monotonic(), outcome, *_how(answer))

    async def _read(self, site: httpx.AsyncClient, item: str) -> Event:
        began = time.monotonic()
        answer = await self._asked(site, "GET", item, {})
        good = answer is not None and answer.status_code == OK
        shown = NOTE.search(answer.text) if good and answer is not None else None
        sequence = 0 if not shown else int(shown[2]) if shown[1] == self.device else -1
        outcome: Outcome = "ok" if good else "fail"
        return Event(self.device, item, "read", sequence, began, time.monotonic(), outcome, *_how(answer))

    def _fields(self, item: str, sequence: int) -> dict[str, str]:
        said = {"value": str(sequence % 5), "support": "general", "note": f"note {self.device}-{sequence}"}
        stamp = {"seen": str(self._seen.get(item, 0)), "device": self.device, "sequence": str(sequence)}
        return {**said, "whole": "yes", **stamp, "who": str(self.seat.who)}

    async def _asked(
        self, site: httpx.AsyncClient, method: str, item: str, fields: dict[str, str]
    ) -> httpx.Response | None:
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"session={self.seat.token}"}
        if method == "POST":
            headers["Followthrough-Save"] = "1"
        path = f"/vettings/{self.seat.vetting}/answer/{item}"
        try:
            return await site.request(method, path, data=fields, headers=headers)
        except httpx.TransportError:
            return None

    def _told(self, answer: httpx.Response | None, sequence: int) -> tuple[Outcome, int]:
        """What came of a save, as static/queue.js takes it, and the version that is kept now."""
        if answer is None:
            return "unknown", 0
        kept = SAVED.search(answer.text)
        if answer.status_code == OK and kept and int(kept[2]) >= sequence:
            return "ok", int(kept[1])
        return ("unknown" if "not known" in answer.text else "fail"), 0


def _how(answer: httpx.Response | None) -> tuple[int, str]:
    return (answer.status_code, answer.headers.get("Retry-After", "")) if answer is not None else (0, "")


def raters(seats: list[Seat], seed: int) -> list[Rater]:
    return [Rater(f"r{number}", seat, random.Random(seed * 1000 + number)) for number, seat in enumerate(seats)]


async def busy(
    people: list[Rater], address: str, stop: asyncio.Event, reading: float = 0.0, pause: float = 0.0
) -> None:
    """All of them at once, each as fast as they are answered and think for `pause` seconds, until `stop` is set."""

    async def one(rater: Rater, site: httpx.AsyncClient) -> None:
        while not stop.is_set():
            told = (await rater.once(site, reading)).status > 0
            if pause or not told:  # as after a lost connection: a moment, then again
                await asyncio.sleep(pause or 0.02)

    limits = httpx.Limits(max_connections=len(people), keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=address, timeout=20, limits=limits) as site:
        await asyncio.gather(*(one(rater, site) for rater in people))


def told(people: list[Rater]) -> int:
    """How many saves were acknowledged."""
    return sum(rater.acknowledged for rater in people)


def events(people: list[Rater]) -> Iterator[Event]:
    for rater in people:
        yield from rater.events
