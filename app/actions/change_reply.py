"""Taking a sent form back to change it: a draft again, with every answer and all its versions kept."""

from sqlalchemy import Connection

from app.actions.begin_reply import held_reply, set_reply
from app.refusals import Conflict
from app.store.audit import record
from app.store.invitations import Invitation, Respondent
from app.store.replies import is_panel_open
from app.store.responses import TAKEN_BACK

TOO_LATE = (
    "{} has opened the results, and people have read them, so your answers can no longer be changed or deleted here. "
    "Ask {} if you want them deleted."
)


def change_reply(db: Connection, who: Respondent, invitation: Invitation, now: int) -> None:
    """Make it a draft again; sending it again makes a new receipt. Raises Conflict once the panel is open.

    A form that is a draft stays one.
    """
    own = held_reply(db, invitation)
    if own is None or own.state == "draft":
        return
    check_not_read(db, invitation)
    set_reply(db, own, **TAKEN_BACK)
    record(db, who, "response:change", f"response {own.id}", now)


def check_not_read(db: Connection, invitation: Invitation) -> None:
    """Raises Conflict where the panel is open, so that somebody may have read what was sent."""
    if is_panel_open(db, invitation.vetting):
        raise Conflict(too_late(invitation))


def too_late(invitation: Invitation) -> str:
    """Why a sent form can no longer be changed or deleted by who sent it."""
    return TOO_LATE.format(invitation.vetting.search.company, invitation.asker)
