"""Saving the evaluator's own view as it is typed: kept apart from the score, final only at submit."""

from sqlalchemy import Connection, update

from app.actions.save_answer import Stamp, draft
from app.store.audit import record
from app.store.members import Member
from app.store.saves import VIEW, Save, last_of, note
from app.store.tables import responses


def save_view(
    db: Connection,
    member: Member,
    vetting_id: int,
    impression: str,
    summary: str,
    now: int,
    from_notes: bool = False,
    stamp: Stamp = Stamp(),  # noqa: B008 - frozen
) -> int:
    """Keep the overall impression, its reason and whether the answers come from notes made on paper, in the draft.

    Returns the device's newest save. A repeated or late one changes nothing. Raises Conflict once it is submitted.
    """
    own, began = draft(db, member, vetting_id, now)
    last = last_of(db, own, VIEW, stamp.device) if stamp.device else None
    if last and 0 < stamp.sequence <= last.sequence:
        return last.sequence
    view = {"impression": impression, "summary": summary, "from_notes": from_notes}
    changed = view != {name: getattr(own, name) for name in view}
    if changed or stamp.sequence:
        note(db, own, Save(VIEW, 0, True, view, now, stamp.device, stamp.sequence))
    if changed:
        mine = (responses.c.id == own.id, responses.c.company_id == own.company_id)
        db.execute(update(responses).where(*mine).values(**view))
    if changed and not began:
        record(db, member, "view:save", f"response {own.id}", now)
    return stamp.sequence
