"""Taking a sent form back to change it: a draft again, with every answer and all its versions kept."""

from sqlalchemy import Connection

from app.actions.begin_reply import held_reply, set_reply
from app.refusals import Conflict
from app.store.audit import record
from app.store.invitations import Invitation, Respondent
from app.store.replies import is_panel_open
from app.store.responses import TAKEN_BACK

TOO_LATE = (
    "The results are open, and people at {} may have read your answers, so you can no longer change or delete them "
    "here. Ask {} if you want them deleted."
)
AT_ONCE = (
    "The results are open already: {} can read what you send at once, and you can no longer change or delete it here. "
    "Ask {} if you want it deleted then."
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
    if late := too_late(db, invitation):
        raise Conflict(late)


def too_late(db: Connection, invitation: Invitation) -> str:
    """Why a sent form can no longer be changed or deleted by who sent it; "" while it can."""
    return _where_open(TOO_LATE, db, invitation)


def warning(db: Connection, invitation: Invitation) -> str:
    """The same, said to somebody who has not sent it yet; "" while they could take it back."""
    return _where_open(AT_ONCE, db, invitation)


def _where_open(sentence: str, db: Connection, invitation: Invitation) -> str:
    if not is_panel_open(db, invitation.vetting):
        return ""
    return sentence.format(invitation.vetting.search.company, invitation.asker)
