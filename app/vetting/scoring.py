"""Answers become a scorecard: index, bounds, band and dimensions, made of contributions that sum exactly."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.vetting.answers import Response
from app.vetting.combining import (
    SOURCES,
    Means,
    Pick,
    Profile,
    SourceMean,
    as_scored,
    at_best,
    at_worst,
    chosen_weights,
    means,
    profile,
)
from app.vetting.contributions import Contribution
from app.vetting.exact_sums import mean
from app.vetting.flags import RaisedFlag, raised
from app.vetting.forms import DimensionScore, FormScore, form_score
from app.vetting.gap import SayDo, say_do
from app.vetting.instrument import Band, Instrument, Source
from app.vetting.log import Log, metrics
from app.vetting.scorecard import Bounds, Scorecard, Status

__all__ = [
    "Bounds",
    "Contribution",
    "DimensionScore",
    "FormScore",
    "RaisedFlag",
    "SayDo",
    "Scorecard",
    "Status",
    "band_of",
    "score",
]


def score(
    instrument: Instrument,
    responses: Sequence[Response],
    weights: Mapping[str, Fraction] | None = None,
    log: Log | None = None,
) -> Scorecard:
    """The whole chain of measurement 4.1 to 4.4, exact. WeightsMistake where the weights leave nothing to score."""
    chosen = chosen_weights(instrument, weights)
    forms = tuple(form_score(instrument, response, chosen) for response in responses)
    counted = _log_means(instrument, log)
    found = _means(forms, as_scored, counted)
    scored = profile(instrument, found, chosen)
    ends = [_means(forms, pick, counted) for pick in (at_worst, at_best)] if _blanks(forms) else []
    worst, best = [profile(instrument, end, chosen) for end in ends] or (scored, scored)
    coverage = _coverage(forms)
    respondents = _respondents(forms, log)
    gap = say_do(instrument, forms, chosen, respondents)
    return Scorecard(
        instrument=instrument,
        forms=forms,
        means=found,
        scored=scored,
        worst=worst,
        best=best,
        coverage=coverage,
        status=_status(instrument, scored, coverage),
        band=None if scored.index is None else band_of(instrument, scored.index),
        weights=chosen,
        respondents=respondents,
        gap=gap,
        flags=raised(instrument, responses, forms, gap, log),
    )


def band_of(instrument: Instrument, index: Fraction | float) -> Band:
    """A value on a cut belongs to the upper band (measurement 4.3)."""
    return next(band for band in reversed(instrument.bands) if index >= band.from_)


def _means(forms: Sequence[FormScore], pick: Pick, counted: Mapping[str, SourceMean]) -> Means:
    found = {**means(forms, pick), "log": counted}
    return {source: found[source] for source in SOURCES if found.get(source)}


def _blanks(forms: Sequence[FormScore]) -> bool:
    """Whether anything that applies was left unanswered; without blanks the worst and best case are the score."""
    return any(score.weight < score.applies for form in forms for score in form.dimensions.values())


def _log_means(instrument: Instrument, log: Log | None) -> dict[str, SourceMean]:
    """The log counts in the dimensions its constants name, from `min_n` cases on (measurement 4.11)."""
    constants = instrument.scoring.sources.get("log")
    if log is None or constants is None:
        return {}
    counts = metrics(log).dimensions(constants.min_n)
    return {d: SourceMean(*counts[d]) for d in constants.dimensions if d in counts}


def _coverage(forms: Sequence[FormScore]) -> Fraction | None:
    known = [form.coverage for form in forms if form.source == "evaluator" and form.coverage is not None]
    return mean(known)


def _status(instrument: Instrument, scored: Profile, coverage: Fraction | None) -> Status:
    """Measurement 4.2."""
    rule = instrument.scoring
    if scored.index is None:
        return "none"
    wide = sum(value is not None for value in scored.dimensions.values()) >= rule.overall_min_dimensions
    seen = coverage >= rule.overall_min_coverage if coverage is not None else not rule.overall_needs_evaluator
    return "final" if wide and seen else "provisional"


def _respondents(forms: Sequence[FormScore], log: Log | None) -> dict[Source, int]:
    counts = {source: sum(f.source == source and f.index is not None for f in forms) for source in SOURCES}
    counts["log"] = len(log.candidates) if log else 0
    return {source: n for source, n in counts.items() if n}
