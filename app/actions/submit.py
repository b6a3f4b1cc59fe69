"""Submitting a form: final, and what opens the others' answers."""

from sqlalchemy import Connection, update

from app.actions.give_receipt import mail_receipt, receipt_of
from app.refusals import Conflict, Mistakes
from app.store.audit import record
from app.store.members import Member
from app.store.recruiters import hold, vetting_to_change
from app.store.responses import own_response
from app.store.stamps import stamp
from app.store.tables import responses
from app.vetting.compact import compact
from app.vetting.drafts import missing
from app.vetting.instrument import Instrument


def submit(
    db: Connection,
    member: Member,
    vetting_id: int,
    instrument: Instrument,
    impression: str,
    summary: str,
    from_notes: bool,
    now: int,
) -> None:
    """Lock the evaluator's form. Raises Mistakes while an item is missing, Conflict when the form is in already."""
    vetting = vetting_to_change(db, member, vetting_id)
    hold(db, vetting)
    own = own_response(db, member, vetting)
    if own and own.state == "submitted":
        raise Conflict("This form is submitted already.")
    asked = instrument.asked("evaluator", vetting.search.length)
    if own is None or (left := missing(asked, own.answers)):
        raise Mistakes({item.id: "Answer this question, or mark it as not asked." for item in (left if own else asked)})
    made = receipt_of(vetting, own, now, impression, summary)
    view = {"impression": impression, "summary": summary, "from_notes": from_notes}
    sealed = {"receipt": made, "stamp": stamp(), "compact": compact(instrument, own.response)}
    in_ = {"state": "submitted", **view, "submitted_at": now, **sealed}
    mine = (responses.c.id == own.id, responses.c.company_id == member.company_id, responses.c.state == "draft")
    if db.execute(update(responses).where(*mine).values(**in_)).rowcount != 1:
        raise Conflict("This form was submitted in another tab.")
    record(db, member, "response:submit", f"response {own.id}", now)
    mail_receipt(db, vetting, own, made, (member.email, member.name), now)
