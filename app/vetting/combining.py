"""Several respondents and sources become one profile of dimensions and one index (measurement 4.1, 4.4)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.exact_sums import mean, total, weighted_total
from app.vetting.forms import DimensionScore, FormScore, weighted_mean
from app.vetting.instrument import Instrument, Source, SourceConstants

SOURCES: tuple[Source, ...] = ("evaluator", "candidate", "client", "log", "self")
Means = Mapping[Source, Mapping[str, "SourceMean"]]
Counts = tuple[tuple[Source, int], ...]
Pick = Callable[[DimensionScore], Fraction | None]


class WeightsMistake(ValueError):
    """Dimension weights nothing can be scored with; the message is a sentence for the person who set them."""


@dataclass(frozen=True, slots=True)
class SourceMean:
    """What one source says about one dimension: the plain mean of its n respondents (n candidates for a log)."""

    value: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Every dimension of the instrument, in its order, and the index over those that are scored."""

    dimensions: dict[str, Fraction | None]
    shares: dict[str, dict[Source, Fraction]]  # dimension → source → its share of the dimension, adding up to 1
    index: Fraction | None


def as_scored(score: DimensionScore) -> Fraction | None:
    return score.score


def at_worst(score: DimensionScore) -> Fraction | None:
    """The chain recomputed with every missing answer at 0 points (measurement 4.2)."""
    return score.lo if score.enough else None


def at_best(score: DimensionScore) -> Fraction | None:
    """The chain recomputed with every missing answer at 4 points (measurement 4.2)."""
    return score.hi if score.enough else None


def chosen_weights(instrument: Instrument, weights: Mapping[str, Fraction] | None) -> dict[str, Fraction]:
    """The instrument's weights, changed where the company chose others; WeightsMistake if nothing is left to weigh."""
    chosen = {**instrument.weights, **(weights or {})}
    unknown = [d for d in chosen if d not in instrument.dimension]
    if unknown:
        raise WeightsMistake(f"{unknown[0]} is not a dimension of this instrument, so it cannot be given a weight.")
    if any(weight < 0 for weight in chosen.values()):
        raise WeightsMistake("A weight cannot be below 0. Use 0 to leave a dimension out.")
    if not any(chosen.values()):
        raise WeightsMistake("Every weight is 0, so there is nothing to score. Give at least one dimension a weight.")
    return chosen


def omega(constants: SourceConstants, n: int) -> Fraction:
    """Precision of the mean of n respondents, times 200: 200n / (σ² + κ²n) (measurement 4.4)."""
    return 200 * n / (constants.sigma2 + constants.kappa2 * n)


def means(forms: Sequence[FormScore], pick: Pick = as_scored) -> dict[Source, dict[str, SourceMean]]:
    """Source → dimension → plain mean over the respondents scored there; mean, not median (measurement 4.1, 4.5)."""
    by_source: dict[Source, dict[str, SourceMean]] = {}
    for source in SOURCES:
        scores = [form.dimensions for form in forms if form.source == source]
        found = {d: _mean(pick(dimensions[d]) for dimensions in scores) for d in (scores[0] if scores else ())}
        if any(found.values()):
            by_source[source] = {d: each for d, each in found.items() if each}
    return by_source


def profile(instrument: Instrument, means: Means, weights: Mapping[str, Fraction]) -> Profile:
    """Sources weighed by their precision; the self-report, having none published, counts 0 (measurement 2.4, 4.4)."""
    shares = _shares(instrument, means)
    dimensions = {
        d: weighted_total((share, means[source][d].value) for source, share in by_source.items()) if by_source else None
        for d, by_source in shares.items()
    }
    return Profile(dimensions, shares, weighted_mean(dimensions, weights))


def _mean(values: Iterable[Fraction | None]) -> SourceMean | None:
    known = [value for value in values if value is not None]
    found = mean(known)
    return None if found is None else SourceMean(found, len(known))


def _shares(instrument: Instrument, means: Means) -> dict[str, dict[Source, Fraction]]:
    """Dimension → source → share; worked out once for all dimensions that were seen by the same number of people."""
    constants = instrument.scoring.sources
    counted = {source: by_dimension for source, by_dimension in means.items() if source in constants}
    counts = {d: tuple((s, counted[s][d].n) for s in counted if d in counted[s]) for d in instrument.dimension}
    known = {found: _shares_of(constants, found) for found in {*counts.values()}}
    return {d: known[found] for d, found in counts.items()}


def _shares_of(constants: Mapping[str, SourceConstants], counts: Counts) -> dict[Source, Fraction]:
    weights = {source: omega(constants[source], n) for source, n in counts}
    whole = total(weights.values())
    return {source: weight / whole for source, weight in weights.items()}
