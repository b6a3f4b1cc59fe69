"""Recruiters and their vettings in a search."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from app.refusals import NotHere
from app.store.members import Member
from app.store.searches import Search, search_for, search_to_change
from app.store.tables import recruiters, vettings


@dataclass(frozen=True, slots=True)
class Vetting:
    """One recruiter in one search."""

    id: int
    search: Search
    recruiter_id: int
    name: str
    firm: str


def vettings_in(db: Connection, search: Search) -> list[Vetting]:
    """The vettings of a search the caller has already fetched, in the order they were added."""
    rows = db.execute(_vettings().where(vettings.c.search_id == search.id).order_by(vettings.c.id))
    return [Vetting(row.id, search, row.recruiter_id, row.name, row.firm) for row in rows]


def vetting_for(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may read its search. Raises NotHere."""
    return _vetting(db, member, vetting_id, search_for)


def vetting_to_change(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may change its search. Raises NotHere, or Conflict for the demo."""
    return _vetting(db, member, vetting_id, search_to_change)


def hold(db: Connection, vetting: Vetting) -> None:
    """Let no other transaction change this vetting's forms until this one ends; SQLite writes one at a time anyway."""
    own = (vettings.c.id == vetting.id, vettings.c.company_id == vetting.search.company_id)
    db.execute(select(vettings.c.id).where(*own).with_for_update())


def _vetting(db: Connection, member: Member, vetting_id: int, fetch: Any) -> Vetting:
    row = db.execute(_vettings().where(vettings.c.id == vetting_id)).first()
    if row is None:
        raise NotHere
    search: Search = fetch(db, member, row.search_id)
    return Vetting(row.id, search, row.recruiter_id, row.name, row.firm)


def _vettings() -> Select[Any]:
    query = select(vettings.c.id, vettings.c.search_id, vettings.c.recruiter_id, recruiters.c.name, recruiters.c.firm)
    return query.join(recruiters, recruiters.c.id == vettings.c.recruiter_id)
