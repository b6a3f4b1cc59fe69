"""How far the true score may lie from the index: a normal posterior with published constants (measurement 4.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import fsum, inf, sqrt
from statistics import NormalDist

from app.vetting.instrument import Band, Instrument, Scoring, Source

PEOPLE: tuple[Source, ...] = ("evaluator", "candidate", "client")
DIMENSION_VARIANCE = 1.4  # a dimension strays more than the index: fitted to the half-widths of measurement 1.4
Row = Sequence[Fraction | float]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Where the true score probably lies, in index points. `low` to `high` is the likely range (90%)."""

    mean: float
    sd: float
    low: float
    high: float
    shrink: float
    var_obs: float
    band_probabilities: dict[str, float]  # band id → probability, lowest band first
    band: Band  # the one shown: the most probable
    borderline: Band | None  # the second, where it is probable enough to be named too


def posterior(
    instrument: Instrument,
    index: Fraction,
    respondents: Mapping[Source, int],
    mean: Fraction | float | None = None,
    sigma2: float | None = None,
    same_people: bool = False,
) -> Posterior:
    """ρ = τ²/(τ²+v), m = μ + ρ(index − μ), sd = √(τ²(1−ρ)) (measurement 4.6).

    `mean` is μ (the workspace's, or in a comparison the group's), `sigma2` the pooled σ² of one evaluator; both
    default to the published constants. `same_people` leaves out leniency, which recruiters rated alike share.
    """
    rule = instrument.scoring
    centre = float(rule.prior_mean if mean is None else mean)
    variance = observation_variance(rule, respondents, sigma2, same_people)
    shrink = float(rule.tau2) / (float(rule.tau2) + variance)
    belief = NormalDist(centre + shrink * (float(index) - centre), sqrt(float(rule.tau2) * (1 - shrink)))
    bands = band_probabilities(instrument, belief)
    shown, second = sorted(instrument.bands, key=lambda band: -bands[band.id])[:2]
    borderline = second if bands[second.id] >= rule.borderline_probability else None
    half = _z(rule) * belief.stdev
    low, high = belief.mean - half, belief.mean + half
    return Posterior(belief.mean, belief.stdev, low, high, shrink, variance, bands, shown, borderline)


def observation_variance(
    rule: Scoring,
    respondents: Mapping[Source, int],
    sigma2: float | None = None,
    same_people: bool = False,
) -> float:
    """v = Σ ω̃²(κ² + σ²/n) + ω̃ev²·225/nev over the people asked (measurement 4.6), in index points squared.

    A log narrows nothing while people have answered: it can be doctored. Alone, it is all there is and stands in.
    """
    counts = {s: n for s in PEOPLE if (n := respondents.get(s, 0))} or {"log": respondents.get("log", 0)}
    if not any(counts.values()):
        return inf
    errors = {s: _error_of_mean(rule, s, n, sigma2, same_people) for s, n in counts.items()}
    weights = {
        s: 200 * n / (float(c.sigma2) + float(c.kappa2) * n) for s, n in counts.items() if (c := rule.sources[s])
    }
    total = sum(weights.values())
    return sum((weights[s] / total) ** 2 * errors[s] for s in counts)


def band_probabilities(instrument: Instrument, normal: NormalDist) -> dict[str, float]:
    """Band id → share of the posterior within its cuts (measurement 4.3)."""
    below = [0.0, *(normal.cdf(float(band.from_)) for band in instrument.bands[1:]), 1.0]
    return {band.id: high - low for band, (low, high) in zip(instrument.bands, pairwise(below), strict=True)}


def dimension_range(instrument: Instrument, score: Fraction, respondents: Mapping[Source, int]) -> tuple[float, float]:
    """The likely range of one dimension, around its score and cut to −100..+100.

    The same model as for the index, with a larger error: 1.4 v, not pulled to the mean. That gives half-widths of
    57, 41 and 34 for one, two and three evaluators and 27 with references, where measurement 1.4 found 56, 41, 34, 27.
    """
    rule = instrument.scoring
    half = _z(rule) * sqrt(DIMENSION_VARIANCE * observation_variance(rule, respondents))
    return max(-100.0, float(score) - half), min(100.0, float(score) + half)


def workspace_mean(rule: Scoring, indices: Iterable[Fraction]) -> float:
    """μ = (4·0 + Σ index) / (4 + N): starts at the published mean, moves with the workspace (measurement 4.6)."""
    known = list(indices)
    return float((rule.prior_strength * rule.prior_mean + sum(known)) / (rule.prior_strength + len(known)))


def pooled_sigma2(rule: Scoring, tables: Iterable[Sequence[Row]]) -> float:
    """σ² of one evaluator: (8·600 + SS) / (8 + df) (measurement 4.6).

    A table has one row per recruiter and one column per evaluator who rated all of them; fewer than two of either
    say nothing. SS and df are those of the residuals after recruiter and evaluator means.
    """
    squares, freedom = 0.0, 0
    for table in tables:
        if len(table) >= 2 and len(table[0]) >= 2:
            squares += _residual_squares(table)
            freedom += (len(table) - 1) * (len(table[0]) - 1)
    nu0, prior = float(rule.sigma_nu0), float(rule.sources["evaluator"].sigma2)
    return (nu0 * prior + squares) / (nu0 + freedom)


def _error_of_mean(rule: Scoring, source: Source, n: int, sigma2: float | None, same_people: bool) -> float:
    constants = rule.sources[source]
    one = sigma2 if sigma2 is not None and source == "evaluator" else float(constants.sigma2)
    slant = 0.0 if same_people else float(constants.leniency2)
    return float(constants.kappa2) + (one + slant) / n


def _residual_squares(table: Sequence[Row]) -> float:
    rows = [[float(value) for value in row] for row in table]
    by_row = [sum(row) / len(row) for row in rows]
    by_column = [sum(column) / len(column) for column in zip(*rows, strict=True)]
    grand = sum(by_row) / len(by_row)
    residuals = (x - by_row[i] - by_column[j] + grand for i, row in enumerate(rows) for j, x in enumerate(row))
    return fsum(residual * residual for residual in residuals)


def _z(rule: Scoring) -> float:
    return _normal_deviate(float(rule.level))


@cache
def _normal_deviate(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
