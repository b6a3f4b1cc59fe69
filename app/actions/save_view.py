"""Saving the evaluator's own view as it is typed: kept apart from the score, final only at submit."""

from sqlalchemy import Connection, update

from app.actions.save_answer import draft
from app.store.members import Member
from app.store.tables import responses


def save_view(db: Connection, member: Member, vetting_id: int, impression: str, summary: str, now: int) -> None:
    """Keep the overall impression and its reason in the draft. Raises Conflict once the form is submitted."""
    response_id, _ = draft(db, member, vetting_id, now)
    mine = (responses.c.id == response_id, responses.c.company_id == member.company_id)
    db.execute(update(responses).where(*mine).values(impression=impression, summary=summary))
