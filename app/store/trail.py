"""Reading the audit trail: what is asked for, a page at a time, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, Table, cast, or_, select

from app.store.keys import Keys
from app.store.tables import audit, audit_origins, invitations, responses, vettings
from app.store.trail_veil import Veil

AT_ONCE = 500  # events in memory together


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trail; `address` is "" where nobody asked from anywhere, and once the person was erased."""

    number: int
    at: int
    member_id: int | None
    invitation_id: int | None
    action: str
    subject: str
    detail: str
    hash: str
    address: str

    @property
    def by_itself(self) -> bool:
        """Nobody did it: a job, or a command on the server."""
        return self.member_id is None and self.invitation_id is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail is asked for; what is None or false is not asked about. `until` is no longer in it."""

    person: int | None = None  # a member
    by_link: bool = False  # by those who answer by a link
    by_itself: bool = False  # by nobody
    actions: frozenset[str] | None = None
    search: int | None = None
    recruiter: int | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some events, newest first, and whether there are newer and older ones."""

    events: list[Event]
    newer: bool
    older: bool


def leaf_before(db: Connection, veil: Veil, wanted: Wanted, most: int, before: int | None = None) -> Leaf:
    """The newest events, or the newest older than event `before`."""
    older = [audit.c.number < before] if before is not None else []
    rows = db.execute(_events(veil, wanted).where(*older).order_by(audit.c.number.desc()).limit(most + 1)).all()
    return Leaf([_event(row) for row in rows[:most]], newer=before is not None, older=len(rows) > most)


def leaf_after(db: Connection, veil: Veil, wanted: Wanted, most: int, after: int) -> Leaf:
    """The oldest events newer than event `after`."""
    query = _events(veil, wanted).where(audit.c.number > after).order_by(audit.c.number).limit(most + 1)
    rows = db.execute(query).all()
    return Leaf([_event(row) for row in rows[:most]][::-1], newer=len(rows) > most, older=True)


def every(db: Connection, veil: Veil, wanted: Wanted) -> Iterator[list[Event]]:
    """All of them in the order they were written, some at a time."""
    last = 0
    while events := leaf_after(db, veil, wanted, AT_ONCE, last).events[::-1]:
        yield events
        last = events[-1].number


def place(keys: Keys, company_id: int, number: int) -> str:
    """An event's number as an address may hold it: two of them do not tell how many events lie between."""
    mark = keys.raw("place", str(company_id), str(number))[:8]
    return (mark + (number ^ _hides(keys, mark)).to_bytes(8, "big")).hex()


def number_at(keys: Keys, company_id: int, text: str) -> int | None:
    """The number a place stands for; None for no place of this company's trail."""
    try:
        told = bytes.fromhex(text)
    except ValueError:
        return None
    number = int.from_bytes(told[8:16], "big") ^ _hides(keys, told[:8])
    return number if number < 2**63 and place(keys, company_id, number) == text else None


def _hides(keys: Keys, mark: bytes) -> int:
    return int.from_bytes(keys.raw("place hides", mark.hex())[:8], "big")


def _events(veil: Veil, wanted: Wanted) -> Select[Any]:
    """The events of the owner's company that are asked for and may be read, with where they came from."""
    own = audit.c.company_id == veil.owner.company_id
    same = (audit_origins.c.company_id == audit.c.company_id) & (audit_origins.c.number == audit.c.number)
    columns = [audit.c[name] for name in Event.__dataclass_fields__ if name != "address"]
    query = select(*columns, audit_origins.c.address).outerjoin(audit_origins, same)
    return query.where(own, veil.leaves, *_asked_for(wanted, veil.owner.company_id))


def _asked_for(wanted: Wanted, company_id: int) -> Iterator[ColumnElement[bool]]:
    if wanted.person is not None:
        yield audit.c.member_id == wanted.person
    if wanted.by_link:
        yield audit.c.invitation_id.is_not(None)
    if wanted.by_itself:
        yield audit.c.member_id.is_(None) & audit.c.invitation_id.is_(None)
    if wanted.actions is not None:
        yield audit.c.action.in_(wanted.actions)
    if wanted.since is not None:
        yield audit.c.at >= wanted.since
    if wanted.until is not None:
        yield audit.c.at < wanted.until
    if wanted.search is not None:
        yield _about(company_id, f"search {wanted.search}", vettings.c.search_id == wanted.search)
    if wanted.recruiter is not None:
        yield _about(company_id, f"recruiter {wanted.recruiter}", vettings.c.recruiter_id == wanted.recruiter)


def _about(company_id: int, itself: str, chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Lines on a thing itself, on its vettings, and on forms and invitations in them; what is gone cannot be told."""
    inside = select(vettings.c.id).where(vettings.c.company_id == company_id, chosen)
    itself_and_below = [
        audit.c.subject == itself,
        audit.c.subject.in_(inside.with_only_columns(_named("vetting", vettings))),
    ]
    for noun, table in (("response", responses), ("invitation", invitations)):
        there = (table.c.company_id == company_id, table.c.vetting_id.in_(inside))
        itself_and_below.append(audit.c.subject.in_(select(_named(noun, table)).where(*there)))
    return or_(*itself_and_below)


def _named(noun: str, table: Table) -> ColumnElement[str]:
    """A row as the trail names it."""
    named: ColumnElement[str] = f"{noun} " + cast(table.c.id, String)
    return named


def _event(row: Row[Any]) -> Event:
    own = {name: getattr(row, name) for name in Event.__dataclass_fields__}
    return Event(**own | {"address": row.address or ""})
