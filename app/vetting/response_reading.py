"""One form of a panel: who answered, and every answer checked against the item it belongs to."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, get_args

from app.vetting.answers import Answer, Response, Status
from app.vetting.counting import refusal
from app.vetting.instrument import FormKind, Instrument, Item
from app.vetting.mistakes import Place, shown

STATUSES: tuple[str, ...] = get_args(Status)
LENGTHS = ("full", "short")
VALUES = ("points", "number", "no_number", "ticks")
KEYS = (*VALUES, "status", "support", "reason", "note", "flagged")
FITTING = {"number": ("number", "no_number"), "checklist": ("ticks",)}


def response_at(value: Any, number: int, instrument: Instrument, place: Place) -> Response | None:
    """One form, or None after a mistake that leaves nothing to read."""
    unnamed = place.within(f"form {number}")
    content = unnamed.object(value, "a form")
    if content is None or not unnamed.one_of(content.get("source"), instrument.form, "the source"):
        return None
    source: FormKind = content["source"]
    respondent = place.within(f"form {number} ({source})").name(content.get("respondent"), "the respondent")
    here = place.within(f"form {source} {respondent or number}")
    length = content.get("length", "full")
    if not here.one_of(length, LENGTHS if source == "evaluator" else LENGTHS[:1], "the length"):
        return None
    seconds = None if content.get("seconds") is None else here.number(content["seconds"], "the seconds")
    return Response(
        source=source,
        respondent=respondent,
        answers=_answers(content.get("responses"), source, length, instrument, here),
        seconds=None if seconds is None else int(seconds),
        length=length,
        from_notes="from_notes" in content and here.flag(content["from_notes"], "from_notes"),
    )


def _answers(value: Any, source: FormKind, length: str, instrument: Instrument, place: Place) -> dict[str, Answer]:
    answers = {}
    asked = {item.id for item in instrument.asked(source, length)}
    for id, content in (place.object(value, "the responses") or {}).items():
        here = place.within(f"item {id if id in instrument.item else shown(id)}")
        item = instrument.item.get(id)
        if item is None:
            here.mistake("this item is not in the instrument.")
        elif item.form != source:
            here.mistake(f"this item belongs to the {item.form} form.")
        elif (answer := _answer(content, item, instrument, here)) is not None:
            answers[id] = answer
            if id not in asked and answer.status != "not_asked":
                here.mistake("the short form does not ask this item.")
    return answers


def _answer(value: Any, item: Item, instrument: Instrument, place: Place) -> Answer | None:
    content = place.object(value, "an answer")
    unknown = [key for key in content or {} if key not in KEYS]
    for key in unknown:
        place.mistake(f"{shown(key)} is not part of an answer.")
    if content is None or unknown or not place.one_of(content.get("status", "answered"), STATUSES, "the status"):
        return None
    status: Status = content.get("status", "answered")
    given = _given(content, item, status)
    answer = Answer(
        status=status,
        reason=place.text(content.get("reason") or "", "the reason"),
        note=place.text(content.get("note") or "", "the note"),
        support=_support(content.get("support"), item, instrument, place),
        flagged="flagged" in content and place.flag(content["flagged"], "flagged"),
        **(_value(given, item, instrument, place) if status == "answered" else _blank(given, status, place)),
    )
    if status == "na" and not answer.reason.strip():
        place.mistake("“does not apply” needs a reason.")
    return answer


def _given(content: Mapping[str, Any], item: Item, status: str) -> dict[str, Any]:
    """The value keys that say something; a number that is null says that none could be given."""
    given = {key: content[key] for key in VALUES if content.get(key) is not None}
    if given.get("no_number") is False:
        del given["no_number"]
    if not given and status == "answered" and item.type == "number" and "number" in content:
        return {"no_number": True}
    return given


def _blank(given: Mapping[str, Any], status: str, place: Place) -> dict[str, Any]:
    if given:
        place.mistake(f"the status is {status}, so there can be no {' or '.join(given)}.")
    return {}


def _value(given: Mapping[str, Any], item: Item, instrument: Instrument, place: Place) -> dict[str, Any]:
    """Exactly one of points, number, no_number and ticks, of the kind the item is answered with."""
    fitting = FITTING.get(item.type, ("points",))
    asked = "a number" if item.type == "number" else fitting[0]
    if len(given) != 1:
        place.mistake(f"give {asked}" + (f", not both {' and '.join(given)}." if given else " or another status."))
        return {}
    key, value = next(iter(given.items()))
    if key not in fitting:
        place.mistake(f"this item is answered with {asked}, not with {key}.")
        return {}
    readers = {"points": _points, "number": _number, "ticks": _ticks, "no_number": _no_number}
    read = readers[key](value, item, instrument, place)
    return {} if read is None else {key: read}


def _points(value: Any, item: Item, _: Instrument, place: Place) -> int | None:
    options = sorted({option.points for option in item.options})
    number = None if isinstance(value, bool) else next((p for p in options if p == value), None)
    if number is None:
        place.mistake(f"points must be one of {', '.join(map(str, options))}, not {shown(value)}.")
    return number


def _number(value: Any, item: Item, instrument: Instrument, place: Place) -> Fraction | None:
    number = place.number(value, "the number")
    if number is not None and (why := refusal(item, number, instrument)):
        place.mistake(f"{why}; it is {shown(value)}.")
    return number


def _no_number(value: Any, _: Item, __: Instrument, place: Place) -> bool:
    return place.flag(value, "no_number")


def _ticks(value: Any, item: Item, _: Instrument, place: Place) -> frozenset[int] | None:
    ticks = place.list(value, "ticks")
    parts = range(len(item.elements))
    if any(isinstance(tick, bool) or tick not in parts for tick in ticks):
        place.mistake(f"ticks must be whole numbers from 0 to {len(parts) - 1}.")
        return None
    if len({*ticks}) < len(ticks):
        place.mistake("a part is ticked twice.")
    return frozenset(int(tick) for tick in ticks)


def _support(value: Any, item: Item, instrument: Instrument, place: Place) -> str | None:
    if value is None:
        return None
    if not item.support:
        place.mistake("this item does not ask how the answer was backed, so it has no support.")
        return None
    levels = [level.id for level in instrument.support_levels]
    return value if place.one_of(value, levels, "the support") else None
