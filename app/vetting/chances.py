"""Who is probably ahead of whom, without random numbers: the same answer every time (measurement 4.7)."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import sqrt
from operator import mul
from statistics import NormalDist

STEPS = 400
REACH = 8  # standard deviations on either side over which is integrated
Belief = NormalDist


def p_beats(first: Belief, second: Belief) -> float:
    """Φ((m₁ − m₂) / √(sd₁² + sd₂²))."""
    return NormalDist().cdf((first.mean - second.mean) / sqrt(first.variance + second.variance))


def p_best(beliefs: Mapping[str, Belief]) -> dict[str, float]:
    """Recruiter → probability of being the best: ∫ φᵢ ∏ Φⱼ by Simpson's rule in 400 steps."""
    if len(beliefs) < 2:
        return dict.fromkeys(beliefs, 1.0)
    low = min(belief.mean - REACH * belief.stdev for belief in beliefs.values())
    high = max(belief.mean + REACH * belief.stdev for belief in beliefs.values())
    step = (high - low) / STEPS
    points = [low + step * i for i in range(STEPS + 1)]
    below = zip(*([belief.cdf(x) for x in points] for belief in beliefs.values()), strict=True)
    ahead_of_others = zip(*map(_but_one, below), strict=True)
    return {
        who: _simpson([belief.pdf(x) * ahead for x, ahead in zip(points, others, strict=True)], step)
        for (who, belief), others in zip(beliefs.items(), ahead_of_others, strict=True)
    }


def shared_ranks(best_first: Sequence[str], values: Mapping[str, float]) -> dict[str, int]:
    """1, 2, 2, 4: those level share a rank."""
    ranks: dict[str, int] = {}
    for place, who in enumerate(best_first, start=1):
        before = best_first[place - 2] if place > 1 else who
        level = place > 1 and abs(values[before] - values[who]) < 1e-9
        ranks[who] = ranks[before] if level else place
    return ranks


def _but_one(factors: Sequence[float]) -> list[float]:
    """For each factor, the product of all the others."""
    before = accumulate(factors[:-1], mul, initial=1.0)
    after = [*accumulate(reversed(factors[1:]), mul, initial=1.0)]
    return [*map(mul, before, reversed(after))]


def _simpson(values: Sequence[float], step: float) -> float:
    return step / 3 * (values[0] + 4 * sum(values[1:-1:2]) + 2 * sum(values[2:-1:2]) + values[-1])
