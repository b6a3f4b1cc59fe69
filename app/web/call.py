"""The evaluator's form as its pages show it: what is asked in which order, how far it is, and whether it can change."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.refusals import NotHere
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.responses import Filled, own_response
from app.vetting.answers import Answer
from app.vetting.drafts import missing
from app.vetting.instrument import Dimension, Instrument, Item


@dataclass(frozen=True, slots=True)
class Section:
    """One dimension in the outline: how many of its questions are done, and where to go on."""

    dimension: Dimension
    items: tuple[Item, ...]
    done: int
    go_on: str

    @property
    def asked(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Call:
    """One member's form for one recruiter; `own` is None until the first answer begins it."""

    vetting: Vetting
    instrument: Instrument
    items: tuple[Item, ...]
    own: Filled | None

    def answer(self, item: Item) -> Answer:
        return self.own.answers.get(item.id, Answer()) if self.own else Answer()

    def version(self, item: Item) -> int:
        """Of the item's answer as this page shows it; 0 where there is none."""
        return self.own.versions.get(item.id, 0) if self.own else 0

    def number(self, item: Item) -> int:
        return self.items.index(item) + 1

    def item(self, item_id: str) -> Item:
        """Raises NotHere for what this form does not ask."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise NotHere("That question is not part of this form.")

    @property
    def left(self) -> tuple[Item, ...]:
        """Still to be answered or marked before the form can be submitted."""
        return missing(self.items, self.own.answers if self.own else {})

    @property
    def done(self) -> int:
        return len(self.items) - len(self.left)

    @property
    def minutes(self) -> int:
        """Left, when the rest takes as long as the questionnaire says it should."""
        used, length = self.instrument, self.vetting.search.length
        whole = used.short_form.minutes if length == "short" else used.form["evaluator"].minutes
        return -(-whole * len(self.left) // len(self.items))

    @property
    def saved_at(self) -> int | None:
        return self.own.saved_at if self.own else None

    @property
    def locked_at(self) -> int | None:
        """When it was submitted; None while it can change."""
        return self.own.submitted_at if self.own and self.own.state == "submitted" else None

    @property
    def sections(self) -> list[Section]:
        left = self.left
        parts = [(d, tuple(i for i in self.items if i.dimension == d)) for d in self.instrument.call_order]
        return [self._section(dimension, items, left) for dimension, items in parts if items]

    def _section(self, dimension: str, items: tuple[Item, ...], left: tuple[Item, ...]) -> Section:
        waiting = [item for item in items if item in left]
        go_on = (waiting or items)[0].id
        return Section(self.instrument.dimension[dimension], items, len(items) - len(waiting), go_on)


def questions(instrument: Instrument, length: str) -> tuple[Item, ...]:
    """The evaluator's items in the order of a call (measurement 3)."""
    place = {dimension: n for n, dimension in enumerate(instrument.call_order)}
    return tuple(sorted(instrument.asked("evaluator", length), key=lambda item: place[item.dimension]))


def call_for(db: Connection, member: Member, vetting_id: int) -> Call:
    """The member's own form. Raises NotHere, or Conflict for the demo."""
    vetting = vetting_to_change(db, member, vetting_id)
    used = instrument(*vetting.search.instrument)
    return Call(vetting, used, questions(used, vetting.search.length), own_response(db, member, vetting))
