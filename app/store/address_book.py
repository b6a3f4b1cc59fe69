"""The address book: the recruiters a company has met, and the searches each was vetted in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from app.refusals import NotHere
from app.store.members import Member
from app.store.recruiters import SAME_RECRUITER, SAME_SEARCH, WITH_RECRUITER, Vetting, vetting_from
from app.store.searches import readable
from app.store.tables import companies, recruiters, searches, vettings

PAGE = 100  # recruiters on one page


@dataclass(frozen=True, slots=True)
class Known:
    """A recruiter in the book; `met` counts the searches this member may read."""

    id: int
    name: str
    firm: str
    met: int


def known_recruiters(db: Connection, member: Member, wanted: str = "", after: tuple[str, int] = ("", 0)) -> list[Known]:
    """By name, one page and one more; `wanted` is part of a name or firm, `after` the last name and id before."""
    met = readable(member).join(vettings, SAME_SEARCH).where(searches.c.company_id == member.company_id)
    count = met.with_only_columns(vettings.c.recruiter_id.label("recruiter_id"), func.count().label("met"))
    mine = count.group_by(vettings.c.recruiter_id).subquery()
    query = select(recruiters, mine.c.met).join(mine, mine.c.recruiter_id == recruiters.c.id)
    query = query.where(recruiters.c.company_id == member.company_id)
    if wanted:
        part = recruiters.c.name.icontains(wanted, autoescape=True)
        query = query.where(or_(part, recruiters.c.firm.icontains(wanted, autoescape=True)))
    name, key = after
    query = query.where(or_(recruiters.c.name > name, (recruiters.c.name == name) & (recruiters.c.id > key)))
    rows = db.execute(query.order_by(recruiters.c.name, recruiters.c.id).limit(PAGE + 1))
    return [Known(row.id, row.name, row.firm, row.met) for row in rows]


def recruiter_for(db: Connection, member: Member, recruiter_id: int) -> list[Vetting]:
    """Every vetting of a recruiter this member may read, newest search first, never empty. Raises NotHere."""
    query = readable(member).add_columns(*WITH_RECRUITER).where(recruiters.c.id == recruiter_id)
    query = query.where(searches.c.company_id == member.company_id, companies.c.demo.is_(False))
    query = query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER).order_by(vettings.c.id.desc())
    found: list[Row[Any]] = list(db.execute(query))
    if not found:
        raise NotHere
    return [vetting_from(row) for row in found]
