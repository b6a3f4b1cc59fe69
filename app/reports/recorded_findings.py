"""What a report says about one recruiter, as it is recorded."""

from fractions import Fraction
from typing import Any

from app.reports.answers import AnswerLine, FormAnswers, QuestionLine
from app.reports.charts import Number
from app.reports.figures import percent, span, tenth
from app.reports.findings import FlagLine
from app.reports.printed_part import doubts
from app.reports.scorecard import DimensionLine, Likely, RecruiterPart, Standing
from app.vetting.exact_json import decimal, exact
from app.vetting.log import LogMetrics
from app.vetting.proportions import Count
from app.vetting.sentences import signed

Plain = dict[str, Any]


def findings(part: RecruiterPart) -> Plain:
    """Everything that follows from the forms and the log, in the shape of record_findings.py."""
    return {
        "status": part.status,
        "index": score(part.index),
        "likely": part.likely and _likely(part.likely),
        "standing": part.standing and _standing(part.standing),
        "sentence": part.sentence,
        "status_sentence": part.status_sentence,
        "marks": doubts(part),
        "bounds": part.bounds and {"low": score(part.bounds[0]), "high": score(part.bounds[1])},
        "coverage": None if part.coverage is None else _share(part.coverage),
        "answered_by": dict(part.answered_by),
        "missing": [*part.missing],
        "said": score(part.said),
        "gap": score(part.gap),
        "gap_sentence": part.gap_sentence,
        "red_flags": part.red_flags,
        "notes": part.notes,
        "dimensions": [_dimension(line) for line in part.dimensions],
        "flags": [_flag(flag) for flag in part.flags],
        "agreement": [*part.agreement],
        "records": part.records and _records(part.records),
        "answers": [_given(form, q, line) for form in part.forms for q in form.questions for line in q.answers],
    }


def score(number: Fraction | None) -> Plain | None:
    """An exact number of points three times: exact, rounded, and as pages print it; None stays None."""
    if number is None:
        return None
    return {"exact": exact(number), "decimal": decimal(number), "shown": signed(number)}


def _share(share: Number) -> Plain:
    return {"decimal": decimal(share, 6), "shown": percent(share)}


def _range(low: Number, high: Number) -> Plain:
    return {"low": decimal(low, 6), "high": decimal(high, 6), "shown": span(low, high)}


def _likely(likely: Likely) -> Plain:
    return {
        "range": _range(likely.low, likely.high),
        "band": likely.band,
        "sentence": likely.sentence,
        "borderline": likely.borderline,
    }


def _standing(standing: Standing) -> Plain:
    return {
        "rank": standing.shown,
        "first": _share(standing.p_best),
        "finishes": [_share(share) for share in standing.finishes],
    }


def _dimension(line: DimensionLine) -> Plain:
    scored = line.score is not None
    return {
        "id": line.id,
        "name": line.name,
        "score": score(line.score),
        "alone": line.alone,
        "range": _range(line.low, line.high) if scored else None,
        "of_the_whole": _share(line.share),
        "points": score(line.points),
        "tenths": tenth(line.tenths),
        "evaluators": [{"mark": mark, "score": score(given)} for mark, given in line.evaluators],
        "reported": score(line.reported),
        "said": score(line.said),
    }


def _flag(flag: FlagLine) -> Plain:
    return {
        "id": flag.id,
        "serious": flag.serious,
        "text": flag.text,
        "causes": [{"who": who, "item": item} for who, item in flag.causes],
        "looked_at": flag.looked_at,
    }


def _records(log: LogMetrics) -> Plain:
    return {
        "candidates": log.n,
        "still_open": log.still_open,
        "told_the_outcome": _count(log.loop),
        "heard_within_seven_days": _count(log.seven_day),
        "promises_kept": _count(log.promises),
        "longest_silence": log.longest_silence.median,
    }


def _count(count: Count) -> Plain:
    return {"k": count.k, "n": count.n, "shown": "" if count.share is None else percent(count.share)}


def _given(form: FormAnswers, question: QuestionLine, line: AnswerLine) -> Plain:
    return {
        "form": form.kind,
        "who": line.who,
        "item": question.item,
        "dimension": question.dimension,
        "question": question.prompt,
        "choices": question.choices,
        "answer": line.words,
        "backed_by": line.support,
        "points": line.points,
        "chosen": line.capped_from,
        "note": line.note,
        "flagged": line.flagged,
    }
