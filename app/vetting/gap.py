"""What a recruiter says minus what others report, on the facets both were asked (measurement 2.4, 4.10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from app.vetting.exact_sums import mean
from app.vetting.forms import FormScore, push, weighted_mean
from app.vetting.instrument import Instrument, Source
from app.vetting.uncertainty import observation_variance


@dataclass(frozen=True, slots=True)
class SayDo:
    """Points −200..+200; above 0 the recruiter says more than others report. It never changes the score."""

    gap: Fraction
    by_dimension: dict[str, Fraction]  # dimensions with a matched facet, instrument order
    facets_matched: int
    se: float
    p_over: float  # probability that the true gap is over 25
    tell: bool


def say_do(
    instrument: Instrument,
    forms: Sequence[FormScore],
    weights: Mapping[str, Fraction],
    respondents: Mapping[Source, int],
) -> SayDo | None:
    """None without a self-report or without anyone else on the same facets."""
    gaps = _facet_gaps(instrument, forms)
    by_dimension = {d: found for d in instrument.dimension if (found := mean(gaps.get(d, ()))) is not None}
    gap = weighted_mean(by_dimension, weights)
    if gap is None:
        return None
    rule = instrument.scoring
    se = sqrt(observation_variance(rule, respondents) + float(rule.own_noise) ** 2)
    over = 1 - NormalDist(float(gap), se).cdf(float(rule.tell_gap))
    return SayDo(gap, by_dimension, sum(map(len, gaps.values())), se, over, over >= rule.tell_probability)


def matched(instrument: Instrument, forms: Sequence[FormScore]) -> frozenset[str]:
    """The facets that both the recruiter and somebody else answered: those a gap is made of."""
    said, reported = (_facet_pushes(instrument, forms, own) for own in (True, False))
    return frozenset(said.keys() & reported.keys())


def _facet_gaps(instrument: Instrument, forms: Sequence[FormScore]) -> dict[str, list[Fraction]]:
    """Dimension → self minus others for each facet both answered; all the others' answers count alike."""
    said, reported = (_facet_pushes(instrument, forms, own) for own in (True, False))
    gaps: dict[str, list[Fraction]] = {}
    for facet in instrument.facets:
        if facet.id in said and facet.id in reported:
            gaps.setdefault(facet.dimension, []).append(_apart(said[facet.id], reported[facet.id]))
    return gaps


def _facet_pushes(instrument: Instrument, forms: Iterable[FormScore], own: bool) -> dict[str, list[int]]:
    pushes: dict[str, list[int]] = {}
    for form in forms:
        if (form.source == "self") == own:
            for item_id, points in form.points.items():
                if points is not None:
                    pushes.setdefault(instrument.item[item_id].facet, []).append(push(points))
    return pushes


def _apart(one: Sequence[int], other: Sequence[int]) -> Fraction:
    """The mean of the one minus the mean of the other."""
    return Fraction(sum(one) * len(other) - sum(other) * len(one), len(one) * len(other))
