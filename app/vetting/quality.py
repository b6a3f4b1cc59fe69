"""Notes on how a form was filled in; shown beside the answers, they never change a score (measurement 4.10)."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from app.vetting.answers import Response
from app.vetting.forms import BEST, WORST, FormScore
from app.vetting.instrument import Instrument

APART = 3  # points between the two answers of a pair that should agree
SAME_ANSWERS = 10
SAME_SHARE = Fraction(4, 5)
TOP_SHARE = Fraction(9, 10)
EXCESS = Fraction(1, 3)
NA_SHARE = Fraction(1, 3)
SECONDS_PER_ANSWER = 2
LAPSE = "rel.lapse"  # the facet whose lowest self-report answer is "never let anyone down"

SAME = "same answer almost everywhere"
CONTRADICTIONS = "contradictions"
FAST = "very fast"
MANY_NA = "many does-not-apply"
TOO_GOOD = "too good"


@dataclass(frozen=True, slots=True)
class Quality:
    """`inconsistency` is the mean excess of the pairs that should agree, 0 to 1; None where no pair was answered."""

    longest_run: int
    same_answer_share: Fraction | None
    contradictions: tuple[tuple[str, str], ...]
    inconsistency: Fraction | None
    na_share: Fraction
    notes: tuple[str, ...]


def quality(instrument: Instrument, response: Response, form: FormScore) -> Quality:
    """The measures of one form and the notes that follow from them."""
    values = [points for points in form.points.values() if points is not None]
    apart = _apart(instrument, form)
    same = Fraction(max(Counter(values).values()), len(values)) if values else None
    na_share = _na_share(response, form)
    contradictions = tuple(pair for pair, difference in apart.items() if difference >= APART)
    excess = _mean_excess(list(apart.values()))
    found = {
        SAME: same is not None and len(values) >= SAME_ANSWERS and same >= SAME_SHARE,
        CONTRADICTIONS: len(contradictions) >= 2 or (excess is not None and len(apart) >= 3 and excess >= EXCESS),
        FAST: _very_fast(response, len(values)),
        MANY_NA: response.source in ("evaluator", "self") and na_share > NA_SHARE,
        TOO_GOOD: response.source == "self" and _too_good(instrument, form, values),
    }
    notes = tuple(note for note, applies in found.items() if applies)
    return Quality(_longest_run(values), same, contradictions, excess, na_share, notes)


def _apart(instrument: Instrument, form: FormScore) -> dict[tuple[str, str], int]:
    """Pair that should agree → points between its two answers, where both were given."""
    pairs = instrument.form[form.source].consistency_pairs
    both = {pair: (form.points.get(pair[0]), form.points.get(pair[1])) for pair in pairs}
    return {pair: abs(a - b) for pair, (a, b) in both.items() if a is not None and b is not None}


def _mean_excess(differences: list[int]) -> Fraction | None:
    """Mean of max(0, |Δ| − 1) / 3."""
    return Fraction(sum(max(0, d - 1) for d in differences), 3 * len(differences)) if differences else None


def _na_share(response: Response, form: FormScore) -> Fraction:
    na = [item for item, answer in response.answers.items() if item in form.points and answer.status == "na"]
    return Fraction(len(na), len(form.points)) if form.points else Fraction(0)


def _longest_run(values: list[int]) -> int:
    return max((len(list(run)) for _, run in groupby(values)), default=0)


def _very_fast(response: Response, answers: int) -> bool:
    """Under two seconds an answer; not for an evaluator who types in notes made on paper."""
    return response.seconds is not None and not response.from_notes and response.seconds < SECONDS_PER_ANSWER * answers


def _too_good(instrument: Instrument, form: FormScore, values: list[int]) -> bool:
    """Nine in ten answers at the top, and never let anyone down."""
    never = any(p == WORST and instrument.item[i].facet == LAPSE for i, p in form.points.items())
    return never and values.count(BEST) >= TOP_SHARE * len(values)
