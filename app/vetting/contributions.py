"""What every answer adds to the index; the parts sum to it exactly (measurement 4.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.combining import Means, Profile
from app.vetting.exact_sums import total
from app.vetting.forms import DimensionScore, FormScore, push
from app.vetting.instrument import Instrument, Source


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer (or, with no item, the log) adds to the index, in index points."""

    source: Source
    respondent: str
    dimension: str
    item: str | None
    value: Fraction


def contributions(
    instrument: Instrument,
    forms: Sequence[FormScore],
    means: Means,
    profile: Profile,
    weights: Mapping[str, Fraction],
) -> tuple[Contribution, ...]:
    """Every answer that counts, form by form in the order asked, then the log; empty without an index."""
    whole = total(weights[d] for d, score in profile.dimensions.items() if score is not None)
    if not whole:
        return ()
    stakes = {
        (source, d): weights[d] / whole * share / means[source][d].n
        for d, by_source in profile.shares.items()
        for source, share in by_source.items()
    }
    answers = (c for form in forms for c in _of_form(instrument, form, stakes))
    return (*answers, *_of_log(means, stakes))


def by_dimension(contributions: Sequence[Contribution]) -> dict[str, Fraction]:
    """Dimension → what it adds to the index."""
    sums: dict[str, Fraction] = {}
    for part in contributions:
        sums[part.dimension] = sums.get(part.dimension, Fraction(0)) + part.value
    return sums


def largest(contributions: Sequence[Contribution], count: int) -> list[Contribution]:
    """The `count` that move the index most, either way; among equals the order of the forms and items."""
    return sorted(contributions, key=lambda part: -abs(part.value))[:count]


def _of_form(
    instrument: Instrument, form: FormScore, stakes: Mapping[tuple[Source, str], Fraction]
) -> Iterator[Contribution]:
    per_push = {
        d: stakes[form.source, d] / score.weight for d, score in form.dimensions.items() if _counts(form, score, stakes)
    }
    for item_id, points in form.points.items():
        item = instrument.item[item_id]
        if points is not None and item.dimension in per_push:
            value = per_push[item.dimension] * (item.weight * push(points))
            yield Contribution(form.source, form.respondent, item.dimension, item_id, value)


def _counts(form: FormScore, score: DimensionScore, stakes: Mapping[tuple[Source, str], Fraction]) -> bool:
    return score.score is not None and (form.source, score.dimension) in stakes


def _of_log(means: Means, stakes: Mapping[tuple[Source, str], Fraction]) -> Iterator[Contribution]:
    for dimension, mean in means.get("log", {}).items():
        value = stakes["log", dimension] * mean.n * mean.value
        yield Contribution("log", "log", dimension, None, value)
