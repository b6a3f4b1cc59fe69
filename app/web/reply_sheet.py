"""The form of somebody who answers by a link, as its pages show it: what is asked, in which order, how far it is."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.actions.begin_reply import RELATIONSHIPS
from app.refusals import NotHere
from app.reports.receipt_lines import DECLINED
from app.store.instruments import instrument
from app.store.invitations import Invitation, Respondent
from app.store.replies import reply_of
from app.store.responses import Filled
from app.vetting.answers import Answer
from app.vetting.drafts import is_given
from app.vetting.instrument import Form, Instrument, Item
from app.vetting.shuffling import arranged
from app.vetting.wording import FORGOTTEN
from app.web import words

KEYS = "abcdefgh"  # of the options in the order shown: what a page sends tells nothing of points
NO_NUMBER = "I could not say"
OPEN = "Left open"


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button. `key` is what it sends; `aside`: it is not an answer to the question, but instead of one."""

    key: str
    text: str
    small: str
    chosen: bool
    aside: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One respondent's form; its items are arranged as this respondent sees them. `own` is None until it is begun."""

    invitation: Invitation
    instrument: Instrument
    form: Form
    items: tuple[Item, ...]
    own: Filled | None

    @property
    def relationships(self) -> dict[str, str]:
        """What somebody may be to the recruiter, by their own word; empty for the recruiter."""
        return RELATIONSHIPS.get(self.invitation.source, {})

    @property
    def is_sent(self) -> bool:
        return self.own is not None and self.own.state == "submitted"

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
        """What nothing was said to yet; it may stay so."""
        return tuple(item for item in self.items if not is_given(self.answer(item)))

    def minutes_from(self, item: Item) -> int:
        """Left from this question on, when the rest takes as long as the questionnaire says it should."""
        return -(-self.form.minutes * (len(self.items) - self.number(item) + 1) // len(self.items))

    @property
    def begins(self) -> str:
        """Where somebody goes on who comes back to the form."""
        if self.is_sent:
            return "done"
        if self.relationships and (self.own is None or not self.own.relationship):
            return "about"
        return self.left[0].id if self.left else "review"


def sheet_for(db: Connection, _who: Respondent, invitation: Invitation) -> Sheet:
    """The form of an invitation that its door has let in."""
    return sheet_of(invitation, reply_of(db, invitation))


def sheet_of(invitation: Invitation, own: Filled | None) -> Sheet:
    """The same with what they have filled in."""
    used, seed = instrument(*invitation.vetting.search.instrument), f"reply {invitation.id}"
    items = tuple(arranged(item, seed) for item in used.asked(invitation.source))
    return Sheet(invitation, used, used.form[invitation.source], items, own)


def choices(item: Item, answer: Answer) -> list[Choice]:
    """The radio buttons of a question: its options as arranged, then what can be said instead of an answer.

    What does not apply or is not remembered is told apart from what somebody would rather not say. A reference who
    cannot name a number does not remember; for the recruiter that is an answer of its own (measurement 2.1).
    """
    given = answer.status == "answered"
    found = [
        Choice(key, option.text, "", given and answer.points == option.points, aside=False)
        for key, option in zip(KEYS, item.options, strict=False)
    ]
    if item.na_when:
        found.append(Choice("na", "Does not apply", item.na_when, answer.status == "na", aside=True))
    is_declined, forgot = answer.status == "declined", answer.reason == FORGOTTEN
    if own_number(item):
        found.append(Choice("no_number", NO_NUMBER, "", given and answer.no_number, aside=True))
    else:
        found.append(Choice("forgotten", FORGOTTEN, "", is_declined and forgot, aside=True))
    return [*found, Choice("declined", DECLINED, "", is_declined and not forgot, aside=True)]


def own_number(item: Item) -> bool:
    """Whether the recruiter is asked for a number of their own, which they say or cannot say."""
    return item.type == "number" and item.form == "self"


def told(sheet: Sheet, item: Item) -> str:
    """The answer to an arranged item in the words of its page."""
    answer = sheet.answer(item)
    if not is_given(answer):
        return OPEN
    if answer.status == "declined":
        return answer.reason or DECLINED
    if answer.no_number:
        return NO_NUMBER
    return words.answered(in_full(item), answer, sheet.instrument)


def in_full(item: Item) -> Item:
    """An arranged item whose answers can be read without it: a pair's steps name the side they lean to."""
    if item.sides is None:
        return item
    sides = dict(zip("AB", item.sides, strict=True))
    steps = [(option, *option.text.partition(" ")) for option in item.options]
    said = tuple(option.model_copy(update={"text": f"“{sides[letter]}” {more}"}) for option, letter, _, more in steps)
    return item.model_copy(update={"options": said})
