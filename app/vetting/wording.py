"""One answer in words: what was chosen, counted or heard, or why there is nothing."""

from fractions import Fraction

from app.vetting.answers import Answer
from app.vetting.instrument import Instrument, Item

ONE = {"working days": "working day", "days": "day", "people": "person"}
FORGOTTEN = "I do not remember"  # the reason of somebody who was asked by a link and has no answer to give
NOTHING = {"not_asked": "Not asked", "declined": "Not answered", "na": "Does not apply"}


def in_words(item: Item, answer: Answer | None, instrument: Instrument) -> str:
    """The option's text, “7 days”, the parts heard, or why there is nothing. None counts as not asked."""
    if answer is None or answer.status != "answered":
        return _nothing(answer)
    if item.type == "number":
        return _number(answer, instrument.number_maps[item.map or ""].unit)
    if item.type == "checklist":
        return "; ".join(item.elements[part] for part in sorted(answer.ticks or ())) or "None of the parts"
    return next((option.text for option in item.options if option.points == answer.points), "No answer yet")


def number_in_words(number: Fraction) -> str:
    """3, 1.5: as it was typed."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"


def _nothing(answer: Answer | None) -> str:
    said = NOTHING[answer.status if answer else "not_asked"]
    return f"{said}: {answer.reason}" if answer and answer.reason else said


def _number(answer: Answer, unit: str) -> str:
    if answer.number is None:
        return "Could not give a number"
    return f"{number_in_words(answer.number)} {ONE.get(unit, unit) if answer.number == 1 else unit}"
