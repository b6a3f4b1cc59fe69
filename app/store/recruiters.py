"""Recruiters and their vettings in a search."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, or_, select

from app.refusals import Conflict, NotHere
from app.store.instruments import instrument
from app.store.locks import hold_rows
from app.store.members import Member
from app.store.prepared import prepared
from app.store.searches import Search, check_open_to_change, opened, readable_by
from app.store.tables import proofs, recruiters, remarks, searches, vettings

SAME_SEARCH = (vettings.c.search_id == searches.c.id) & (vettings.c.company_id == searches.c.company_id)
SAME_RECRUITER = (recruiters.c.id == vettings.c.recruiter_id) & (recruiters.c.company_id == vettings.c.company_id)
WITH_RECRUITER = (
    vettings.c.id.label("vetting_id"),
    recruiters.c.id.label("recruiter_id"),
    *recruiters.c["name", "firm"],
    *vettings.c["renewed_at", "expired_at"],
    or_(
        *(
            exists().where(table.c.vetting_id == vettings.c.id, table.c.company_id == vettings.c.company_id)
            for table in (remarks, proofs)
        )
    ).label("replied"),
)
EXPIRED = "This score has expired: it is older than twelve months. Open a new search to vet {} again."


@dataclass(frozen=True, slots=True)
class Vetting:
    """One recruiter in one search. `expired_at`: since when its score is too old to be compared.

    `replied`: the recruiter has written something about it, which is for those who see the result.
    """

    id: int
    search: Search
    recruiter_id: int
    name: str
    firm: str
    renewed_at: int | None = None
    expired_at: int | None = None
    replied: bool = False


def vettings_in(db: Connection, search: Search) -> list[Vetting]:
    """The vettings of a search the caller has already fetched, in the order they were added."""
    return _inside(db, [search])[search.id]


def vettings_near(db: Connection, member: Member, fetched: Collection[Search], most: int) -> dict[int, list[Vetting]]:
    """Search id → its own vettings, then the newest of the company's others by the same questionnaire, newest first.

    Whether anybody has answered makes no difference to which they are. Two queries for each questionnaire.
    """
    found: dict[int, list[Vetting]] = {}
    for used in dict.fromkeys(search.instrument for search in fetched):
        own = _inside(db, [search for search in fetched if search.instrument == used])
        some = next(search for search in fetched if search.instrument == used)
        newest = _newest(db, member, some, most + max(map(len, own.values())))
        for search_id, inside in own.items():
            found[search_id] = [*inside, *[one for one in newest if one.search.id != search_id][:most]]
    return found


def _inside(db: Connection, fetched: Collection[Search]) -> dict[int, list[Vetting]]:
    """Search id → its vettings in the order they were added."""
    by_id = {search.id: search for search in fetched}
    found: dict[int, list[Vetting]] = {search_id: [] for search_id in by_id}
    for row in db.execute(*_in_searches(searches=[*by_id], companies=[*{search.company_id for search in fetched}])):
        found[row.search_id].append(_vetting(row, by_id[row.search_id]))
    return found


@prepared
def _in_searches(searches: Any, companies: Any) -> Select[Any]:
    query = select(vettings.c.search_id, *WITH_RECRUITER).select_from(vettings).join(recruiters, SAME_RECRUITER)
    own = (vettings.c.search_id.in_(searches), vettings.c.company_id.in_(companies))
    return query.where(*own).order_by(vettings.c.id)


def _newest(db: Connection, member: Member, search: Search, most: int) -> list[Vetting]:
    """The newest vettings of a company by the questionnaire of one of its searches, which is among them."""
    asks = {"company": member.company_id, "member": member.id}
    of = {"host": search.company_id, "hash": instrument(*search.instrument).hash}
    return [vetting_from(row) for row in db.execute(*_newest_by(member.role == "owner", **asks, **of, most=most))]


@prepared
def _newest_by(owner: bool, company: Any, member: Any, host: Any, hash: Any, most: Any) -> Select[Any]:
    alike = (searches.c.company_id == host, searches.c.instrument_hash == hash)
    query = readable_by(owner, company, member).add_columns(*WITH_RECRUITER).where(*alike)
    query = query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER)
    return query.order_by(vettings.c.id.desc()).limit(most)


def vetting_for(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may read its search. Raises NotHere, or Conflict as search_for does."""
    asks = {"company": member.company_id, "member": member.id}
    row = db.execute(*_fetched(member.role == "owner", **asks, vetting=vetting_id)).first()
    if row is None:
        raise NotHere
    return vetting_from(row)


@prepared
def _fetched(owner: bool, company: Any, member: Any, vetting: Any) -> Select[Any]:
    query = readable_by(owner, company, member).add_columns(*WITH_RECRUITER).where(vettings.c.id == vetting)
    return query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER)


def vetting_to_change(db: Connection, member: Member, vetting_id: int) -> Vetting:
    """The vetting, if this member may change its search. Raises NotHere, or Conflict for the demo and what expired."""
    vetting = vetting_for(db, member, vetting_id)
    check_open_to_change(vetting.search)
    if vetting.expired_at is not None:
        raise Conflict(EXPIRED.format(vetting.name))
    return vetting


def hold(db: Connection, vetting: Vetting) -> None:
    """Let no other transaction change this vetting's forms until this one ends."""
    hold_rows(db, _held(vetting=vetting.id, company=vetting.search.company_id))


@prepared
def _held(vetting: Any, company: Any) -> Select[Any]:
    own = (vettings.c.id == vetting, vettings.c.company_id == company)
    return select(vettings.c.id).where(*own).with_for_update()


def vetting_from(row: Row[Any]) -> Vetting:
    """The vetting of a row with its search and recruiter. Raises Conflict as search_for does."""
    return _vetting(row, opened(row))


def _vetting(row: Row[Any], search: Search) -> Vetting:
    who = (row.vetting_id, search, row.recruiter_id, row.name, row.firm)
    return Vetting(*who, row.renewed_at, row.expired_at, bool(row.replied))
