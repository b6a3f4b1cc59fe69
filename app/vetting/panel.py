"""Several evaluators of one recruiter: how far they agree, and what each of them changes (measurement 4.5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import sqrt
from statistics import NormalDist, pvariance

from app.vetting.combining import means, profile
from app.vetting.forms import FormScore
from app.vetting.instrument import Instrument
from app.vetting.scorecard import Scorecard

ACCEPTABLE = Fraction(4, 5)  # answer points; one sixth of five options, rounded as the rule's authors do
FEWEST_UNITS = 60
LEVEL = 0.90
Unit = Sequence[int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`ad` is in answer points, 0 is perfect; `alpha` is None where the answers do not vary."""

    ad: Fraction
    acceptable: bool
    alpha: Fraction | None
    totals: tuple[tuple[str, Fraction], ...]  # each evaluator's own index


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """The index without one evaluator, and what leaving them out changes; None where nothing is left to score."""

    index: Fraction | None
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's α with its interval; it has no pass mark."""

    value: Fraction
    low: float
    high: float
    units: int


def agreement(forms: Sequence[FormScore]) -> Agreement | None:
    """Among the evaluators of one recruiter; None unless two of them answered the same item."""
    evaluators = [form for form in forms if form.source == "evaluator"]
    found = units(evaluators)
    ad = average_deviation(found)
    if ad is None:
        return None
    totals = tuple((form.respondent, form.index) for form in evaluators if form.index is not None)
    return Agreement(ad, ad <= ACCEPTABLE, alpha(found), totals)


def units(forms: Sequence[FormScore]) -> list[list[int]]:
    """One list of points per item, a number for each respondent who answered it."""
    items = dict.fromkeys(item for form in forms for item in form.points)
    return [[p for form in forms if (p := form.points.get(item)) is not None] for item in items]


def average_deviation(units: Iterable[Unit]) -> Fraction | None:
    """Mean over the items of the mean distance from the item's mean, in answer points (measurement 4.5)."""
    deviations = [_deviation(unit) for unit in units if len(unit) >= 2]
    return sum(deviations, Fraction(0)) / len(deviations) if deviations else None


def alpha(units: Iterable[Unit]) -> Fraction | None:
    """Krippendorff's α for ordinal answers, exact; over a whole search it is a diagnostic (measurement 4.5)."""
    paired = [unit for unit in units if len(unit) >= 2]
    totals = Counter(value for unit in paired for value in unit)
    distance = _ordinal(totals)
    n = sum(totals.values())
    expected = sum(totals[a] * totals[b] * distance[a, b] for a, b in distance)
    if not expected:
        return None
    observed = sum((_disagreement(unit, distance) for unit in paired), Fraction(0))
    return 1 - (n - 1) * observed / expected


def alpha_of_search(cards: Iterable[Scorecard]) -> Alpha | None:
    """α over all recruiters of a search with its jackknife interval; None below sixty units (measurement 4.5)."""
    found = [unit for card in cards for unit in units(_evaluators(card)) if len(unit) >= 2]
    value = alpha(found)
    if value is None or len(found) < FEWEST_UNITS:
        return None
    without = [float(value if (a := alpha([*found[:i], *found[i + 1 :]])) is None else a) for i in range(len(found))]
    error = sqrt((len(found) - 1) * pvariance(without))
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * error
    return Alpha(value, float(value) - half, min(1.0, float(value) + half), len(found))


def rated_alike(cards: Iterable[Scorecard]) -> list[list[list[Fraction]]]:
    """Tables for `pooled_sigma2`: one for each set of evaluators, a row per recruiter they all rated (measurement 4.6).

    The recruiters must be those of one search; evaluators are told apart by their respondent id.
    """
    tables: dict[tuple[str, ...], list[list[Fraction]]] = {}
    for card in cards:
        totals = {form.respondent: form.index for form in _evaluators(card) if form.index is not None}
        tables.setdefault(tuple(sorted(totals)), []).append([totals[who] for who in sorted(totals)])
    return [table for people, table in tables.items() if len(people) >= 2 and len(table) >= 2]


def leave_one_out(instrument: Instrument, card: Scorecard) -> dict[str, WithoutOne]:
    """Evaluator → the result without them; empty with fewer than two evaluators (measurement 4.5)."""
    evaluators = _evaluators(card)
    if len(evaluators) < 2:
        return {}
    return {form.respondent: _without(instrument, form, card) for form in evaluators}


def _evaluators(card: Scorecard) -> list[FormScore]:
    return [form for form in card.forms if form.source == "evaluator"]


def _without(instrument: Instrument, left_out: FormScore, card: Scorecard) -> WithoutOne:
    rest = means([form for form in card.forms if form is not left_out])
    heard = {source: rest.get(source, card.means[source]) for source in card.means if source in rest or source == "log"}
    index = profile(instrument, heard, card.weights).index
    return WithoutOne(index, None if index is None or card.index is None else index - card.index)


def _deviation(unit: Unit) -> Fraction:
    mean = Fraction(sum(unit), len(unit))
    return sum((abs(value - mean) for value in unit), Fraction(0)) / len(unit)


def _ordinal(totals: Mapping[int, int]) -> dict[tuple[int, int], Fraction]:
    """Squared ordinal distance of every two values: all the answers between them, the ends by half."""
    values = sorted(totals)
    return {
        (a, b): (sum(totals[v] for v in values if min(a, b) <= v <= max(a, b)) - Fraction(totals[a] + totals[b], 2))
        ** 2
        for a, b in permutations(values, 2)
    }


def _disagreement(unit: Unit, distance: Mapping[tuple[int, int], Fraction]) -> Fraction:
    pairs = (distance[a, b] for a, b in permutations(unit, 2) if a != b)
    return sum(pairs, Fraction(0)) / (len(unit) - 1)
