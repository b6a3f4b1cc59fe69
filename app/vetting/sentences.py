"""The sentences on top of a comparison: who is ahead, and what the order hangs on (measurement 4.7, 4.8).

Observations, never character; a true minus; whole points, rounded half to even.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

from app.vetting.comparison import Comparison
from app.vetting.instrument import Instrument
from app.vetting.weights import Firmness, Shift

CLEARLY = 0.90
PROBABLY = 0.75
DIFFERENT_EVALUATORS = (
    "Not everyone was rated by the same people, so part of a difference may lie in who rated. "
    "Ask the same people to meet everyone."
)


def signed(number: Fraction | float) -> str:
    """+54, −31, 0: whole points with a true minus."""
    whole = round(number)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def listed(names: Iterable[str], last: str = "and") -> str:
    """X · X and Y · X, Y and Z."""
    *rest, final = names
    return f"{', '.join(rest)} {last} {final}" if rest else final


def chance_words(p: float) -> str:
    """How sure a lead is, in the words every page uses (measurement 4.7)."""
    return "clearly ahead" if p >= CLEARLY else "probably ahead" if p >= PROBABLY else "too close to call"


def headline(comparison: Comparison) -> str:
    """One or two sentences a manager could repeat aloud."""
    order, names = comparison.order, comparison.names
    if not order:
        return "No recruiter has a score yet."
    if len(order) == 1:
        return f"Only {names[order[0]]} has a score. Add another recruiter to compare."
    words = chance_words(comparison.p_best[order[0]])
    if words == "too close to call":
        return f"Too close to call: {listed((names[id] for id in contenders(comparison)), 'or')}."
    return " ".join([f"{names[order[0]]} is {words}.", *_second_sentence(comparison)])


def contenders(comparison: Comparison) -> tuple[str, ...]:
    """The first in the order and all whom it is not even probably ahead of; at least the second."""
    first, *others = comparison.order
    close = [id for id in others if comparison.p_beats[first, id] < PROBABLY]
    return (first, *(close or others[:1]))


def too_close(comparison: Comparison, ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Neighbours in the order of whom none is even probably ahead of another, in groups of two or more."""
    groups: list[tuple[str, ...]] = []
    for id in ids:
        if groups and all(comparison.p_beats[other, id] < PROBABLY for other in groups[-1]):
            groups[-1] = (*groups[-1], id)
        else:
            groups.append((id,))
    return [group for group in groups if len(group) > 1]


def lead_sentence(comparison: Comparison, instrument: Instrument) -> str:
    """What it would take to change who is first in the order of the headline; empty where nobody is second."""
    pair = comparison.order[:2]
    return firmness_sentence(comparison, *pair, instrument) if len(pair) == 2 else ""


def firmness_sentence(comparison: Comparison, first: str, second: str, instrument: Instrument) -> str:
    """What it would take to change the order of two recruiters, the first not behind in the order."""
    found = comparison.firmness_of(first, second)
    a, b = comparison.names[first], comparison.names[second]
    if found.lead < 0:
        return f"{a} stands before {b} with a lower index: the order allows for how much is known about each."
    if found.worst_lead is None:
        return f"{a} and {b} are not scored on the same dimensions, so weights alone do not settle their order."
    if found.shift is None:
        return f"The order holds: {a} is at least level with {b} on every dimension, so no weights can put {b} ahead."
    if not found.lead:
        return f"{a} and {b} have the same index with these weights."
    ahead = "leads" if comparison.p_beats[first, second] >= PROBABLY else "has a higher index than"
    close = "" if ahead == "leads" else ", and they are too close to call"
    return f"{a} {ahead} {b}{close}. {_moving(found.shift, instrument)} {_within_half(found)}".strip()


def levelling_sentence(comparison: Comparison) -> str:
    """What the order allows for where some have references and others have none; empty where nothing is."""
    if comparison.kinder is None:
        return ""
    points, how = round(abs(comparison.kinder)), "kinder" if comparison.kinder >= 0 else "stricter"
    apart = f"{points} point{'' if points == 1 else 's'}" if points else "less than 1 point"
    return f"References were on average {apart} {how} than evaluators; the order allows for that."


def _second_sentence(comparison: Comparison) -> list[str]:
    """Who behind the first is too close to call; if nobody is, a caution where the first says more than is shown."""
    first, *others = comparison.order
    groups = [[comparison.names[id] for id in group] for group in too_close(comparison, others)]
    close = [f"{listed(names)} are too close to call." for names in groups]
    gap = comparison.cards[first].gap
    if not close and gap is not None and gap.tell:
        return [f"Look at the gap: {comparison.names[first]} reports more than others do."]
    return close


def _moving(shift: Shift, instrument: Instrument) -> str:
    """Weights are told in whole points of 100; several givers each get their part, and the parts make the whole."""
    receiver = _dimension(instrument, shift.moves[0][1])
    whole, points = points_of_100(shift)
    givers = [_dimension(instrument, giver) for giver, _, _ in shift.moves]
    parts = [f"{_told(part)} from {giver}" for part, giver in zip(points, givers, strict=True)]
    behind = f"from {givers[0]}" if len(parts) == 1 else f"({listed(parts)})"
    return f"Moving {_told(whole)} of 100 weight points {behind} to {receiver} would make them level."


def points_of_100(shift: Shift) -> tuple[int, list[int]]:
    """What is moved and what each giver gives, in whole points that add up: the largest remainders move up."""
    whole = round(shift.mass * 100)
    exact = [amount * 100 for _, _, amount in shift.moves]
    points = [floor(amount) for amount in exact]
    nearest = sorted(range(len(exact)), key=lambda i: points[i] - exact[i])
    for i in nearest[: whole - sum(points)]:
        points[i] += 1
    return whole, points


def _within_half(found: Firmness) -> str:
    return "The order holds with every weight between half and one and a half times its size." if found.robust else ""


def _told(points: int) -> str:
    return str(points) if points else "less than 1"


def _dimension(instrument: Instrument, id: str) -> str:
    name = instrument.dimension[id].name
    return name[:1].lower() + name[1:]
