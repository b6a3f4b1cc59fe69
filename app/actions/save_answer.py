"""Saving one answer of a draft, as it is given: never twice, never out of order, never over what was not seen."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Update, update

from app.refusals import Conflict
from app.store.audit import Actor, record
from app.store.blindness import check_may_evaluate
from app.store.members import Member, label
from app.store.prepared import prepared
from app.store.recruiters import Vetting, hold, vetting_to_change
from app.store.responses import Filled, held_response
from app.store.rows import add
from app.store.saves import Save, as_columns, last_of, note
from app.store.tables import answers, responses
from app.vetting.answers import Answer
from app.vetting.drafts import PARTS, together

Reading = Callable[[Vetting], Answer]  # what was typed about a vetting, once it is known what is asked there
LOCKED = "This form is submitted, and its answers no longer change. Ask an owner or a manager to reopen it."


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a save knows: the version its page showed, and which save of which device it is (safety 37, 38).

    `seen` None: whatever is there is written over. `sequence` 0: the device does not count its saves.
    """

    seen: int | None = None
    device: str = ""
    sequence: int = 0


class ChangedElsewhere(Conflict):
    """Another answer was saved meanwhile. Both are kept: `answer` counts, `mine` stands in the history."""

    def __init__(self, answer: Answer, version: int, at: int, mine: Answer) -> None:
        super().__init__("This answer was changed elsewhere meanwhile. Both are kept: choose the one that counts.")
        self.answer, self.version, self.at, self.mine = answer, version, at, mine


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer as it is kept now; `sequence` is the device's newest save. `refused`: what met another answer.

    `form` is all of the form as it stands after the save; None while there is none. `vetting`: of a member's form.
    """

    answer: Answer
    version: int
    at: int
    sequence: int
    refused: Answer | None = None
    form: Filled | None = field(default=None, compare=False)
    vetting: Vetting | None = field(default=None, compare=False)

    def accepted(self) -> "Saved":
        """Itself. Raises ChangedElsewhere; called outside the transaction, so that what was refused stays kept."""
        if self.refused is not None:
            raise ChangedElsewhere(self.answer, self.version, self.at, self.refused)
        return self


def save_answer(
    db: Connection,
    member: Member,
    vetting_id: int,
    item: str,
    answer: Answer | Reading,
    now: int,
    said: Collection[str] = PARTS,
    stamp: Stamp = Stamp(),
) -> Saved:
    """Keep the evaluator's answer to one item; the first begins their form. Raises Conflict once it is submitted.

    `said` names the parts of the answer that were given; the others stay as they were.
    """
    vetting = vetting_to_change(db, member, vetting_id)
    given = answer if isinstance(answer, Answer) else answer(vetting)
    own, began = draft(db, member, vetting, now)
    saved, changed = _save(db, own, item, given, said, stamp, now)
    if changed and not began:
        _record(db, member, own, item, now)
    return replace(saved, vetting=vetting)


def save(
    db: Connection, who: Actor, own: Filled, item: str, answer: Answer, said: Collection[str], stamp: Stamp, now: int
) -> Saved:
    """Keep one answer of a draft that is held, a member's or a respondent's."""
    saved, changed = _save(db, own, item, answer, said, stamp, now)
    if changed:
        _record(db, who, own, item, now)
    return saved


def draft(db: Connection, member: Member, vetting: Vetting, now: int) -> tuple[Filled, bool]:
    """The member's form to be changed, and whether it was begun just now. Raises Conflict once it is submitted."""
    hold(db, vetting)
    if own := held_response(db, member, vetting):
        if own.state != "draft":
            raise Conflict(LOCKED)
        return own, False
    begin(db, member, vetting, now)
    begun = held_response(db, member, vetting)
    assert begun
    return begun, True


def begin(db: Connection, member: Member, vetting: Vetting, now: int) -> int:
    """Begin the member's form for a vetting; returns the response's id. Raises Conflict where it would not be blind."""
    check_may_evaluate(db, member, vetting)
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


def keep(
    db: Connection,
    response_id: int,
    company_id: int,
    item: str,
    answer: Answer,
    now: int,
    version: int = 1,
    stamp: Stamp = Stamp(),
) -> None:
    """Write an answer over the earlier one; its first version is 1."""
    columns = as_columns(answer) | {"saved_at": now, "version": version}
    columns |= {"device": stamp.device, "sequence": stamp.sequence}
    if version == 1:
        add(db, answers, response_id=response_id, item=item, company_id=company_id, **columns)
    else:
        statement, same = _written_over(of_response=response_id, of_item=item, of_company=company_id)
        db.execute(statement, same | columns)


@prepared
def _written_over(of_response: Any, of_item: Any, of_company: Any) -> Update:
    own = (answers.c.response_id == of_response, answers.c.item == of_item, answers.c.company_id == of_company)
    return update(answers).where(*own)


def _save(
    db: Connection, own: Filled, item: str, answer: Answer, said: Collection[str], stamp: Stamp, now: int
) -> tuple[Saved, bool]:
    """What is kept now, and whether it changed. Every save stands in the history, a refused one too.

    A repeated or late save of a device, and one that says what is there already, change nothing. Where something else
    was saved that the page had not seen, nothing changes and `refused` is what was sent.
    """
    here = (own.answers.get(item, Answer()), own.versions.get(item, 0), own.times.get(item, 0))
    present = Saved(*here, stamp.sequence, form=own)
    last = last_of(db, own, item, stamp.device) if stamp.device else None
    if last and 0 < stamp.sequence <= last.sequence:
        return _again(present, last, stamp), False
    wanted = together(present.answer, answer, said)
    same = wanted == present.answer
    taken = same or _has_seen(db, own, item, stamp, present.version)
    now_kept = _over(present, wanted, item, now) if taken and not same else present
    if stamp.sequence or not same:
        note(db, own, Save(item, now_kept.version, taken, as_columns(wanted), now, stamp.device, stamp.sequence))
    if now_kept is not present:
        keep(db, own.id, own.company_id, item, wanted, now, now_kept.version, stamp)
    return now_kept if taken else replace(present, refused=wanted), now_kept is not present


def _over(present: Saved, wanted: Answer, item: str, now: int) -> Saved:
    version = present.version + 1
    form = present.form and present.form.saying(item, wanted, version, now)
    return replace(present, answer=wanted, version=version, at=now, form=form)


def _again(present: Saved, last: Save, stamp: Stamp) -> Saved:
    """What a repeated or late save is told: the version its device made, or once more that it was refused.

    Not the present version: another device may have made that one meanwhile, and nobody here has seen it.
    """
    told = replace(present, sequence=last.sequence, version=last.version)
    refused = last.sequence == stamp.sequence and not last.kept and last.answer != present.answer
    return replace(told, refused=last.answer) if refused else told


def _has_seen(db: Connection, own: Filled, item: str, stamp: Stamp, version: int) -> bool:
    """Whether the page had seen what is there now: in what it shows, or as its own save whose answer got lost."""
    if stamp.seen in (None, version):
        return True
    mine = last_of(db, own, item, stamp.device, kept=True) if stamp.device else None
    return mine is not None and mine.version == version


def _record(db: Connection, who: Actor, own: Filled, item: str, now: int) -> None:
    record(db, who, "answer:save", f"response {own.id}", now, item)
