"""The posted fields of one question → an Answer, and which parts of it were said; the others stay as they are."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from app.refusals import Mistakes
from app.vetting.answers import Answer
from app.vetting.counting import refusal
from app.vetting.drafts import PARTS
from app.vetting.instrument import Instrument, Item

LONGEST = 10_000  # characters of a note or a reason
VALUE = ("value", "number", "tick")
FIELDS = {*VALUE, "support", "note", "reason", "flagged", "whole", "back"}
Typed = Mapping[str, list[str]]


def read_answer(item: Item, typed: Typed, instrument: Instrument) -> Answer:
    """The answer to `item`. Raises Mistakes naming each field that cannot be taken."""
    mistakes: dict[str, str] = {}
    value = _value(item, typed, instrument, mistakes)
    words = {name: _words(name, typed, mistakes) for name in ("note", "reason")}
    support = _support(item, typed, mistakes)
    if unknown := typed.keys() - FIELDS:
        mistakes["value"] = f"This form has no field “{sorted(unknown)[0]}”."
    if mistakes:
        raise Mistakes(mistakes)
    words["reason"] = words["reason"] if value.status == "na" else ""
    return Answer(
        status=value.status,
        points=value.points,
        number=value.number,
        no_number=value.no_number,
        ticks=value.ticks,
        support=support,
        flagged=last(typed, "flagged") == "yes",
        **words,
    )


def said(typed: Typed) -> Collection[str]:
    """The parts of the answer that were said. A page sends `whole`: what it then leaves out was cleared."""
    if last(typed, "whole"):
        return PARTS
    named = {part for part in PARTS if part in typed}
    return named | ({"value"} if any(last(typed, name) for name in VALUE) else set())


def of_one(at: str, typed: Typed) -> dict[str, list[str]]:
    """The fields of one question of a page that holds several, without `at`, with which their names begin."""
    return {name.removeprefix(at): texts for name, texts in typed.items() if name.startswith(at)}


def as_typed(item: Item, typed: Typed) -> Answer:
    """What was typed, to be shown again beside its mistakes; a number stays the text it was.

    Where it stands beside “could not give a number”, the choice is not shown: it could not be taken back.
    """
    choice = last(typed, "value")
    ticked = [n for n in range(len(item.elements)) if str(n) in typed.get("tick", [])]
    return Answer(
        status="na" if choice == "na" else "not_asked" if choice == "not_asked" else "answered",
        points=next((option.points for option in item.options if str(option.points) == choice), None),
        no_number=choice == "no_number" and not last(typed, "number").strip(),
        ticks=frozenset(ticked) if ticked or choice == "none" else None,
        support=last(typed, "support") or None,
        reason=last(typed, "reason"),
        note=last(typed, "note"),
        flagged=last(typed, "flagged") == "yes",
    )


def _value(item: Item, typed: Typed, instrument: Instrument, mistakes: dict[str, str]) -> Answer:
    choice = last(typed, "value")
    if choice == "not_asked":
        return Answer(status="not_asked")
    if choice == "na":
        if item.na_when is None:
            mistakes["value"] = "This question always applies. Answer it, or mark it as not asked."
        return Answer(status="na")
    if item.type == "number":
        return _number(item, choice, last(typed, "number").strip(), instrument, mistakes)
    if item.type == "checklist":
        return _ticks(item, choice, typed.get("tick", []), mistakes)
    return _option(item, choice, mistakes)


def _option(item: Item, choice: str, mistakes: dict[str, str]) -> Answer:
    by_points = {str(option.points): option.points for option in item.options}
    if choice and choice not in by_points:
        mistakes["value"] = "Choose one of the lines, or mark the question as not asked."
    return Answer(points=by_points.get(choice))


def _number(item: Item, choice: str, text: str, instrument: Instrument, mistakes: dict[str, str]) -> Answer:
    if choice == "no_number" and not text:
        return Answer(no_number=True)
    if choice == "no_number":
        mistakes["number"] = "Give a number or mark that they could not. Clear one of the two."
    if not text:
        return Answer()
    number = _fraction(text)
    if number is None:
        mistakes["number"] = "Enter a number in digits, like 3 or 1.5."
    elif why := refusal(item, number, instrument):
        mistakes["number"] = f"{why[:1].upper()}{why[1:]}."
    return Answer(number=number)


def _fraction(text: str) -> Fraction | None:
    digits = text.replace(",", ".", 1)
    plain = digits.replace(".", "", 1).isdecimal() and digits.isascii() and len(digits) <= 8
    return Fraction(digits) if plain and digits != "." else None


def _ticks(item: Item, choice: str, ticked: list[str], mistakes: dict[str, str]) -> Answer:
    parts = {str(n) for n in range(len(item.elements))}
    if not parts.issuperset(ticked):
        mistakes["tick"] = "Tick only the parts on the list."
        return Answer()
    if ticked and choice == "none":
        mistakes["tick"] = "Tick the parts you heard, or mark that you heard none. Clear one of the two."
    return Answer(ticks=frozenset(map(int, ticked)) if ticked or choice == "none" else None)


def _support(item: Item, typed: Typed, mistakes: dict[str, str]) -> str | None:
    support = last(typed, "support")
    if support and (not item.support or support not in ("general", "specific", "shown")):
        mistakes["support"] = "Choose how it was backed: a general claim, a real case, or shown to you."
    return support or None


def _words(name: str, typed: Typed, mistakes: dict[str, str]) -> str:
    text = last(typed, name).strip()
    if len(text) > LONGEST:
        mistakes[name] = f"Shorten this to {LONGEST:,} characters. It has {len(text):,}."
    return text


def last(typed: Typed, name: str) -> str:
    """The field's value; of several, the last."""
    return typed.get(name, [""])[-1]
