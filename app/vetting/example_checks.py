"""What holds between example calls and their questionnaire: each question of the short form, with a key that fits."""

from collections.abc import Iterator

from app.vetting.counting import refusal
from app.vetting.instrument import Instrument, Item
from app.vetting.marks import UNREAD, Mistake, Place, meant
from app.vetting.response_reading import FITTING, VALUES
from app.vetting.written import exact


def example_mistakes(examples: Place, instrument: Instrument) -> Iterator[Mistake]:
    """Every mistake that is not one of shape; `examples` is the place of all of them in the file."""
    short = [item.id for item in instrument.asked("evaluator", "short")]
    for example in examples.children():
        parts = example["parts"]
        yield from _covered(parts, short)
        for id in parts.names():
            if id in short:
                yield from _key(parts[id]["key"], instrument.item[id], instrument)
            else:
                yield parts[id].mistake(_not_asked(id, short, instrument))


def _covered(parts: Place, short: list[str]) -> Iterator[Mistake]:
    for id in short if isinstance(parts.value, dict) else ():
        if id not in parts:
            yield parts.mistake(f"`{id}` is missing, and an example covers the whole short form. Add it.")


def _not_asked(id: str, short: list[str], instrument: Instrument) -> str:
    if id in instrument.item:
        return f"The short form does not ask `{id}`. Remove it."
    return f"There is no question `{id}`. {meant(id, short)}"


def _key(key: Place, item: Item, instrument: Instrument) -> Iterator[Mistake]:
    if not isinstance(key.value, dict):
        return  # a mistake of shape
    fitting = FITTING.get(item.type, ("points",))
    given = [name for name in VALUES if _stands(key[name])]
    for name in given:
        if name not in fitting:
            yield key[name].mistake(f"{_asks(item)} for {' or '.join(fitting)}, not for {name}. Replace it.")
    if not given:
        yield key.mistake(f"{_asks(item)} for {' or '.join(fitting)}, and the key has none. Add it.")
    if len(chosen := [name for name in given if name in fitting]) > 1:
        yield key.mistake(f"The key has both {' and '.join(chosen)}. Keep one of them.")
    yield from _options(key["points"], item)
    yield from _numbers(key["number"], item, instrument)
    yield from _ticks(key["ticks"], item)
    yield from _support(key, item, instrument)


def _asks(item: Item) -> str:
    return f"{item.id} is a question of type {item.type} and asks"


def _stands(place: Place) -> bool:
    """Whether a value is written here; `no_number: false` says nothing."""
    return place.value is not UNREAD and place.value is not None and place.value is not False


def _options(points: Place, item: Item) -> Iterator[Mistake]:
    known = sorted({option.points for option in item.options})
    if known and isinstance(points.value, int) and points.value not in known:
        yield points.mistake(f"{item.id} has no option {points.value}. Choose one of {', '.join(map(str, known))}.")


def _numbers(number: Place, item: Item, instrument: Instrument) -> Iterator[Mistake]:
    if item.type != "number" or not _stands(number):
        return
    try:
        value = exact(number.value)
    except ValueError:
        return  # a mistake of shape
    why = "a count or a time cannot be below 0" if value < 0 else refusal(item, value, instrument)
    if why:
        yield number.mistake(f"{why[:1].upper()}{why[1:]}. Correct it.")


def _ticks(ticks: Place, item: Item) -> Iterator[Mistake]:
    seen: set[int] = set()
    for tick in ticks.children() if item.elements else ():
        if not isinstance(tick.value, int):
            continue  # a mistake of shape
        if not 1 <= tick.value <= len(item.elements):
            yield tick.mistake(f"{item.id} has no part {tick.value}. Parts count from 1 to {len(item.elements)}.")
        elif tick.value in seen:
            yield tick.mistake(f"Part {tick.value} is ticked twice. Keep it once.")
        seen.add(tick.value)


def _support(key: Place, item: Item, instrument: Instrument) -> Iterator[Mistake]:
    level, known = key["support"], list(instrument.caps)
    if not item.support and _stands(level):
        yield level.mistake(f"{item.id} does not ask how the answer was backed. Remove it.")
    if item.support and not _stands(level):
        yield key.mistake(f"{item.id} asks how the answer was backed. Add `support`: {', '.join(known)}.")
    if item.support and (name := level.text()) is not None and name not in known:
        yield level.mistake(f"There is no support `{name}`. {meant(name, known)}")
