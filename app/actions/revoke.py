"""Taking a personal link back."""

from sqlalchemy import Connection

from app.actions.personal_link import change, close_browser, drop_draft
from app.refusals import Conflict
from app.store.audit import record
from app.store.invitations import hold_invitation, invitation_to_change
from app.store.members import Member

DONE = {
    "answered": "They have answered. Their link stays: they may change or delete that until the results are open.",
    "declined": "They declined already, and their link leads nowhere.",
    "forgotten": "Their name and link are deleted already.",
    "withdrawn": "They deleted their answers already, and their link leads nowhere.",
}


def revoke(db: Connection, member: Member, invitation_id: int, now: int) -> int:
    """Take a link back: it is dead at once, and what was written and not sent is deleted. Returns the vetting's id.

    Raises Conflict for somebody who has answered, declined or withdrawn; a link taken back before stays so.
    """
    held = hold_invitation(db, invitation_to_change(db, member, invitation_id))
    state = held.state(now)
    if state in DONE:
        raise Conflict(DONE[state])
    if state != "revoked":
        change(db, held, revoked_at=now)
        close_browser(db, held)
        drop_draft(db, held)
        record(db, member, "invitation:revoke", f"invitation {held.id}", now)
    return held.vetting.id
