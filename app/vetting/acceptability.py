"""How often each recruiter takes each rank if the company valued other things (measurement 4.8, SMAA).

Every draw of weights has 64 bits to itself, and a whole number carries one value of all draws side by side: its lanes.
A few multiplications then weigh a recruiter under all draws at once, and one subtraction compares two.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from operator import mul, truediv
from random import Random
from struct import Struct

from app.vetting.exact_sums import total

CHOSEN_SHARE = 0.5  # half the weight stays as chosen, half is drawn evenly from all weightings
DRAWS = 4000
SEED = 7
SCALE = 1 << 24  # steps in one point and in one unit of weight: a total stays within 63 bits
LOWEST = -100
RECENT = 64  # recruiters whose totals are kept, at 32 kB each
Profile = tuple[Fraction | None, ...]
Lanes = int


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
    counts = _counts(_totals([*found.values()], chosen, draws, seed), draws)
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
def _drawn(dimensions: int, draws: int, seed: int) -> tuple[Lanes, ...]:
    """Weightings drawn evenly, dimension by dimension; in whole steps and not brought to a sum of 1: only the order
    they make is used."""
    rng = Random(seed)  # noqa: S311 - a published seed, so that anyone gets the same table
    drawn = [[round(rng.expovariate(1.0) * SCALE) for _ in range(dimensions)] for _ in range(draws)]
    return tuple(_lanes("Q", each) for each in zip(*drawn, strict=True))


def _totals(profiles: Sequence[Profile], chosen: Sequence[Fraction], draws: int, seed: int) -> list[Lanes]:
    """Everyone's weighted mean under each draw, but for a factor they have in common."""
    raised = [[None if score is None else score - LOWEST for score in profile] for profile in profiles]
    sums = [_weighed(_with_chosen(values, chosen), draws, seed) for values in raised]
    if not any(None in profile for profile in profiles):
        return sums
    scored = [[None if score is None else Fraction(1) for score in profile] for profile in profiles]
    wholes = [_weighed(_with_chosen(values, chosen), draws, seed) for values in scored]
    apart = [map(truediv, _apart(one, draws), _apart(whole, draws)) for one, whole in zip(sums, wholes, strict=True)]
    return [_lanes("d", [*means]) for means in apart]  # the bits of positive floats are in the order of the floats


def _with_chosen(values: Sequence[Fraction | None], chosen: Sequence[Fraction]) -> tuple[int, ...]:
    """What each drawn weight moves: Σ (λ·chosen·Σdrawn + (1−λ)·drawn)·value is linear in the drawn weights."""
    known = [float(value or 0) for value in values]
    fixed = CHOSEN_SHARE * sum(map(mul, map(float, chosen), known))
    return tuple(round((fixed + (1 - CHOSEN_SHARE) * value) * SCALE) for value in known)


@lru_cache(RECENT)
def _weighed(values: tuple[int, ...], draws: int, seed: int) -> Lanes:
    """For each draw the weighted sum."""
    return sum(map(mul, values, _drawn(len(values), draws, seed)))


def _counts(totals: Sequence[Lanes], draws: int) -> list[list[int]]:
    """How often each recruiter takes each rank; of those level, the one listed first takes the better."""
    one = _lanes("Q", [1] * draws)
    top = one << 63
    behind = [len(totals[at + 1 :]) * one for at in range(len(totals))]  # rank of each, 0 the best; at first the worst
    for first, mine in enumerate(totals):
        held = mine | top
        for second in range(first + 1, len(totals)):
            kept = ((held - totals[second]) >> 63) & one  # 1 where the first is not behind: nothing was borrowed
            behind[first] -= kept
            behind[second] += kept
    return [_times(_apart(ranks, draws), len(totals)) for ranks in behind]


def _times(ranks: Sequence[int], recruiters: int) -> list[int]:
    taken = Counter(ranks)
    return [taken[rank] for rank in range(recruiters)]


def _lanes(kind: str, values: Sequence[float]) -> Lanes:
    return int.from_bytes(Struct(f"<{len(values)}{kind}").pack(*values), "little")


def _apart(lanes: Lanes, draws: int) -> tuple[int, ...]:
    every = Struct(f"<{draws}Q")
    return every.unpack(lanes.to_bytes(every.size, "little"))
