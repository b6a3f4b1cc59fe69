"""Who is probably ahead of whom, without random numbers: the same answer every time (measurement 4.7)."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import erf, exp, sqrt, tau
from operator import mul
from statistics import NormalDist

STEPS = 400
REACH = 8  # standard deviations on either side over which is integrated
STANDARD = NormalDist()
Belief = NormalDist
Curve = list[float]  # one value for each point over which is integrated


def p_beats(first: Belief, second: Belief) -> float:
    """Φ((m₁ − m₂) / √(sd₁² + sd₂²))."""
    return STANDARD.cdf((first.mean - second.mean) / sqrt(first.variance + second.variance))


def p_best(beliefs: Mapping[str, Belief]) -> dict[str, float]:
    """Recruiter → probability of being the best: ∫ φᵢ ∏ Φⱼ by Simpson's rule in 400 steps."""
    if len(beliefs) < 2:
        return dict.fromkeys(beliefs, 1.0)
    low = min(belief.mean - REACH * belief.stdev for belief in beliefs.values())
    high = max(belief.mean + REACH * belief.stdev for belief in beliefs.values())
    step = (high - low) / STEPS
    points = [low + step * i for i in range(STEPS + 1)]
    below = [_below(belief, points) for belief in beliefs.values()]
    return {
        who: _simpson(_times(_density(belief, points), others), step)
        for (who, belief), others in zip(beliefs.items(), _but_one(below), strict=True)
    }


def shared_ranks(best_first: Sequence[str], values: Mapping[str, float]) -> dict[str, int]:
    """1, 2, 2, 4: those level share a rank."""
    ranks: dict[str, int] = {}
    for place, who in enumerate(best_first, start=1):
        before = best_first[place - 2] if place > 1 else who
        level = place > 1 and abs(values[before] - values[who]) < 1e-9
        ranks[who] = ranks[before] if level else place
    return ranks


def _below(belief: Belief, points: Curve) -> Curve:
    """`belief.cdf` at every point, in half the time."""
    mean, scale = belief.mean, belief.stdev * sqrt(2)
    return [0.5 + 0.5 * erf((x - mean) / scale) for x in points]


def _density(belief: Belief, points: Curve) -> Curve:
    """`belief.pdf` at every point, in half the time."""
    mean, twice, height = belief.mean, -2 * belief.variance, 1 / (belief.stdev * sqrt(tau))
    return [height * exp((x - mean) ** 2 / twice) for x in points]


def _but_one(curves: Sequence[Curve]) -> list[Curve]:
    """For each curve, the product of all the others."""
    flat = [1.0] * len(curves[0])
    before = accumulate(curves[:-1], _times, initial=flat)
    after = [*accumulate(reversed(curves[1:]), _times, initial=flat)]
    return [*map(_times, before, reversed(after))]


def _times(one: Curve, other: Curve) -> Curve:
    return [*map(mul, one, other)]


def _simpson(values: Curve, step: float) -> float:
    return step / 3 * (values[0] + 4 * sum(values[1:-1:2]) + 2 * sum(values[2:-1:2]) + values[-1])
