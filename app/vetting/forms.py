"""One form: its answers become points, a score per dimension with best and worst case, and a form index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.vetting import exact_sums
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
    """One form's view of one dimension, −100 to +100, and the whole numbers it is made of."""

    dimension: str
    score: Fraction | None  # None where too little was answered
    pushed: int  # sum of weight × push over the answered items
    weight: int  # of the answered items
    applies: int  # weight of all items that apply
    enough: bool  # would be scored if nothing were missing

    @property
    def coverage(self) -> Fraction | None:
        """Answered share of the applicable item weight; None where nothing applies (measurement 4.2)."""
        return Fraction(self.weight, self.applies) if self.applies else None

    @property
    def lo(self) -> Fraction | None:
        """With every missing answer at 0 points (measurement 4.2)."""
        return self._with_blanks(WORST)

    @property
    def hi(self) -> Fraction | None:
        """With every missing answer at 4 points."""
        return self._with_blanks(BEST)

    def _with_blanks(self, points: int) -> Fraction | None:
        missing = self.applies - self.weight
        return Fraction(self.pushed + missing * push(points), self.applies) if self.applies else None


@dataclass(frozen=True, slots=True)
class FormScore:
    """One respondent's form. `points` has every item asked, None where not answered."""

    source: FormKind
    respondent: str
    points: dict[str, int | None]
    dimensions: dict[str, DimensionScore]
    index: Fraction | None

    @property
    def coverage(self) -> Fraction | None:
        """Answered share of the applicable item weight; None where nothing applies (measurement 4.2)."""
        applies = sum(score.applies for score in self.dimensions.values())
        return Fraction(sum(score.weight for score in self.dimensions.values()), applies) if applies else None


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
    dimensions = {d: dimension_score(d, found, applying, instrument.scoring) for d, found in items.items()}
    return FormScore(
        source=response.source,
        respondent=response.respondent,
        points={item.id: applying.get(item.id) for item in asked},
        dimensions=dimensions,
        index=weighted_mean({d: score.score for d, score in dimensions.items()}, weights),
    )


def weighted_mean(dimensions: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]) -> Fraction | None:
    """Over the scored dimensions that carry weight; None if there are none (measurement 4.1, 4.2)."""
    return exact_sums.weighted_mean((weights[d], score) for d, score in dimensions.items() if score is not None)


def _applying(instrument: Instrument, asked: Sequence[Item], response: Response) -> dict[str, int | None]:
    """Points of every item that applies, None where the answer is missing; "does not apply" is left out."""
    given = response.answers
    return {
        item.id: points(item, answer, instrument)
        for item in asked
        if (answer := given.get(item.id, _NOT_ASKED)).status != "na"
    }


def dimension_score(dimension: str, items: Sequence[Item], applying: Points, rule: Scoring) -> DimensionScore:
    """From the points of the items that apply, None where the answer is missing (measurement 4.1, 4.2)."""
    applies = [(item.weight, applying[item.id]) for item in items if item.id in applying]
    answered = pushed = weight = 0
    for each, worth in applies:
        if worth is not None:
            answered += 1
            weight += each
            pushed += each * push(worth)
    whole = sum([each for each, _ in applies])
    needed = rule.min_answers_small_form if len(items) < 3 else rule.min_answers
    covered = weight == whole or weight >= rule.min_coverage * whole
    score = Fraction(pushed, weight) if weight and answered >= needed and covered else None
    return DimensionScore(dimension, score, pushed, weight, whole, enough=len(applies) >= needed)
