"""Saving the evaluator's own view as it is typed: kept apart from the score, final only at submit."""

from sqlalchemy import Connection, update

from app.actions.save_answer import begin
from app.refusals import Conflict
from app.store.members import Member
from app.store.recruiters import hold, vetting_to_change
from app.store.responses import own_response
from app.store.tables import responses


def save_view(db: Connection, member: Member, vetting_id: int, impression: str, summary: str, now: int) -> None:
    """Keep the overall impression and its reason in the draft. Raises Conflict once the form is submitted."""
    vetting = vetting_to_change(db, member, vetting_id)
    hold(db, vetting)
    own = own_response(db, member, vetting)
    if own and own.state == "submitted":
        raise Conflict("This form is submitted, and your view of it no longer changes.")
    response_id = own.id if own else begin(db, member, vetting, now)
    mine = (responses.c.id == response_id, responses.c.company_id == member.company_id)
    db.execute(update(responses).where(*mine).values(impression=impression, summary=summary))
