"""The evaluator's form as its pages show it: what is asked in which order, how far it is, and whether it can change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from app.refusals import NotHere
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.responses import Filled, own_response
from app.vetting.answers import Answer
from app.vetting.drafts import missing
from app.vetting.instrument import Dimension, Instrument, Item

NOTHING = Answer()


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What the evaluator's form of one length asks, in the order of a call: the same object for every such form."""

    instrument: Instrument
    items: tuple[Item, ...]
    numbers: Mapping[str, int]  # item id → its place in the form, from 1
    parts: tuple[tuple[Dimension, tuple[Item, ...]], ...]

    def number(self, item: Item) -> int:
        return self.numbers[item.id]

    def item(self, item_id: str) -> Item:
        """Raises NotHere for what this form does not ask."""
        if item_id not in self.numbers:
            raise NotHere("That question is not part of this form.")
        return self.items[self.numbers[item_id] - 1]


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
    asking: Asking
    own: Filled | None
    left: tuple[Item, ...]  # still to be answered or marked before the form can be submitted

    @property
    def instrument(self) -> Instrument:
        return self.asking.instrument

    @property
    def items(self) -> tuple[Item, ...]:
        return self.asking.items

    def answer(self, item: Item) -> Answer:
        return self.own.answers.get(item.id, NOTHING) if self.own else NOTHING

    def version(self, item: Item) -> int:
        """Of the item's answer as this page shows it; 0 where there is none."""
        return self.own.versions.get(item.id, 0) if self.own else 0

    def number(self, item: Item) -> int:
        return self.asking.number(item)

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
        left = {item.id for item in self.left}
        return [_section(dimension, items, left) for dimension, items in self.asking.parts]


def _section(dimension: Dimension, items: tuple[Item, ...], left: Collection[str]) -> Section:
    waiting = [item for item in items if item.id in left]
    return Section(dimension, items, len(items) - len(waiting), (waiting or items)[0].id)


def questions(instrument: Instrument, length: str) -> tuple[Item, ...]:
    """The evaluator's items in the order of a call (measurement 3)."""
    place = {dimension: n for n, dimension in enumerate(instrument.call_order)}
    return tuple(sorted(instrument.asked("evaluator", length), key=lambda item: place[item.dimension]))


@cache
def asking(instrument_id: str, version: str, length: str) -> Asking:
    """What is asked by this questionnaire at this length; as many are kept as there are questionnaires on disk."""
    used = instrument(instrument_id, version)
    items = questions(used, length)
    parts = [(used.dimension[d], tuple(item for item in items if item.dimension == d)) for d in used.call_order]
    numbers = {item.id: number for number, item in enumerate(items, 1)}
    return Asking(used, items, numbers, tuple((dimension, asked) for dimension, asked in parts if asked))


def call_for(db: Connection, member: Member, vetting_id: int) -> Call:
    """The member's own form. Raises NotHere, or Conflict for the demo."""
    vetting = vetting_to_change(db, member, vetting_id)
    return call_of(vetting, own_response(db, member, vetting))


def call_of(vetting: Vetting, own: Filled | None) -> Call:
    """The form of whoever may change this vetting, with what they have filled in."""
    asked = asked_about(vetting)
    return Call(vetting, asked, own, missing(asked.items, own.answers if own else {}))


def asked_about(vetting: Vetting) -> Asking:
    """What the evaluator's form for a vetting asks."""
    return asking(*vetting.search.instrument, vetting.search.length)
