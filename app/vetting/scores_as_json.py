"""Scores as plain values for JSON: exact numbers as "num/den" beside their decimals, the rest rounded."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.vetting import panel
from app.vetting.comparison import Entrant, compare
from app.vetting.comparison_as_json import comparison_as_json
from app.vetting.contributions import Contribution, by_dimension, largest
from app.vetting.exact_json import decimal, exact, exacts
from app.vetting.flags import RaisedFlag
from app.vetting.forms import DimensionScore, FormScore
from app.vetting.gap import SayDo
from app.vetting.instrument import Instrument
from app.vetting.log import LogMetrics, metrics
from app.vetting.next_steps import NextBand, next_band
from app.vetting.quality import Quality, quality
from app.vetting.scorecard import Scorecard
from app.vetting.uncertainty import PEOPLE, dimension_range, posterior
from app.vetting.workspace import Workspace, workspace

Plain = dict[str, Any]
LARGEST = 5


def write_scores(
    instrument: Instrument,
    recruiters: Mapping[str, Entrant],
    weights: Mapping[str, Fraction] | None = None,
    constants: Workspace | None = None,
) -> Plain:
    """Everything that can be said about the recruiters, each and side by side. WeightsMistake as in `score`.

    `constants` are those of a company's own results; without them the published ones hold (measurement 4.6).
    """
    known = constants or workspace(instrument, ())
    comparison = compare(instrument, recruiters, weights, known.sigma2)
    cards = comparison.cards
    return {
        "instrument": {"id": instrument.id, "version": instrument.version},
        "weights": exacts(comparison.weights),
        "constants": {"mean": known.mean, "sigma2": known.sigma2},
        "recruiters": {id: _recruiter(instrument, one, cards[id], known) for id, one in recruiters.items()},
        "comparison": comparison_as_json(comparison, instrument),
    }


def _recruiter(instrument: Instrument, entrant: Entrant, card: Scorecard, known: Workspace) -> Plain:
    forms = zip(entrant.responses, card.forms, strict=True)
    return {
        "name": entrant.name,
        "forms": [_form(form, quality(instrument, response, form)) for response, form in forms],
        **_index(card),
        **_contributions(card),
        **_posterior(instrument, card, known),
        "dimension_ranges": _ranges(instrument, card),
        **({"log": _log(metrics(entrant.log))} if entrant.log else {}),
        **_agreement(instrument, card),
        **({"say_do": _say_do(card.gap)} if card.gap else {}),
        **_next_band(instrument, card),
        "flags": [_flag(flag) for flag in card.flags],
    }


def _form(form: FormScore, quality: Quality) -> Plain:
    return {
        "source": form.source,
        "respondent": form.respondent,
        "points": form.points,
        "dimensions": {d: _form_dimension(score) for d, score in form.dimensions.items()},
        "index": exact(form.index),
        "index_decimal": decimal(form.index),
        "coverage": exact(form.coverage),
        "quality": _quality(quality),
    }


def _form_dimension(score: DimensionScore) -> Plain:
    return {
        "score": exact(score.score),
        "decimal": decimal(score.score),
        "coverage": exact(score.coverage),
        "lo": exact(score.lo),
        "hi": exact(score.hi),
    }


def _quality(quality: Quality) -> Plain:
    return {
        "longest_run": quality.longest_run,
        "same_answer_share": exact(quality.same_answer_share),
        "contradictions": [list(pair) for pair in quality.contradictions],
        "inconsistency": exact(quality.inconsistency),
        "na_share": exact(quality.na_share),
        "notes": list(quality.notes),
    }


def _index(card: Scorecard) -> Plain:
    return {
        "dimensions": {d: {"score": exact(s), "decimal": decimal(s)} for d, s in card.dimensions.items()},
        "source_shares": {d: exacts(shares) for d, shares in card.scored.shares.items()},
        "source_dimensions": {source: exacts(scores) for source, scores in card.source_dimensions.items()},
        "index": exact(card.index),
        "index_decimal": decimal(card.index),
        "lo": exact(card.lo),
        "hi": exact(card.hi),
        "rests_on": exacts(card.rests_on),
        "coverage": exact(card.coverage),
        "status": card.status,
        "band_of_index": card.band.label if card.band else None,
    }


def _contributions(card: Scorecard) -> Plain:
    parts = card.contributions
    return {
        "contributions_count": len(parts),
        "contributions_sum": exact(sum((part.value for part in parts), Fraction(0))) if parts else None,
        "contributions_by_dimension": exacts(by_dimension(parts)) if parts else None,
        "largest_contributions": [_contribution(part) for part in largest(parts, LARGEST)],
        "contributions": [_contribution(part) for part in parts],
    }


def _contribution(part: Contribution) -> Plain:
    return {
        "source": part.source,
        "respondent": part.respondent,
        "dimension": part.dimension,
        "item": part.item,
        "value": exact(part.value),
    }


def _posterior(instrument: Instrument, card: Scorecard, known: Workspace) -> Plain:
    if card.index is None:
        return {}
    found = posterior(instrument, card.index, card.respondents, known.mean, known.sigma2)
    bands = {band.label: decimal(found.band_probabilities[band.id], 6) for band in instrument.bands}
    return {
        "posterior": {
            "n": {source: card.respondents[source] for source in PEOPLE if source in card.respondents},
            "var_obs": decimal(found.var_obs, 8),
            "mean": decimal(found.mean, 8),
            "sd": decimal(found.sd, 8),
            "shrink": decimal(found.shrink, 8),
            "low90": decimal(found.low, 6),
            "high90": decimal(found.high, 6),
            "band_probabilities": bands,
            "band_shown": found.band.label,
            "borderline": found.borderline is not None,
        }
    }


def _ranges(instrument: Instrument, card: Scorecard) -> Plain:
    """Dimension → where it probably lies; only the scored ones."""
    scored = [(d, score) for d, score in card.dimensions.items() if score is not None]
    found = {d: dimension_range(instrument, score, card.asked(d)) for d, score in scored}
    return {d: [decimal(end, 6) for end in ends] for d, ends in found.items()}


def _log(found: LogMetrics) -> Plain:
    """Counts are [k, n]."""
    return {
        "n": found.n,
        "seven_day": list(found.seven_day),
        "loop": list(found.loop),
        "promises": list(found.promises),
        "longest_silence_median": found.longest_silence.median,
        "after_interview_median": found.after_interview.median,
        "still_open": found.still_open,
    }


def _agreement(instrument: Instrument, card: Scorecard) -> Plain:
    found = panel.agreement(card.forms)
    others = panel.leave_one_out(instrument, card)
    written: Plain = {}
    if found:
        written["agreement"] = {
            "AD": exact(found.ad),
            "AD_decimal": decimal(found.ad),
            "acceptable": found.acceptable,
            "alpha_ordinal": exact(found.alpha),
            "alpha_decimal": decimal(found.alpha),
        }
    if others and card.index is not None:
        written["leave_one_out"] = {
            who: {"index": exact(without.index), "change": exact(without.change)} for who, without in others.items()
        }
    return written


def _say_do(gap: SayDo) -> Plain:
    return {
        "gap": exact(gap.gap),
        "gap_decimal": decimal(gap.gap),
        "facets_matched": gap.facets_matched,
        "by_dimension": exacts(gap.by_dimension),
        "se": decimal(gap.se, 6),
        "p_gap_over_25": decimal(gap.p_over, 6),
        "tell": gap.tell,
    }


def _next_band(instrument: Instrument, card: Scorecard) -> Plain:
    first = next((form for form in card.forms if form.source == "evaluator"), None)
    found = next_band(instrument, first, card.weights) if first else None
    return {"next_band_for_first_evaluator_form": _steps(found)} if found else {}


def _steps(found: NextBand) -> Plain:
    return {
        "target": exact(found.target),
        "gap": exact(found.gap),
        "reachable": found.reachable,
        "steps": [{"item": step.item, "steps": step.steps, "gain": exact(step.gain)} for step in found.steps],
    }


def _flag(flag: RaisedFlag) -> Plain:
    return {"flag": flag.flag, "source": flag.source, "respondent": flag.respondent, "item": flag.item}
