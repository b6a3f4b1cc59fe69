"""Saving a whole draft at once, as the page with every question sends it: each answer is taken, or met, on its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.actions.save_answer import Saved, Stamp, draft, save
from app.actions.save_view import SavedView, View, keep_view
from app.store.members import Member
from app.store.recruiters import vetting_to_change
from app.store.responses import Filled
from app.store.saves import VIEW, at_version, last_of, save_at
from app.vetting.answers import Answer
from app.vetting.drafts import together


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as a page sent it: `said` are the parts it names, `stamp` what it showed before."""

    answer: Answer
    said: Collection[str]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class GivenView:
    """The own view as a page sent it, in the same way."""

    view: View
    said: Collection[str]
    stamp: Stamp


def save_form(
    db: Connection, member: Member, vetting_id: int, given: Mapping[str, Given], view: GivenView | None, now: int
) -> tuple[dict[str, Saved], SavedView | None]:
    """Keep what the page changed; what it sends back as it showed it is left alone, whatever is there now.

    Returns what became of each answer that was changed, by item, and of the view: some may have met another. Raises
    Conflict once the form is submitted.
    """
    own, _ = draft(db, member, vetting_to_change(db, member, vetting_id), now)
    saved: dict[str, Saved] = {}
    for item, one in given.items():
        if not _is_as_shown(db, own, item, one):
            saved[item] = save(db, member, own, item, one.answer, one.said, one.stamp, now)
            own = saved[item].form or own
    if view is None or _is_view_as_shown(db, own, view):
        return saved, None
    return saved, keep_view(db, member, own, view.view, view.said, view.stamp, now)


def _is_as_shown(db: Connection, own: Filled, item: str, one: Given) -> bool:
    """Whether a page that never saved this answer itself sends back what it showed."""
    if one.stamp.seen is None or _has_saved(db, own, item, one.stamp):
        return False
    shown = at_version(db, own, item, one.stamp.seen)
    return shown is not None and together(shown, one.answer, one.said) == shown


def _is_view_as_shown(db: Connection, own: Filled, one: GivenView) -> bool:
    if one.stamp.seen is None or _has_saved(db, own, VIEW, one.stamp):
        return False
    found = save_at(db, own, VIEW, one.stamp.seen)
    shown = View(**found.content) if found else View()
    return all(getattr(shown, name) == getattr(one.view, name) for name in one.said)


def _has_saved(db: Connection, own: Filled, item: str, stamp: Stamp) -> bool:
    return bool(stamp.device) and last_of(db, own, item, stamp.device) is not None
