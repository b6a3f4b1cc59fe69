"""Saving one answer of a draft, as it is given."""

from collections.abc import Collection

from sqlalchemy import Connection, insert, select, update

from app.refusals import Conflict
from app.store.audit import record
from app.store.blindness import may_see
from app.store.members import Member, label
from app.store.recruiters import Vetting, hold, vetting_to_change
from app.store.responses import Filled, own_response, responses_in
from app.store.rows import add
from app.store.searches import evaluators_of
from app.store.tables import answers, responses
from app.vetting.answers import Answer
from app.vetting.drafts import PARTS, together


def save_answer(
    db: Connection,
    member: Member,
    vetting_id: int,
    item: str,
    answer: Answer,
    now: int,
    said: Collection[str] = PARTS,
) -> None:
    """Keep the evaluator's answer to one item; the first begins their form. Raises Conflict once it is submitted.

    `said` names the parts of the answer that were given; the others stay as they were. The audit trail
    holds the beginning of a form and its submitting; a save is seen in the answer: `version` counts it and `saved_at`
    is its moment.
    """
    response_id, own = draft(db, member, vetting_id, now)
    earlier = own.answers.get(item) if own else None
    keep(db, response_id, member.company_id, item, together(earlier, answer, said), now)


def draft(db: Connection, member: Member, vetting_id: int, now: int) -> tuple[int, Filled | None]:
    """The member's form to be changed, begun if there is none yet, and what it held. Raises Conflict once it is in."""
    vetting = vetting_to_change(db, member, vetting_id)
    hold(db, vetting)
    own = own_response(db, member, vetting)
    if own and own.state == "submitted":
        raise Conflict("This form is submitted, and its answers no longer change.")
    return own.id if own else begin(db, member, vetting, now), own


def begin(db: Connection, member: Member, vetting: Vetting, now: int) -> int:
    """Begin the member's form for a vetting; returns the response's id. Raises Conflict where it would not be blind."""
    search = vetting.search
    if may_see(member, responses_in(db, [vetting])[vetting.id], evaluators_of(db, [search])[search.id]):
        raise Conflict("You can see what the others answered already, so a form of yours would not be blind.")
    made = add(
        db,
        responses,
        company_id=member.company_id,
        vetting_id=vetting.id,
        member_id=member.id,
        source="evaluator",
        respondent=label(db, member),
        length=vetting.search.length,
        state="draft",
        impression="",
        summary="",
        started_at=now,
    )
    record(db, member, "response:begin", f"response {made}", now)
    return made


def keep(db: Connection, response_id: int, company_id: int, item: str, answer: Answer, now: int) -> None:
    """Write an answer over the earlier one, counting its version."""
    same = (answers.c.response_id == response_id, answers.c.item == item, answers.c.company_id == company_id)
    version = db.execute(select(answers.c.version).where(*same).with_for_update()).scalar()
    columns = _columns(answer) | {"saved_at": now}
    if version is None:
        db.execute(
            insert(answers).values(response_id=response_id, item=item, company_id=company_id, **columns, version=1)
        )
    else:
        db.execute(update(answers).where(*same).values(**columns, version=version + 1))


def _columns(answer: Answer) -> dict[str, object]:
    return {
        "status": answer.status,
        "points": answer.points,
        "number": None if answer.number is None else str(answer.number),
        "no_number": answer.no_number,
        "ticks": None if answer.ticks is None else sorted(answer.ticks),
        "support": answer.support,
        "reason": answer.reason,
        "note": answer.note,
        "flagged": answer.flagged,
    }
