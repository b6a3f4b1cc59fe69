"""What instrument.yaml must keep to beside its shape: bands that rise, maps that fall, ladders that are whole."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from app.vetting.item_checks import LADDER, PAIR, ladder_mistakes
from app.vetting.marks import Mistake, Place, meant
from app.vetting.written import exact

LOWEST = -100  # every score belongs to a band
RAISED = ("F_GAP", "F_CONTRA", "F_NA", "F_CLAIM_LOG")  # by the score itself, not by a question
LIMITS = ("at_most", "at_least")


def frame_mistakes(frame: Place, dimensions: list[str]) -> Iterator[Mistake]:
    """The mistakes within instrument.yaml; `dimensions` are the ids of the dimensions' files."""
    yield from ladder_mistakes(frame["scale"]["anchor_ladder"], LADDER)
    yield from ladder_mistakes(frame["shared_options"]["frequency"], LADDER)
    yield from ladder_mistakes(frame["shared_options"]["pair"], PAIR)
    yield from _bands(frame["bands"])
    for flag in RAISED:
        if frame["flags"].names() and flag not in frame["flags"]:
            yield frame["flags"].mistake(f"The score itself raises `{flag}`. Add it with its `level` and `text`.")
    for number_map in frame["number_maps"].children():
        yield from _number_map(number_map)
    for preset in [frame["weights"], *frame["weight_presets"].children()]:
        yield from _weights(preset, dimensions)
    yield from _known(frame["scoring"]["sources"]["log"]["dimensions"], dimensions)
    yield from _call_order(frame["call_order"], dimensions)


def number(place: Place) -> Fraction | None:
    """The number written there, or None if it is none; that it must be one is said by its shape."""
    try:
        return exact(place.value)
    except ValueError:
        return None


def _bands(bands: Place) -> Iterator[Mistake]:
    starts = [band["from"] for band in bands.children()]
    if starts and (first := number(starts[0])) is not None and first != LOWEST:
        yield starts[0].mistake(f"The first band must begin at {LOWEST}, the lowest score. Write `from: {LOWEST}`.")
    for place, step in _out_of_order(starts):
        yield place.mistake(f"{step}: bands must rise, the lowest first. Put them in order.")


def _number_map(number_map: Place) -> Iterator[Mistake]:
    rows = number_map["rows"].children()
    if len({key for row in rows for key in LIMITS if key in row}) > 1:
        yield number_map["rows"].mistake("The rows mix `at_most` and `at_least`. Use one of them in all rows.")
    for row in rows:
        if isinstance(row.value, dict) and not any(key in row for key in LIMITS):
            yield row.mistake("A row needs its limit. Add `at_most` or `at_least`.")
    for place, step in _out_of_order([*(row["points"] for row in rows), number_map["otherwise"]], falling=True):
        yield place.mistake(f"{step}: points must fall from row to row, `otherwise` last. Put them in order.")
    for key in LIMITS:
        for place, step in _out_of_order([row[key] for row in rows], falling=key == "at_least"):
            yield place.mistake(f"{step}: the limits must go one way, from the best row on. Put them in order.")


def _out_of_order(places: list[Place], falling: bool = False) -> Iterator[tuple[Place, str]]:
    numbers = [(place, value) for place in places if (value := number(place)) is not None]
    for (_, before), (place, value) in pairwise(numbers):
        if value == before or (value < before) != falling:
            yield place, f"{value} after {before}"


def _weights(weights: Place, dimensions: list[str]) -> Iterator[Mistake]:
    if not isinstance(weights.value, dict) or not dimensions:
        return
    for name in weights.names():
        if name not in dimensions:
            yield weights[name].mistake(f"No dimension is called `{name}`. {meant(name, dimensions)}")
    for dimension in dimensions:
        if dimension not in weights:
            yield weights.mistake(f"`{dimension}` has no weight. Add `{dimension}: 1`.")
    if all(number(weight) == 0 for weight in weights.children()):
        yield weights.mistake("Nothing counts. Give at least one dimension a weight above 0.")


def _call_order(order: Place, dimensions: list[str]) -> Iterator[Mistake]:
    """Every dimension is talked over once (measurement 3)."""
    yield from _known(order, dimensions)
    named = [name for place in order.children() if (name := place.text()) is not None]
    for dimension in dimensions if named else ():
        if named.count(dimension) != 1:
            yield order.mistake(f"`{dimension}` is named {named.count(dimension)} times. Name every dimension once.")


def _known(names: Place, dimensions: list[str]) -> Iterator[Mistake]:
    for place in names.children():
        if (name := place.text()) is not None and dimensions and name not in dimensions:
            yield place.mistake(f"No dimension is called `{name}`. {meant(name, dimensions)}")
