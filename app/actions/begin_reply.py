"""Beginning a form by a personal link: what somebody is to the recruiter, asked of themselves."""

from typing import Any

from sqlalchemy import Connection, update

from app.actions.personal_link import change
from app.refusals import Conflict, Mistakes
from app.store.audit import record
from app.store.invitations import Invitation, Respondent, hold_invitation
from app.store.recruiters import hold
from app.store.replies import label_for, reply_of
from app.store.responses import Filled
from app.store.rows import add
from app.store.tables import responses
from app.vetting.instrument import FormKind

RELATIONSHIPS: dict[FormKind, dict[str, str]] = {  # of the form → what somebody can be, as they would say it
    "candidate": {
        "placed": "I got a job through them",
        "not_placed": "I was not placed",
        "in_process": "I am still in a process with them",
        "other": "Something else",
    },
    "client": {"client": "We hired, or tried to hire, through them", "other": "Something else"},
}
SENT = "You have sent your answers. Choose “Change my answers” first if you want them to be different."
CLOSED = "This link was closed in the meantime, so nothing was kept of this."
CHOOSE = "Choose what comes closest, or “Something else”."


def begin_reply(db: Connection, who: Respondent, invitation: Invitation, relationship: str, now: int) -> None:
    """Begin the form with a relationship, or change it. Raises Mistakes for an unknown one, Conflict once it is in."""
    if relationship not in RELATIONSHIPS.get(invitation.source, {}):
        raise Mistakes({"relationship": CHOOSE})
    own = held_draft(db, invitation)
    if own is None:
        made = begin(db, invitation, now, relationship)
        record(db, who, "response:begin", f"response {made}", now)
    elif own.relationship != relationship:
        set_reply(db, own, relationship=relationship)
        record(db, who, "response:relate", f"response {own.id}", now)


def held_draft(db: Connection, invitation: Invitation) -> Filled | None:
    """The form while it can change, held with its vetting; None until it is begun. Raises Conflict once it is sent."""
    own = held_reply(db, invitation)
    if own and own.state == "submitted":
        raise Conflict(SENT)
    return own


def held_reply(db: Connection, invitation: Invitation) -> Filled | None:
    """The form, which nobody else can change until the transaction ends, nor can any form about this recruiter.

    Raises Conflict where the link was closed by somebody else just now.
    """
    hold(db, invitation.vetting)
    held = hold_invitation(db, invitation)
    if held.declined_at or held.revoked_at or held.withdrawn_at:
        raise Conflict(CLOSED)
    return reply_of(db, held, held=True)


def begin(db: Connection, invitation: Invitation, now: int, relationship: str = "") -> int:
    """Make the draft of a held invitation; returns the response's id. What it is called tells nobody's name."""
    vetting = invitation.vetting
    made = add(
        db,
        responses,
        company_id=vetting.search.company_id,
        vetting_id=vetting.id,
        source=invitation.source,
        respondent=label_for(db, vetting, invitation.source),
        relationship=relationship,
        length="full",
        state="draft",
        impression="",
        summary="",
        started_at=now,
    )
    change(db, invitation, response_id=made)
    return made


def set_reply(db: Connection, own: Filled, **values: Any) -> None:
    """Change columns of its row."""
    mine = (responses.c.id == own.id, responses.c.company_id == own.company_id)
    db.execute(update(responses).where(*mine).values(**values))
