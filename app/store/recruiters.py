"""Recruiters and their vettings in a search."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from app.refusals import Conflict, NotHere
from app.store.instruments import instrument
from app.store.members import Member
from app.store.searches import Search, check_open_to_change, opened, readable
from app.store.tables import recruiters, searches, vettings

SAME_SEARCH = (vettings.c.search_id == searches.c.id) & (vettings.c.company_id == searches.c.company_id)
SAME_RECRUITER = (recruiters.c.id == vettings.c.recruiter_id) & (recruiters.c.company_id == vettings.c.company_id)
WITH_RECRUITER = (
    vettings.c.id.label("vetting_id"),
    recruiters.c.id.label("recruiter_id"),
    *recruiters.c["name", "firm"],
    *vettings.c["renewed_at", "expired_at"],
)
EXPIRED = "This score has expired: it is older than twelve months. Open a new search to vet {} again."


@dataclass(frozen=True, slots=True)
class Vetting:
    """One recruiter in one search. `expired_at`: since when its score is too old to be compared."""

    id: int
    search: Search
    recruiter_id: int
    name: str
    firm: str
    renewed_at: int | None = None
    expired_at: int | None = None


def vettings_in(db: Connection, search: Search) -> list[Vetting]:
    """The vettings of a search the caller has already fetched, in the order they were added."""
    query = select(*WITH_RECRUITER).select_from(vettings).join(recruiters, SAME_RECRUITER).order_by(vettings.c.id)
    rows = db.execute(query.where(vettings.c.search_id == search.id, vettings.c.company_id == search.company_id))
    return [_vetting(row, search) for row in rows]


def vettings_beside(db: Connection, member: Member, search: Search, most: int) -> list[Vetting]:
    """The newest vettings of the company's other searches by the same questionnaire, newest first.

    Whether anybody has answered makes no difference to which they are.
    """
    alike = searches.c.instrument_hash == instrument(*search.instrument).hash
    others = (searches.c.company_id == search.company_id, searches.c.id != search.id, alike)
    query = readable(member).add_columns(*WITH_RECRUITER).where(*others).order_by(vettings.c.id.desc()).limit(most)
    rows = db.execute(query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER))
    return [vetting_from(row) for row in rows]


def vetting_for(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may read its search. Raises NotHere, or Conflict as search_for does."""
    query = readable(member).add_columns(*WITH_RECRUITER).where(vettings.c.id == vetting_id)
    row = db.execute(query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER)).first()
    if row is None:
        raise NotHere
    return vetting_from(row)


def vetting_to_change(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may change its search. Raises NotHere, or Conflict for the demo and what expired."""
    vetting = vetting_for(db, member, vetting_id)
    check_open_to_change(vetting.search)
    if vetting.expired_at is not None:
        raise Conflict(EXPIRED.format(vetting.name))
    return vetting


def hold(db: Connection, vetting: Vetting) -> None:
    """Let no other transaction change this vetting's forms until this one ends; SQLite writes one at a time anyway."""
    own = (vettings.c.id == vetting.id, vettings.c.company_id == vetting.search.company_id)
    db.execute(select(vettings.c.id).where(*own).with_for_update())


def vetting_from(row: Row[Any]) -> Vetting:
    """The vetting of a row with its search and recruiter. Raises Conflict as search_for does."""
    return _vetting(row, opened(row))


def _vetting(row: Row[Any], search: Search) -> Vetting:
    who = (row.vetting_id, search, row.recruiter_id, row.name, row.firm)
    return Vetting(*who, row.renewed_at, row.expired_at)
