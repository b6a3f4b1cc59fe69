"""Forms that were begun and are not in: whose, and about whom."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.members import Member
from app.store.recruiters import SAME_RECRUITER, SAME_SEARCH
from app.store.tables import recruiters, responses, searches, vettings


@dataclass(frozen=True, slots=True)
class Draft:
    """One unfinished form of a member: which recruiter in which search."""

    recruiter: str
    search: str
    reopened: bool  # it was in once


def drafts_of(db: Connection, member: Member) -> list[Draft]:
    """A member's unfinished evaluator forms in all searches of their company, in the order they were begun."""
    mine = (responses.c.member_id == member.id, responses.c.company_id == member.company_id)
    unfinished = (responses.c.source == "evaluator", responses.c.state == "draft")
    same_vetting = (vettings.c.id == responses.c.vetting_id) & (vettings.c.company_id == responses.c.company_id)
    query = select(recruiters.c.name, searches.c.title, responses.c.reopened_at).where(*mine, *unfinished)
    query = query.join(vettings, same_vetting).join(recruiters, SAME_RECRUITER).join(searches, SAME_SEARCH)
    rows = db.execute(query.order_by(responses.c.id))
    return [Draft(row.name, row.title, row.reopened_at is not None) for row in rows]
