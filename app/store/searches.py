"""Searches: the fetches that check who may see one or change one, and the list of a company's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, true

from app.refusals import Conflict, NotHere
from app.store.instruments import as_pinned
from app.store.members import Member
from app.store.prepared import prepared
from app.store.tables import companies, search_members, searches, vettings

CHANGED = (
    "This search was opened with a questionnaire whose files have changed since. Put the files of {} back as they were."
)


@dataclass(frozen=True, slots=True)
class Search:
    """One need for a recruiter, with the company it belongs to; `demo` searches are open to everybody and read-only."""

    id: int
    company_id: int
    company: str
    demo: bool
    title: str
    instrument: tuple[str, str]  # id, version
    length: Literal["full", "short"]
    weights: Mapping[str, Fraction]
    state: str
    restricted: bool
    opened_at: int
    weights_name: str = ""  # "" while they are those of the questionnaire


@dataclass(frozen=True, slots=True)
class Listed:
    """A search in the list of searches."""

    search: Search
    recruiters: int


def search_for(db: Connection, member: Member, search_id: int) -> Search:
    """The search, if this member may read it. Raises NotHere for what is not there and what is not theirs alike.

    Raises Conflict where the questionnaire is no longer the one it was opened with.
    """
    asks = {"company": member.company_id, "member": member.id}
    row = db.execute(*_fetched(member.role == "owner", **asks, search=search_id)).first()
    if row is None:
        raise NotHere
    return opened(row)


@prepared
def _fetched(owner: bool, company: Any, member: Any, search: Any) -> Select[Any]:
    return readable_by(owner, company, member).where(searches.c.id == search)


def search_to_change(db: Connection, member: Member, search_id: int) -> Search:
    """The search, if this member may change it. Raises NotHere, or Conflict for the demo."""
    search = search_for(db, member, search_id)
    check_open_to_change(search)
    return search


def check_open_to_change(search: Search) -> None:
    """Raises Conflict for the demo."""
    if search.demo:
        raise Conflict("The demo search stays as it is. Start your own search to try this for yourself.")


def hold_search(db: Connection, search: Search) -> None:
    """Let no other transaction change who is in this search until this one ends."""
    own = (searches.c.id == search.id, searches.c.company_id == search.company_id)
    db.execute(select(searches.c.id).where(*own).with_for_update())


def hold_forms(db: Connection, search: Search) -> None:
    """Let no other transaction begin, submit or reopen a form in this search until this one ends."""
    own = (vettings.c.search_id == search.id, vettings.c.company_id == search.company_id)
    db.execute(select(vettings.c.id).where(*own).order_by(vettings.c.id).with_for_update())


def seats_of(db: Connection, search: Search) -> dict[int, bool]:
    """The members a search already fetched was given to: id → whether they evaluate."""
    own = (search_members.c.search_id == search.id, search_members.c.company_id == search.company_id)
    rows = db.execute(select(*search_members.c["member_id", "evaluates"]).where(*own))
    return {row.member_id: row.evaluates for row in rows}


def readable(member: Member) -> Select[Any]:
    """The searches this member may read, for the fetches: those of their company that are theirs, and the demo."""
    return readable_by(member.role == "owner", member.company_id, member.id)


def readable_by(owner: bool, company_id: Any, member_id: Any) -> Select[Any]:
    """The same for a statement that is built once: company and member may be parameters."""
    return every_search().where((searches.c.company_id == company_id) & _given(owner, member_id) | companies.c.demo)


def _given(owner: bool, member_id: Any) -> ColumnElement[bool]:
    """A restricted search is there for owners and for those it was given to."""
    if owner:
        return true()
    given = select(search_members.c.member_id).where(
        search_members.c.search_id == searches.c.id,
        search_members.c.company_id == searches.c.company_id,
        search_members.c.member_id == member_id,
    )
    return or_(searches.c.restricted.is_(False), given.exists())


def evaluators_of(db: Connection, fetched: Collection[Search]) -> dict[int, frozenset[int]]:
    """Search id → the members expected to fill in a form for each of its recruiters, for searches already fetched."""
    found: dict[int, set[int]] = {search.id: set() for search in fetched}
    for row in db.execute(*_evaluating(searches=[*found], companies=[*{search.company_id for search in fetched}])):
        found[row.search_id].add(row.member_id)
    return {search_id: frozenset(who) for search_id, who in found.items()}


@prepared
def _evaluating(searches: Any, companies: Any) -> Select[Any]:
    chosen = (search_members.c.search_id.in_(searches), search_members.c.evaluates)
    own = search_members.c.company_id.in_(companies)
    return select(search_members.c.search_id, search_members.c.member_id).where(*chosen, own)


def opened(row: Row[Any]) -> Search:
    """The search of a fetched row. Raises Conflict where its questionnaire's files are not those it was opened with."""
    search = _search(row)
    if as_pinned(*search.instrument, row.instrument_hash) is None:
        raise Conflict(CHANGED.format(" ".join(search.instrument)))
    return search


def searches_of(db: Connection, member: Member) -> list[Listed]:
    """All searches of the member's company, newest first."""
    inside = (vettings.c.search_id == searches.c.id, vettings.c.company_id == searches.c.company_id)
    count = select(func.count()).where(*inside).scalar_subquery()
    mine = (searches.c.company_id == member.company_id, _given(member.role == "owner", member.id))
    query = every_search().add_columns(count.label("recruiters")).where(*mine)
    rows = db.execute(query.order_by(searches.c.opened_at.desc(), searches.c.id.desc()))
    return [Listed(_search(row), row.recruiters) for row in rows]


def demo_search(db: Connection) -> Search | None:
    """The demo search; None once it was removed."""
    demo = select(companies.c.id).where(companies.c.demo).limit(1).scalar_subquery()  # so that no other's are read
    row = db.execute(every_search().where(searches.c.company_id == demo).order_by(searches.c.id).limit(1)).first()
    return _search(row) if row else None


def every_search() -> Select[Any]:
    """Searches with their company: for fetches, which choose the company themselves."""
    query = select(searches, companies.c.name.label("company"), companies.c.demo)
    return query.join(companies, companies.c.id == searches.c.company_id)


@lru_cache(256)
def _weights(kept: tuple[tuple[str, str], ...]) -> Mapping[str, Fraction]:
    return {dimension: Fraction(weight) for dimension, weight in kept}


def _search(row: Row[Any]) -> Search:
    weights = _weights(tuple(row.weights.items()))
    pinned = (row.instrument_id, row.instrument_version)
    who = (row.id, row.company_id, row.company, row.demo, row.title)
    return Search(*who, pinned, row.length, weights, row.state, row.restricted, row.opened_at, row.weights_name)
