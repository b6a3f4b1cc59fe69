"""A form that is not finished: what an answer already says, and which items are still missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from app.vetting.answers import Answer
from app.vetting.instrument import Item

PARTS = {  # what a page asks for separately → the fields of the answer it fills
    "value": ("status", "points", "number", "no_number", "ticks", "reason"),
    "support": ("support",),
    "note": ("note",),
    "flagged": ("flagged",),
}


def is_given(answer: Answer) -> bool:
    """Whether it says anything: a value, or that there is none."""
    value = answer.points is not None or answer.number is not None or answer.ticks is not None or answer.no_number
    return value or answer.status != "answered"


def is_complete(item: Item, answer: Answer) -> bool:
    """Whether a form with it can be submitted: it says something, with support or reason where these are asked."""
    if answer.status == "na":
        return bool(answer.reason.strip())
    return is_given(answer) and (answer.status != "answered" or not item.support or answer.support is not None)


def together(earlier: Answer | None, later: Answer, said: Collection[str]) -> Answer:
    """The later answer's parts that were said over the earlier one: nothing is ever erased by silence."""
    if earlier is None:
        return later
    fields = [field for part in PARTS if part in said for field in PARTS[part]]
    return replace(earlier, **{field: getattr(later, field) for field in fields})


def missing(asked: Iterable[Item], given: Mapping[str, Answer]) -> tuple[Item, ...]:
    """The items still to be answered or marked before the form can be submitted, in the order asked."""
    return tuple(item for item in asked if item.id not in given or not is_complete(item, given[item.id]))


def lacking(answer: Answer | None) -> str:
    """What the person still has to do here, in a sentence."""
    if answer is None or not is_given(answer):
        return "No answer yet"
    return "Say why it does not apply" if answer.status == "na" else "Say how you know"
