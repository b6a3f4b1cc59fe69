"""How often each recruiter takes each rank if the company valued other things (measurement 4.8, SMAA)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from operator import mul, truediv
from random import Random
from struct import Struct

from app.vetting.exact_sums import total

CHOSEN_SHARE = 0.5  # half the weight stays as chosen, half is drawn evenly from all weightings
DRAWS = 4000
SEED = 7
SCALE = 1 << 24  # steps in one point and in one unit of weight: a total stays within 64 bits
LOWEST = -100
Profile = tuple[Fraction | None, ...]


def acceptability(
    profiles: Mapping[str, Mapping[str, Fraction | None]],
    weights: Mapping[str, Fraction],
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, tuple[float, ...]]:
    """Recruiter → share of weightings in which they come first, second, …; the same answer every time.

    `profiles`: recruiter → dimension → score. An unscored dimension drops out for that recruiter. Those level under
    any weights share their ranks between them.
    """
    found = {who: tuple(profile[d] for d in weights) for who, profile in profiles.items()}
    chosen = [weight / total(weights.values()) for weight in weights.values()]
    counts = _counts(_totals([*found.values()], chosen, _drawn(len(chosen), draws, seed)), len(found))
    levels = {who: _level(profile) for who, profile in found.items()}
    alike: dict[Profile, list[list[int]]] = {}
    for level, ranks in zip(levels.values(), counts, strict=True):
        alike.setdefault(level, []).append(ranks)
    shares = {
        level: tuple(sum(times) / len(times) / draws for times in zip(*ranks, strict=True))
        for level, ranks in alike.items()
    }
    return {who: shares[level] for who, level in levels.items()}


def _level(profile: Profile) -> Profile:
    """The same for those whom no weights can part: the same scores, or one score wherever there is one."""
    scores = [score for score in profile if score is not None]
    return (scores[0],) if scores and all(score == scores[0] for score in scores) else profile


@cache
def _drawn(dimensions: int, draws: int, seed: int) -> list[list[int]]:
    """Weightings drawn evenly, each in whole steps and not brought to a sum of 1: only the order they make is used."""
    rng = Random(seed)  # noqa: S311 - a published seed, so that anyone gets the same table
    return [[round(rng.expovariate(1.0) * SCALE) for _ in range(dimensions)] for _ in range(draws)]


def _totals(
    profiles: Sequence[Profile], chosen: Sequence[Fraction], drawn: Sequence[Sequence[int]]
) -> Iterator[Sequence[float]]:
    """For each draw everyone's weighted mean, but for a factor they have in common."""
    raised = [[None if score is None else score - LOWEST for score in profile] for profile in profiles]
    sums = _weighed([_with_chosen(values, chosen) for values in raised], drawn)
    if not any(None in profile for profile in profiles):
        return sums
    scored = [[None if score is None else Fraction(1) for score in profile] for profile in profiles]
    wholes = _weighed([_with_chosen(values, chosen) for values in scored], drawn)
    return ([*map(truediv, *pair)] for pair in zip(sums, wholes, strict=True))


def _with_chosen(values: Sequence[Fraction | None], chosen: Sequence[Fraction]) -> list[int]:
    """What each drawn weight moves: Σ (λ·chosen·Σdrawn + (1−λ)·drawn)·value is linear in the drawn weights."""
    known = [float(value or 0) for value in values]
    fixed = CHOSEN_SHARE * sum(map(mul, map(float, chosen), known))
    return [round((fixed + (1 - CHOSEN_SHARE) * value) * SCALE) for value in known]


def _weighed(rows: Sequence[Sequence[int]], drawn: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """For each draw the weighted sum of every row.

    The rows lie side by side in one large whole number for each dimension, 64 bits to a row, so that one
    multiplication weighs them all. One by one it takes five times as long, and is most of a comparison.
    """
    lanes = Struct(f"<{len(rows)}Q")
    columns = [int.from_bytes(lanes.pack(*column), "little") for column in zip(*rows, strict=True)]
    for weights in drawn:
        yield lanes.unpack(sum(map(mul, weights, columns)).to_bytes(lanes.size, "little"))


def _counts(totals: Iterator[Sequence[float]], recruiters: int) -> list[list[int]]:
    """How often each recruiter takes each rank; of those level, the one listed first takes the better."""
    orders = (sorted(range(recruiters), key=each.__getitem__, reverse=True) for each in totals)
    taken = [Counter(rank) for rank in zip(*orders, strict=True)]
    return [[times[who] for times in taken] for who in range(recruiters)]
