"""Whether an audit trail is whole: the first bad row, and why (safety 51)."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from app.store.audit import CHAINED, chain
from app.store.keys import Keys, keys_of
from app.store.tables import audit, audit_heads, companies

Line = Mapping[str, Any]  # one row of the trail: CHAINED, and its hash
Why = Literal["changed", "missing", "inserted", "out of order", "cut off", "not the end", "not the anchor"]

AT_ONCE = 1_000  # rows fetched together
SHORT = 16  # digits of a hash that are noted down: nobody finds another trail whose hash begins alike
ANCHOR = re.compile(r"(?P<number>[0-9]{1,18}):(?P<hash>[0-9a-f]{16,64})")
NOTHING = "nothing has been written yet."
BEFORE = "The first {} came before the chain, and nobody can tell whether they were changed."
SENTENCES: Mapping[Why, str] = {
    "changed": "Event {} was changed after it was written, or the one before it was taken away.",
    "missing": "Event {} is missing.",
    "inserted": "Event {} was put in afterwards.",
    "out of order": "Event {} stands in another's place.",
    "cut off": "The trail is cut off: event {} was written, and it is missing with all after it.",
    "not the end": "What is kept as the end of the trail is not event {}, the last there is.",
    "not the anchor": "Event {} is not the one that was noted down: the trail was written anew.",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a trail: its last number and hash; rows up to `since` were there before the chain and have no hash."""

    number: int
    hash: str
    since: int = 0

    @property
    def anchor(self) -> str:
        """What to note down outside of the database; "" where there is no hash yet."""
        return str(Anchor(self.number, self.hash[:SHORT])) if self.hash else ""

    @property
    def good(self) -> str:
        """What a check that found nothing bad has found."""
        many = f"all {self.number} events are" if self.number > 1 else "the one event is"
        said = f"{many} as {'they were' if self.number > 1 else 'it was'} written." if self.number else NOTHING
        return f"{said} {BEFORE.format(self.since)}" if self.since else said


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event's number and the beginning of its hash, noted down outside of the database."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Bad:
    """The first row that is not as it was written, by number."""

    number: int
    why: Why

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why].format(self.number)


def anchor_in(text: str) -> Anchor | None:
    """`214:9f3a52c177de0b14…` as an anchor; None for what is none."""
    found = ANCHOR.fullmatch(text.strip().lower())
    return Anchor(int(found["number"]), found["hash"]) if found else None


def head_of(db: Connection, company_id: int) -> Head:
    """The end of a company's trail as it is kept."""
    query = select(*audit_heads.c["number", "hash", "since"]).where(audit_heads.c.company_id == company_id)
    row = db.execute(query).first()
    return Head(row.number, row.hash, row.since) if row else Head(0, "")


def first_bad(db: Connection, company_id: int, anchor: Anchor | None = None) -> Bad | None:
    """Check a company's whole trail; None where it is as it was written."""
    head = head_of(db, company_id)
    with closing(lines(db, company_id)) as trail:
        return check(keys_of(db), trail, head, anchor)


def lines(db: Connection, company_id: int) -> Generator[Line]:
    """A company's trail in its order, a thousand rows in memory at a time."""
    query = select(*audit.c[*CHAINED, "hash"]).where(audit.c.company_id == company_id).order_by(audit.c.number)
    with db.execute(query.execution_options(yield_per=AT_ONCE)) as rows:
        for row in rows:
            yield row._asdict()


def check(keys: Keys, trail: Iterable[Line], head: Head, anchor: Anchor | None = None) -> Bad | None:
    """The first bad row of a trail given in its order; every row is looked at once, with the one after it."""
    last, last_hash, noted = 0, "", anchor is None or anchor.number == 0
    for line, following in with_next(trail):
        if bad := _bad(keys, last, last_hash, line, following, head):
            return bad
        last, last_hash = line["number"], line["hash"]
        if anchor and last == anchor.number:
            if not last_hash.startswith(anchor.hash):
                return Bad(last, "not the anchor")
            noted = True
    if last < head.number or not noted:
        return Bad(last + 1, "cut off")
    return None if (last, last_hash) == (head.number, head.hash) else Bad(last, "not the end")


def _bad(keys: Keys, last: int, before: str, line: Line, following: Line | None, head: Head) -> Bad | None:
    due, number = last + 1, line["number"]
    if number != due:
        misplaced = following is not None and following["number"] == due
        return Bad(due, "out of order" if misplaced else "missing") if number > due else Bad(number, "inserted")
    if number <= head.since:
        return Bad(number, "changed") if line["hash"] else None
    if chain(keys, before, line) == line["hash"]:
        return None
    return Bad(number, _why(keys, before, line, following, number))


def _why(keys: Keys, before: str, line: Line, following: Line | None, number: int) -> Why:
    """What was done where a row does not follow the one before: whether the next row belongs here instead."""
    if following is None or chain(keys, before, {**following, "number": number}) != following["hash"]:
        return "changed"
    swapped = chain(keys, following["hash"], {**line, "number": number + 1}) == line["hash"]
    return "out of order" if swapped else "inserted"


def with_next(trail: Iterable[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Each row with the one after it."""
    rows = iter(trail)
    current = next(rows, None)
    while current is not None:
        following = next(rows, None)
        yield current, following
        current = following


def trails(db: Connection) -> list[tuple[int, str]]:
    """Every company with its name, in the order they came."""
    return [(row.id, row.name) for row in db.execute(select(*companies.c["id", "name"]).order_by(companies.c.id))]
