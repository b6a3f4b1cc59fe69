"""How long a score lasts: twelve months after its last form or its renewal (measurement 7.7)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, select

from app.store.members import Member
from app.store.recruiters import SAME_RECRUITER, SAME_SEARCH
from app.store.searches import readable
from app.store.tables import companies, recruiters, responses, searches, vettings

DAY = 86_400
LASTS = 365 * DAY  # seconds after the last form was sent, or after the renewal
WARNED = 30 * DAY  # seconds before its end, in which a score is announced to end and can be renewed


@dataclass(frozen=True, slots=True)
class Ending:
    """A score that ends within WARNED seconds, or should have ended already."""

    vetting_id: int
    search_id: int
    title: str
    name: str
    at: int


def ending(db: Connection, member: Member, now: int, among: Collection[int] | None = None) -> list[Ending]:
    """The scores that end soon in the searches this member may read, or `among` some of them; the next one first."""
    last = _last(member.company_id, among)
    query = readable(member).with_only_columns(searches.c.title, *_columns(last), recruiters.c.name)
    query = query.where(searches.c.company_id == member.company_id, *_before(last, now + WARNED))
    query = query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER).join(last, _of(last))
    found = [Ending(row.id, row.search_id, row.title, row.name, _ends(row)) for row in db.execute(query)]
    return sorted(found, key=lambda one: (one.at, one.vetting_id))


def over(db: Connection, company_id: int, now: int) -> list[int]:
    """The vettings of a company whose scores have ended and are not marked so; the demo's never do."""
    last = _last(company_id)
    query = select(vettings.c.id).join(last, _of(last)).join(companies, companies.c.id == vettings.c.company_id)
    mine = (vettings.c.company_id == company_id, companies.c.demo.is_(False))
    return list(db.execute(query.where(*mine, *_before(last, now)).order_by(vettings.c.id)).scalars())


def _last(company_id: int, among: Collection[int] | None = None) -> Subquery:
    """When something was last said in each vetting, or `among` some: its newest form, sent or begun."""
    moment = func.max(func.coalesce(responses.c.submitted_at, responses.c.started_at)).label("at")
    query: Select[Any] = select(responses.c.vetting_id, moment).where(responses.c.company_id == company_id)
    if among is not None:
        query = query.where(responses.c.vetting_id.in_(among))
    return query.group_by(responses.c.vetting_id).subquery()


def _of(last: Subquery) -> ColumnElement[bool]:
    return last.c.vetting_id == vettings.c.id


def _before(last: Subquery, moment: int) -> tuple[ColumnElement[bool], ...]:
    """Not marked as ended, and ending until a moment."""
    began = moment - LASTS
    return (
        vettings.c.expired_at.is_(None),
        last.c.at <= began,
        func.coalesce(vettings.c.renewed_at, 0) <= began,
    )


def _columns(last: Subquery) -> tuple[Any, ...]:
    return (*vettings.c["id", "search_id", "renewed_at"], last.c.at)


def _ends(row: Any) -> int:
    return int(max(row.at, row.renewed_at or 0)) + LASTS
