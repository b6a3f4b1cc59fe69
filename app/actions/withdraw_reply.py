"""Deleting what somebody answered by a link, for good: its answers, their earlier versions and the form itself."""

from sqlalchemy import Connection, delete, select

from app.actions.begin_reply import held_reply
from app.actions.change_reply import check_not_read
from app.actions.forget_kept import forget_kept
from app.actions.personal_link import change
from app.store.audit import record
from app.store.invitations import Invitation, Respondent
from app.store.tables import responses


def withdraw_reply(db: Connection, who: Respondent, invitation: Invitation, now: int) -> None:
    """Delete the form, and note on the invitation that it was. Raises Conflict where it was sent and the panel is open.

    What was never sent can be deleted at any time. Where there is nothing to delete, nothing happens.
    """
    own = held_reply(db, invitation)
    if own is None:
        return
    if own.state == "submitted":
        check_not_read(db, invitation)
    mine = (responses.c.id == own.id, responses.c.company_id == own.company_id)
    was_in = responses.c.stamp != ""  # what was never sent is in no report
    forget_kept(db, own.company_id, select(responses.c.vetting_id).where(*mine, was_in))
    db.execute(delete(responses).where(*mine))  # its answers and their versions go with it
    change(db, invitation, withdrawn_at=now)
    record(db, who, "response:withdraw", f"response {own.id}", now)
