"""Sending a form by a personal link: final until it is changed on purpose, with a receipt of exactly what was sent."""

from sqlalchemy import Connection

from app.actions.begin_reply import CHOOSE, RELATIONSHIPS, held_draft, set_reply
from app.actions.give_receipt import mail_receipt, receipt_of
from app.refusals import Mistakes
from app.store.audit import record
from app.store.instruments import instrument
from app.store.invitations import Invitation, Respondent
from app.store.responses import Filled
from app.store.stamps import stamp
from app.vetting.compact import compact
from app.vetting.drafts import is_given

EMPTY = "Answer at least one question before you send this. If you would rather not take part, say so below."


def submit_reply(db: Connection, who: Respondent, invitation: Invitation, consent: bool, now: int) -> str:
    """Lock the form and mail its receipt where an address is known; returns the receipt's hash.

    `consent`: a reference's words may be passed on. Raises Mistakes while nothing is answered or it is not said what
    they are to the recruiter, Conflict when the form is in already.
    """
    own = held_draft(db, invitation)
    if mistakes := _lacking(invitation, own):
        raise Mistakes(mistakes)
    assert own
    passed_on = consent and invitation.source in RELATIONSHIPS
    made, pinned = receipt_of(invitation.vetting, own, now, consent=passed_on), invitation.vetting.search.instrument
    sealed = {"receipt": made, "stamp": stamp(), "compact": compact(instrument(*pinned), own.response)}
    set_reply(db, own, state="submitted", submitted_at=now, consent=passed_on, **sealed)
    record(db, who, "response:submit", f"response {own.id}", now)
    if invitation.email:
        mail_receipt(db, invitation.vetting, own, made, (invitation.email, invitation.name), now, invitation.id)
    return made


def _lacking(invitation: Invitation, own: Filled | None) -> dict[str, str]:
    lacking = {}
    if invitation.source in RELATIONSHIPS and (own is None or not own.relationship):
        lacking["relationship"] = CHOOSE
    if own is None or not any(is_given(answer) for answer in own.answers.values()):
        lacking["answers"] = EMPTY
    return lacking
