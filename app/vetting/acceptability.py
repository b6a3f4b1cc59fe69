"""How often each recruiter takes each rank if the company valued other things (measurement 4.8, SMAA)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from operator import mul
from random import Random

CHOSEN_SHARE = 0.5  # half the weight stays as chosen, half is drawn evenly from all weightings
DRAWS = 4000
SEED = 7


def acceptability(
    profiles: Mapping[str, Mapping[str, Fraction | None]],
    weights: Mapping[str, Fraction],
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, tuple[float, ...]]:
    """Recruiter → share of weightings in which they come first, second, …; the same answer every time.

    `profiles`: recruiter → dimension → score. An unscored dimension drops out for that recruiter. Those level in a
    draw share the ranks between them.
    """
    scores = {who: [float(profile[d] or 0) for d in weights] for who, profile in profiles.items()}
    scored = {who: [float(profile[d] is not None) for d in weights] for who, profile in profiles.items()}
    counts = {who: [0.0] * len(scores) for who in scores}
    rng = Random(seed)  # noqa: S311 - a published seed, so that anyone gets the same table
    chosen = _normal([float(weight) for weight in weights.values()])
    for _ in range(draws):
        drawn = _draw(rng, chosen)
        totals = {who: _mean(drawn, scores[who], scored[who]) for who in scores}
        _count(counts, totals)
    return {who: tuple(count / draws for count in ranks) for who, ranks in counts.items()}


def _draw(rng: Random, chosen: Sequence[float]) -> list[float]:
    even = _normal([rng.expovariate(1.0) for _ in chosen])
    return [CHOSEN_SHARE * c + (1 - CHOSEN_SHARE) * e for c, e in zip(chosen, even, strict=True)]


def _mean(weights: Sequence[float], scores: Sequence[float], scored: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, scores)) / sum(map(mul, weights, scored))
    return total


def _count(counts: Mapping[str, list[float]], totals: Mapping[str, float]) -> None:
    rank = 0
    for _, level in groupby(sorted(totals, key=lambda who: -totals[who]), key=lambda who: totals[who]):
        tied = list(level)
        for who in tied:
            for place in range(rank, rank + len(tied)):
                counts[who][place] += 1 / len(tied)
        rank += len(tied)


def _normal(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]
