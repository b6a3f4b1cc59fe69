"""A form that is not finished: what an answer already says, and which items are still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.vetting.answers import Answer
from app.vetting.instrument import Item


def is_given(answer: Answer) -> bool:
    """Whether it says anything: a value, or that there is none."""
    value = answer.points is not None or answer.number is not None or answer.ticks is not None or answer.no_number
    return value or answer.status != "answered"


def is_complete(item: Item, answer: Answer) -> bool:
    """Whether a form with it can be submitted: it says something, with support or reason where these are asked."""
    if answer.status == "na":
        return bool(answer.reason.strip())
    return is_given(answer) and (answer.status != "answered" or not item.support or answer.support is not None)


def together(earlier: Answer | None, later: Answer) -> Answer:
    """A later save without a value keeps the value there is: nothing given is ever erased by silence."""
    if earlier is None or is_given(later):
        return later
    return replace(earlier, support=later.support or earlier.support, note=later.note, flagged=later.flagged)


def missing(asked: Iterable[Item], given: Mapping[str, Answer]) -> tuple[Item, ...]:
    """The items still to be answered or marked before the form can be submitted, in the order asked."""
    return tuple(item for item in asked if item.id not in given or not is_complete(item, given[item.id]))


def lacking(answer: Answer | None) -> str:
    """What the person still has to do here, in a sentence."""
    if answer is None or not is_given(answer):
        return "No answer yet"
    return "Say why it does not apply" if answer.status == "na" else "Say how you know"
