"""Saving the evaluator's own view as it is typed: kept apart from the score, final only at submit."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, update

from app.actions.save_answer import Stamp, draft
from app.refusals import Conflict
from app.store.audit import record
from app.store.members import Member
from app.store.recruiters import vetting_to_change
from app.store.responses import Filled
from app.store.saves import VIEW, Save, last_of, note
from app.store.tables import responses


@dataclass(frozen=True, slots=True)
class View:
    """The overall impression, the reason for it, and whether the answers come from notes made on paper."""

    impression: str = ""
    summary: str = ""
    from_notes: bool = False


VIEW_PARTS = frozenset(View.__dataclass_fields__)


class ViewChangedElsewhere(Conflict):
    """Another view was saved meanwhile. Both are kept: `view` counts, `mine` stands in the history."""

    def __init__(self, view: View, version: int, at: int, mine: View) -> None:
        super().__init__("Your own view was changed elsewhere meanwhile. Both are kept: choose the one that counts.")
        self.view, self.version, self.at, self.mine = view, version, at, mine


@dataclass(frozen=True, slots=True)
class SavedView:
    """The view as it is kept now; `sequence` is the device's newest save. `refused`: what met another view."""

    view: View
    version: int
    at: int
    sequence: int
    refused: View | None = None

    def accepted(self) -> "SavedView":
        """Itself. Raises ViewChangedElsewhere, outside the transaction, so that what was refused stays kept."""
        if self.refused is not None:
            raise ViewChangedElsewhere(self.view, self.version, self.at, self.refused)
        return self


def view_of(own: Filled | None) -> View:
    return View(own.impression, own.summary, own.from_notes) if own else View()


def save_view(
    db: Connection,
    member: Member,
    vetting_id: int,
    view: View,
    now: int,
    said: Collection[str] = VIEW_PARTS,
    stamp: Stamp = Stamp(),  # noqa: B008 - frozen
) -> SavedView:
    """Keep what was said of the view in the draft; the rest stays. Raises Conflict once the form is submitted.

    A repeated or late save of a device changes nothing, and neither does one over a view its page had not seen.
    """
    own, began = draft(db, member, vetting_to_change(db, member, vetting_id), now)
    return keep_view(db, member, own, view, said, stamp, now, began)


def keep_view(
    db: Connection,
    member: Member,
    own: Filled,
    view: View,
    said: Collection[str],
    stamp: Stamp,
    now: int,
    began: bool = False,
) -> SavedView:
    """The same in a draft that is held; where it `began` with this, the line that says so is enough."""
    there = last_of(db, own, VIEW, kept=True)
    present = SavedView(view_of(own), there.version if there else 0, there.saved_at if there else 0, stamp.sequence)
    last = last_of(db, own, VIEW, stamp.device) if stamp.device else None
    if last and 0 < stamp.sequence <= last.sequence:
        return _again(present, last, stamp)
    wanted = replace(present.view, **{name: getattr(view, name) for name in said})
    same = wanted == present.view
    taken = same or _has_seen(db, own, stamp, present.version)
    kept = SavedView(wanted, present.version + 1, now, stamp.sequence) if taken and not same else present
    if stamp.sequence or not same:
        note(db, own, Save(VIEW, kept.version, taken, asdict(wanted), now, stamp.device, stamp.sequence))
    if kept is not present:
        _keep(db, member, own, wanted, now, began)
    return kept if taken else replace(present, refused=wanted)


def _has_seen(db: Connection, own: Filled, stamp: Stamp, version: int) -> bool:
    """Whether the page had seen what is there now: in what it shows, or as its own save whose answer got lost."""
    if stamp.seen in (None, version):
        return True
    mine = last_of(db, own, VIEW, stamp.device, kept=True) if stamp.device else None
    return mine is not None and mine.version == version


def _again(present: SavedView, last: Save, stamp: Stamp) -> SavedView:
    """What a repeated or late save is told: the version its device made, or once more that it was refused."""
    sent = View(**last.content)
    refused = last.sequence == stamp.sequence and not last.kept and sent != present.view
    return replace(present, version=last.version, sequence=last.sequence, refused=sent if refused else None)


def _keep(db: Connection, member: Member, own: Filled, view: View, now: int, began: bool) -> None:
    mine = (responses.c.id == own.id, responses.c.company_id == own.company_id)
    db.execute(update(responses).where(*mine).values(**asdict(view)))
    if not began:
        record(db, member, "view:save", f"response {own.id}", now)
