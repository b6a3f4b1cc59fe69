"""What would move a recruiter up a band, fewest steps first: for development, never as a deal (measurement 4.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from app.vetting.forms import BEST, PER_POINT, FormScore
from app.vetting.instrument import Instrument, Item, NumberMap


@dataclass(frozen=True, slots=True)
class Step:
    """Raise one item by `steps`, to `points`; `gain` is in index points of this form."""

    item: str
    steps: int
    gain: Fraction
    points: int


@dataclass(frozen=True, slots=True)
class NextBand:
    """From the form's index to the next cut."""

    target: Fraction
    gap: Fraction
    reachable: bool
    steps: tuple[Step, ...]


def next_band(instrument: Instrument, form: FormScore, weights: Mapping[str, Fraction]) -> NextBand | None:
    """None for a form without a score or already in the top band. Largest gain first takes the fewest steps."""
    target = next((band.from_ for band in instrument.bands if form.index is not None and band.from_ > form.index), None)
    if target is None or form.index is None:
        return None
    gap = target - form.index
    steps: list[Step] = []
    missing = gap
    for item, gain in sorted(_gains(instrument, form, weights).items(), key=lambda pair: -pair[1]):
        if missing > 0:
            now = form.points[item] or 0
            count = min(BEST - now, ceil(missing / gain))
            steps.append(Step(item, count, count * gain, now + count))
            missing -= count * gain
    return NextBand(target, gap, missing <= 0, tuple(steps))


def aim(instrument: Instrument, item: Item, points: int) -> str:
    """The words of the instrument for `points` on this item: the option, the number, or the parts to be heard."""
    if item.type == "number":
        return _number_aim(instrument.number_maps[item.map or ""], points)
    if item.type == "checklist":
        return f"{points} of {len(item.elements)}: " + "; ".join(item.elements)
    return min((o for o in item.options if o.points >= points), key=lambda option: option.points).text


def _gains(instrument: Instrument, form: FormScore, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Item below the top → what one point more adds: 50 · W/ΣW · w/Σw."""
    total = sum((weights[d] for d, score in form.dimensions.items() if score.score is not None), Fraction(0))
    gains = {}
    for item_id, points in form.points.items():
        item = instrument.item[item_id]
        dimension = form.dimensions[item.dimension]
        if points is not None and points < BEST and dimension.score is not None and weights[item.dimension]:
            gains[item_id] = PER_POINT * weights[item.dimension] / total * item.weight / dimension.weight
    return gains


def _number_aim(table: NumberMap, points: int) -> str:
    row = min((row for row in table.rows if row.points >= points), key=lambda row: row.points)
    return f"{row.le} {table.unit} at most" if row.le is not None else f"{row.ge} {table.unit} or more"
