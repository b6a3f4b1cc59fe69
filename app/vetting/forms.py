"""One form: its answers become points, a score per dimension with best and worst case, and a form index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.answers import Answer, Response, points
from app.vetting.instrument import FormKind, Instrument, Item, Scoring

NEUTRAL = 2
PER_POINT = 50
BEST = 4
WORST = 0
_NOT_ASKED = Answer(status="not_asked")
Points = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One form's view of one dimension, −100 to +100; `lo` and `hi` put every missing answer at 0 or at 4 points."""

    dimension: str
    score: Fraction | None  # None where too little was answered
    coverage: Fraction | None  # answered share of the applicable item weight; None where nothing applies
    lo: Fraction | None
    hi: Fraction | None
    weight: int  # item weight that was answered
    enough: bool  # would be scored if nothing were missing


@dataclass(frozen=True, slots=True)
class FormScore:
    """One respondent's form. `points` has every item asked, None where not answered."""

    source: FormKind
    respondent: str
    points: dict[str, int | None]
    dimensions: dict[str, DimensionScore]
    index: Fraction | None
    coverage: Fraction | None


def push(points: int) -> int:
    """Points around neutral, −100 to +100 (measurement 4.1)."""
    return PER_POINT * (points - NEUTRAL)


def form_score(instrument: Instrument, response: Response, weights: Mapping[str, Fraction]) -> FormScore:
    """The form on its own; its index weighs the scored dimensions (measurement 4.1, 4.2)."""
    asked = instrument.asked(response.source, response.length)
    applying = _applying(instrument, asked, response)
    items: dict[str, list[Item]] = {d: [] for d in instrument.dimension}
    for item in asked:
        items[item.dimension].append(item)
    dimensions = {d: _dimension_score(d, found, applying, instrument.scoring) for d, found in items.items()}
    return FormScore(
        source=response.source,
        respondent=response.respondent,
        points={item.id: applying.get(item.id) for item in asked},
        dimensions=dimensions,
        index=weighted_mean({d: score.score for d, score in dimensions.items()}, weights),
        coverage=_coverage([item for item in asked if item.id in applying], applying),
    )


def weighted_mean(dimensions: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]) -> Fraction | None:
    """Over the scored dimensions that carry weight; None if there are none (measurement 4.1, 4.2)."""
    total = sum((weights[d] for d, score in dimensions.items() if score is not None), Fraction(0))
    if not total:
        return None
    return sum((weights[d] * score for d, score in dimensions.items() if score is not None), Fraction(0)) / total


def _applying(instrument: Instrument, asked: Sequence[Item], response: Response) -> dict[str, int | None]:
    """Points of every item that applies, None where the answer is missing; "does not apply" is left out."""
    answers = [(item, response.answers.get(item.id, _NOT_ASKED)) for item in asked]
    return {item.id: points(item, answer, instrument) for item, answer in answers if answer.status != "na"}


def _dimension_score(dimension: str, items: Sequence[Item], applying: Points, rule: Scoring) -> DimensionScore:
    applies = [(item.weight, applying[item.id]) for item in items if item.id in applying]
    answered = [(weight, push(points)) for weight, points in applies if points is not None]
    total, seen = sum(weight * pushed for weight, pushed in answered), sum(weight for weight, _ in answered)
    whole = sum(weight for weight, _ in applies)
    needed = rule.min_answers_small_form if len(items) < 3 else rule.min_answers
    coverage = Fraction(seen, whole) if whole else None
    scored = coverage is not None and coverage >= rule.min_coverage and len(answered) >= needed
    return DimensionScore(
        dimension=dimension,
        score=Fraction(total, seen) if scored else None,
        coverage=coverage,
        lo=Fraction(total + (whole - seen) * push(WORST), whole) if whole else None,
        hi=Fraction(total + (whole - seen) * push(BEST), whole) if whole else None,
        weight=seen,
        enough=len(applies) >= needed,
    )


def _coverage(applies: Sequence[Item], applying: Points) -> Fraction | None:
    """Answered share of the applicable item weight (measurement 4.2)."""
    whole = sum(item.weight for item in applies)
    return Fraction(sum(item.weight for item in applies if applying[item.id] is not None), whole) if whole else None
