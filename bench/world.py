"""A world in which the truth is known: simulated recruiters and what people would say about them.

Written from the description in measurement 6.1 and set so that its people agree with each other, and with the truth,
about as much as people were found to (`make bench-accuracy` prints both). It shows what the scoring does if people
behave like this; it cannot show that they do.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import sqrt
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from app.store.instruments import DEFAULT, instrument
from app.vetting.answers import Answer, Response, points
from app.vetting.forms import push
from app.vetting.instrument import FormKind, Item
from app.vetting.log import Log, LogCandidate

INSTRUMENT = instrument(*DEFAULT)
RECRUITERS = 5  # in every project
EVALUATORS = 3  # the same for all of them
REFERENCES: tuple[FormKind, ...] = ("candidate", "candidate", "client")
CASES = 20  # in a log
PERFECT = NormalDist()
Traits = Mapping[str, float]  # dimension → how far above the ordinary recruiter


@dataclass(frozen=True, slots=True)
class World:
    """How far people stray, in standard deviations of a trait."""

    broad: float = 0.6  # the part of a trait's variance that all dimensions have in common
    step: float = 1.7  # one more point
    difficulty: float = 0.4  # of the items, fixed
    leniency: float = 0.5  # of one evaluator, towards every recruiter
    halo: float = 0.7  # of one evaluator, for one recruiter
    dimension_halo: float = 0.6  # on top, in one dimension
    noise: float = 1.1  # in one answer
    kindness: float = 0.5  # of every reference
    picked: float = 0.35  # shared by the references of one recruiter, who chose them
    reference_halo: float = 1.02
    own_part: float = 0.5  # of the trait, in what recruiters say of themselves
    own_shift: float = 0.4
    own_inflation: float = 1.15
    impression: float = 1.6  # of one evaluator, from the whole
    impression_scale: float = 1.2  # points of ten
    log_rate: float = 0.5  # what a trait does to the share of cases that went well, as a normal deviate
    log_chance: float = 0.3  # what is peculiar to the cases of one log


class Recruiter(NamedTuple):
    """One recruiter with the truth: the index an average evaluator would be expected to give."""

    truth: float
    evaluators: list[Response]
    references: list[Response]
    own: Response
    impressions: list[int]  # one number of 0 to 10 from each evaluator
    log: Log


class Question(NamedTuple):
    """An item as people meet it: what they see lies between two of the four limits."""

    item: str
    dimension: str
    weight: int
    limits: tuple[float, ...]
    answers: tuple[Answer, ...]  # worth 0, 1, 2, 3 and 4 points


def project(number: int, world: World) -> list[Recruiter]:
    """The recruiters of one project and everything said about them; the same for the same number."""
    rng = Random(number)  # noqa: S311 - a published seed, so that anyone gets the same figures
    slants = [rng.gauss(0, world.leniency) for _ in range(EVALUATORS)]
    return [_recruiter(rng, world, slants) for _ in range(RECRUITERS)]


def best_answers(kind: FormKind, respondent: str) -> Response:
    """A form filled in to please."""
    return Response(kind, respondent, {asked.item: asked.answers[4] for asked in questions(World(), kind)})


def truth(traits: Traits, world: World) -> float:
    """The index of measurement 4.1 over the points an average evaluator would be expected to give."""
    strays = sqrt(world.leniency**2 + world.halo**2 + world.dimension_halo**2 + world.noise**2)
    pushes, weights = dict.fromkeys(traits, 0.0), dict.fromkeys(traits, 0)
    for asked in questions(world, "evaluator"):
        expected = sum(PERFECT.cdf((traits[asked.dimension] - limit) / strays) for limit in asked.limits)
        pushes[asked.dimension] += asked.weight * (push(0) + push(3) * expected)
        weights[asked.dimension] += asked.weight
    return sum(pushes[d] / weights[d] for d in traits) / len(traits)


@cache
def questions(world: World, kind: FormKind) -> tuple[Question, ...]:
    """The items of a form, each as hard as it is in this world."""
    rng = Random(6)  # noqa: S311 - as above
    middles = {item.id: rng.gauss(0, world.difficulty) for item in INSTRUMENT.items}
    return tuple(
        Question(
            item.id,
            item.dimension,
            item.weight,
            tuple(middles[item.id] + world.step * (k - 1.5) for k in range(4)),
            tuple(_worth(item, wanted) for wanted in range(5)),
        )
        for item in INSTRUMENT.asked(kind)
    )


def _recruiter(rng: Random, world: World, slants: Iterable[float]) -> Recruiter:
    broad = rng.gauss(0, sqrt(world.broad))
    traits = {d: broad + rng.gauss(0, sqrt(1 - world.broad)) for d in INSTRUMENT.dimension}
    overall = sum(traits.values()) / len(traits)
    picked = world.kindness + rng.gauss(0, world.picked)
    told = {d: world.own_part * trait for d, trait in traits.items()}
    shift = world.own_shift + rng.gauss(0, world.own_inflation)
    return Recruiter(
        truth(traits, world),
        [
            _form(rng, world, "evaluator", f"evaluator {n}", traits, slant + rng.gauss(0, world.halo))
            for n, slant in enumerate(slants)
        ],
        [
            _form(rng, world, kind, f"{kind} {n}", traits, picked + rng.gauss(0, world.reference_halo))
            for n, kind in enumerate(REFERENCES)
        ],
        _form(rng, world, "self", "self", told, shift),
        [_impression(overall + rng.gauss(0, world.impression), world) for _ in range(EVALUATORS)],
        _log(rng, world, traits),
    )


def _form(rng: Random, world: World, kind: FormKind, who: str, traits: Traits, shift: float) -> Response:
    seen = {d: trait + shift + rng.gauss(0, world.dimension_halo) for d, trait in traits.items()}
    given = {
        asked.item: asked.answers[bisect(asked.limits, seen[asked.dimension] + rng.gauss(0, world.noise))]
        for asked in questions(world, kind)
    }
    return Response(kind, who, given)


def _impression(felt: float, world: World) -> int:
    return min(10, max(0, round(5 + world.impression_scale * felt)))


def _log(rng: Random, world: World, traits: Traits) -> Log:
    """In every case, keeping in touch, telling the outcome and keeping a promise each go well, or do not."""
    counted = INSTRUMENT.scoring.sources["log"].dimensions
    rates = [PERFECT.cdf(world.log_rate * traits[d] + rng.gauss(0, world.log_chance)) for d in counted]
    cases = [[rng.random() < rate for rate in rates] for _ in range(CASES)]
    return Log(40, tuple(_case(*case) for case in cases))


def _case(in_touch: bool, told: bool, kept: bool) -> LogCandidate:
    contacts = tuple(range(5, 41, 5) if in_touch else range(10, 41, 10))
    return LogCandidate(0, contacts, ended=20, told=20 if told else None, promises=((20, kept),))


def _worth(item: Item, wanted: int) -> Answer:
    """An answer worth `wanted` points; the next option above where there is none."""
    if item.type == "checklist":
        return Answer(ticks=frozenset(range(wanted)))
    if item.type == "number":
        given = [Answer(number=Fraction(number)) for number in range(100)]
        return next(answer for answer in given if points(item, answer, INSTRUMENT) == wanted)
    return Answer(points=min(o.points for o in item.options if o.points >= wanted), support="shown")
