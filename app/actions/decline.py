"""A respondent says no: to taking part, or to being reminded."""

from sqlalchemy import Connection

from app.actions.change_reply import too_late
from app.actions.personal_link import change, close_browser, drop_draft
from app.refusals import Conflict
from app.store.audit import record
from app.store.invitations import Invitation, Respondent, hold_invitation

SENT = "You have sent your answers. You can still delete them, with the link you answered by."


def decline(db: Connection, who: Respondent, invitation: Invitation, now: int) -> None:
    """Note that they do not take part; what they wrote and did not send is deleted. Raises Conflict once it is sent.

    Said twice it changes nothing, and so does it for a link that has ended anyway.
    """
    held = hold_invitation(db, invitation)
    state = held.state(now)
    if state == "answered":
        raise Conflict(too_late(db, held) or SENT)
    if state in ("made", "sent", "opened"):
        change(db, held, declined_at=now)
        close_browser(db, held)
        drop_draft(db, held)
        record(db, who, "invitation:decline", f"invitation {held.id}", now)


def stop_reminders(db: Connection, who: Respondent, invitation: Invitation, now: int) -> None:
    """Send this person no more reminders."""
    held = hold_invitation(db, invitation)
    if not held.no_reminders:
        change(db, held, no_reminders=True)
        record(db, who, "invitation:silence", f"invitation {held.id}", now)
