"""Reopenings: which forms were opened again after they were in, when, by whom and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.store.blindness import Part
from app.store.tables import accounts, audit, members


@dataclass(frozen=True, slots=True)
class Reopening:
    """One time a form was opened again. `by` is "" where they are gone, `why` for those who may not read answers."""

    vetting_id: int
    name: str
    at: int
    by: str
    why: str


def reopenings_of(db: Connection, company_id: int, forms: Iterable[Part]) -> list[Reopening]:
    """Every reopening of these forms of one company, in the order they happened; no query where there is none."""
    reopened = {f"response {form.response_id}": form for form in forms if form.reopened_at is not None}
    if not reopened:
        return []
    by_whom = (members.c.id == audit.c.member_id) & (members.c.company_id == audit.c.company_id)
    query = select(*audit.c["subject", "at"], accounts.c.name).outerjoin(members, by_whom)
    query = query.outerjoin(accounts, accounts.c.id == members.c.account_id)
    mine = (audit.c.company_id == company_id, audit.c.action == "response:reopen", audit.c.subject.in_(reopened))
    reasons = {subject: iter(form.reopened_why.splitlines()) for subject, form in reopened.items()}
    return [
        Reopening(
            reopened[row.subject].vetting_id,
            reopened[row.subject].name,
            row.at,
            row.name or "",
            next(reasons[row.subject], ""),
        )
        for row in db.execute(query.where(*mine).order_by(audit.c.number))
    ]
