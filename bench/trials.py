"""One simulated project through the product's own scorer: who is shown first, how sure, and who is truly the best."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.vetting.answers import Response, points
from app.vetting.combining import SourceMean, means, profile
from app.vetting.comparison import Comparison, side_by_side
from app.vetting.forms import FormScore
from app.vetting.instrument import Source
from app.vetting.log import metrics
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.uncertainty import Posterior, posterior
from app.vetting.workspace import workspace
from bench.ridge import Sums, predicted
from bench.world import EVALUATORS, INSTRUMENT, RECRUITERS, REFERENCES, Recruiter, World, best_answers, project

WORLD = World()
RULE = INSTRUMENT.scoring
SPOKEN = ("evaluator", *dict.fromkeys(REFERENCES))
POOLED = ", updated"  # by what the project itself says about its evaluators and its mean (measurement 4.6)
NAMES = {str(n): f"Recruiter {n}" for n in range(RECRUITERS)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who is heard about every recruiter of a project."""

    name: str
    evaluators: int
    references: bool = False
    log: bool = False

    def hears(self, form: FormScore) -> bool:
        if form.source == "evaluator":
            return int(form.respondent[-1]) < self.evaluators
        return form.source != "self" and self.references


FULL = Evidence("3 evaluators + 2 candidates + 1 client", 3, references=True)
EVIDENCE = (
    Evidence("1 evaluator", 1),
    Evidence("2 evaluators", 2),
    Evidence("3 evaluators", 3),
    Evidence("1 evaluator + 2 candidates + 1 client", 1, references=True),
    FULL,
    Evidence("the same + a log of 20", 3, references=True, log=True),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one method made of one project. The last two are None for methods that say nothing about them."""

    right: float  # 1 if the truly best is first; a part of 1 where several are level
    loss: float  # index points between the truly best and the one first
    claimed: float | None = None  # P(best) of the one first
    held: float | None = None  # share of recruiters whose 90% range holds the truth


@dataclass(frozen=True, slots=True)
class Trial:
    """One project. `faking` is how far the best possible self-report moved an index."""

    outcomes: dict[str, Outcome]
    by_linear: dict[str, float]  # evidence → 1 if the best linear predictor is right
    faking: Fraction
    said: list[list[float]]  # recruiter by recruiter: truth, 2 evaluators, 2 candidates, client, self, impression


Told = Mapping[str, Sequence[Sequence[float]]]  # source → the points of each of its forms; the log as one
Coefficients = Mapping[str, Sequence[float]]


def trials(numbers: Iterable[int], coefficients: Coefficients) -> list[Trial]:
    return [trial(number, coefficients) for number in numbers]


def trial(number: int, coefficients: Coefficients) -> Trial:
    """One project; `coefficients`: evidence → those of the linear predictor, empty to leave it out."""
    people = project(number, WORLD)
    truths = [one.truth for one in people]
    cards = [score(INSTRUMENT, [*one.evaluators, *one.references, one.own]) for one in people]
    outcomes = {
        "sum of the self-report": _first(truths, [_sum(one.own) for one in people]),
        "one overall impression": _first(truths, [one.impressions[0] for one in people]),
        "mean of 3 impressions": _first(truths, [sum(one.impressions) for one in people]),
    }
    for evidence in EVIDENCE:
        heard = cards if evidence == FULL else [_narrowed(c, p, evidence) for c, p in zip(cards, people, strict=True)]
        outcomes |= _shown(evidence, heard, truths)
    by_linear = _by_linear(coefficients, [_told(one) for one in people], truths) if coefficients else {}
    return Trial(
        outcomes, by_linear, _faking(people[number % RECRUITERS], cards[number % RECRUITERS]), _said(people, cards)
    )


def learned(numbers: Iterable[int]) -> dict[str, Sums]:
    """What the linear predictor learns from these projects, of which it knows the truth."""
    people = [project(number, WORLD) for number in numbers]
    told = [([_told(one) for one in group], [one.truth for one in group]) for group in people]
    return {
        evidence.name: Sums(([features(one, evidence) for one in group], truths) for group, truths in told)
        for evidence in EVIDENCE
    }


def features(told: Told, evidence: Evidence) -> list[float]:
    """Every item, as the mean points of those of one source who are heard; then the counts of the log."""
    heard: Told = {**told, "evaluator": told["evaluator"][: evidence.evaluators]}
    sources = ["evaluator", *(REFERENCES if evidence.references else ()), *(["log"] if evidence.log else [])]
    return [sum(given) / len(given) for s in dict.fromkeys(sources) for given in zip(*heard[s], strict=True)]


def _told(one: Recruiter) -> Told:
    forms = [*one.evaluators, *one.references]
    told: dict[str, Sequence[Sequence[float]]] = {
        source: [_points(form) for form in forms if form.source == source] for source in SPOKEN
    }
    return {**told, "log": [[float(mean.value) for mean in _counted(one).values()]]}


def _shown(evidence: Evidence, cards: Sequence[Scorecard], truths: Sequence[float]) -> dict[str, Outcome]:
    """By the published constants; and, with three evaluators, by what the project's own results say about them."""
    by_id = dict(zip(NAMES, cards, strict=True))
    weights = cards[0].weights
    found = {evidence.name: _outcome(side_by_side(INSTRUMENT, NAMES, by_id, weights), truths, _alone)}
    if evidence.evaluators == EVALUATORS and not evidence.log:
        known = workspace(INSTRUMENT, [cards])
        updated = side_by_side(INSTRUMENT, NAMES, by_id, weights, known.sigma2)
        found[evidence.name + POOLED] = _outcome(updated, truths, lambda card: _alone(card, known.mean, known.sigma2))
    return found


def _outcome(comparison: Comparison, truths: Sequence[float], alone: Callable[[Scorecard], Posterior]) -> Outcome:
    first = comparison.order[0]
    ranges = [alone(card) for card in comparison.cards.values()]
    held = [found.low <= truth <= found.high for found, truth in zip(ranges, truths, strict=True)]
    best, chosen = max(truths), truths[int(first)]
    return Outcome(float(chosen == best), best - chosen, comparison.p_best[first], sum(held) / len(held))


def _alone(card: Scorecard, mean: float | None = None, sigma2: float | None = None) -> Posterior:
    """The range a scorecard shows."""
    return posterior(INSTRUMENT, card.index or Fraction(0), card.respondents, mean, sigma2)


def _narrowed(card: Scorecard, one: Recruiter, evidence: Evidence) -> Scorecard:
    """The same recruiter, heard from fewer people or from a log too."""
    forms = tuple(form for form in card.forms if evidence.hears(form))
    heard: dict[Source, dict[str, SourceMean]] = {**means(forms), **({"log": _counted(one)} if evidence.log else {})}
    counts: dict[Source, int] = {source: sum(form.source == source for form in forms) for source in heard}
    return replace(card, forms=forms, means=heard, scored=profile(INSTRUMENT, heard, card.weights), respondents=counts)


def _counted(one: Recruiter) -> dict[str, SourceMean]:
    counts = metrics(one.log).dimensions(RULE.sources["log"].min_n)
    return {d: SourceMean(value, n) for d, (value, n) in counts.items()}


def _first(truths: Sequence[float], values: Sequence[float]) -> Outcome:
    """Whoever has the highest value; if several have, each of them as often as the others."""
    level = [truth for truth, value in zip(truths, values, strict=True) if value == max(values)]
    return Outcome((max(truths) in level) / len(level), max(truths) - sum(level) / len(level))


def _by_linear(coefficients: Coefficients, told: Sequence[Told], truths: Sequence[float]) -> dict[str, float]:
    """Evidence → how right the linear predictor is."""
    return {
        evidence.name: _first(truths, predicted([features(one, evidence) for one in told], found)).right
        for evidence in EVIDENCE
        if (found := coefficients.get(evidence.name))
    }


def _faking(one: Recruiter, card: Scorecard) -> Fraction:
    faked = score(INSTRUMENT, [*one.evaluators, *one.references, best_answers("self", "self")])
    return abs((faked.index or Fraction(0)) - (card.index or Fraction(0)))


def _said(people: Sequence[Recruiter], cards: Sequence[Scorecard]) -> list[list[float]]:
    """What the published agreements are about; a form's own index stands for what it says."""
    rows = []
    for one, card in zip(people, cards, strict=True):
        ev1, ev2, _, *rest = (float(form.index or 0) for form in card.forms)
        rows.append([one.truth, ev1, ev2, *rest, float(one.impressions[0])])
    return rows


def _sum(form: Response) -> float:
    return sum(_points(form))


def _points(form: Response) -> list[float]:
    return [points(INSTRUMENT.item[i], answer, INSTRUMENT) or 0 for i, answer in form.answers.items()]
