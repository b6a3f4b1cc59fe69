"""The posted fields of one question of a respondent's form → an Answer."""

from collections.abc import Mapping

from app.refusals import Mistakes
from app.vetting.answers import Answer
from app.vetting.instrument import Instrument, Item
from app.vetting.wording import FORGOTTEN
from app.web.answer_form import last, read_answer
from app.web.reply_sheet import KEYS, own_number

FIELDS = {"value", "number", "note", "whole", "back", "go"}
NOT_SAID = {"forgotten": FORGOTTEN, "declined": ""}  # what is sent instead of an answer → its reason
UNKNOWN = "Choose one of the answers on this page."
TWO = "You gave a number and chose a line below it. Clear the number, or press Next again to keep it."
Typed = Mapping[str, list[str]]


def read_reply(item: Item, typed: Typed, instrument: Instrument) -> Answer:
    """The answer to an arranged item; nothing chosen is no mistake. Raises Mistakes naming each field."""
    if unknown := typed.keys() - FIELDS:
        raise Mistakes({"value": f"This form has no field “{sorted(unknown)[0]}”."})
    choice, number = last(typed, "value"), last(typed, "number").strip()
    if choice and item.type == "number" and number:
        raise Mistakes({"number": TWO})
    note = read_answer(item, {"note": typed.get("note", [])}, instrument).note if "note" in typed else ""
    if choice == "na" and item.na_when:
        return Answer(status="na", reason=item.na_when, note=note)
    if choice == "declined" or (choice in NOT_SAID and not own_number(item)):
        return Answer(status="declined", reason=NOT_SAID[choice], note=note)
    value = {"number": [number]} if item.type == "number" and not choice else {"value": [_value(item, choice)]}
    return read_answer(item, {**value, "note": [note]}, instrument)


def _value(item: Item, choice: str) -> str:
    """What the option stands for that was shown at this place. Raises Mistakes for a place that was not shown."""
    places = {key: str(option.points) for key, option in zip(KEYS, item.options, strict=False)}
    if own_number(item):
        places["no_number"] = "no_number"
    if choice and choice not in places:
        raise Mistakes({"value": UNKNOWN})
    return places.get(choice, "")


def as_chosen(item: Item, typed: Typed) -> Answer:
    """What was chosen and written, to be shown again beside its mistakes; a number stays the text it was.

    Where a number is there as well, the choice is not: without a script nobody could take it back.
    """
    choice, note = last(typed, "value"), last(typed, "note")
    if last(typed, "number").strip() or choice not in (*KEYS[: len(item.options)], "na", *NOT_SAID, "no_number"):
        return Answer(note=note)
    if choice == "na":
        return Answer(status="na", note=note)
    if choice in NOT_SAID:
        return Answer(status="declined", reason=NOT_SAID[choice], note=note)
    if choice == "no_number":
        return Answer(no_number=True, note=note)
    return Answer(points=item.options[KEYS.index(choice)].points, note=note)
