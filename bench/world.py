"""A world in which the truth is known: simulated recruiters and what people would answer about them.

Written from the description in measurement 6.1 and set so that its people agree with each other, and with the truth,
about as much as people were found to (`accuracy.py` prints both). It shows what the scoring does if people behave like
this; it cannot show that they do. All sizes are in standard deviations of a trait.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
RECRUITERS, EVALUATORS, CANDIDATES, CLIENTS = 5, 3, 2, 1  # in every project
COUNTS = range(51)  # days and counts tried to find an answer worth so many points
Traits = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class World:
    """How far people stray."""

    broad: float = 0.6  # share of a trait that all dimensions have in common
    step: float = 1.7  # traits this far apart differ by one point
    difficulty: float = 0.4  # of the items, fixed
    leniency: float = 0.5  # of an evaluator, towards every recruiter
    halo: float = 0.6  # of an evaluator, for this recruiter
    dimension_halo: float = 0.6  # on top, in one dimension
    noise: float = 1.1  # in one answer
    kindness: float = 0.5  # of references, all of them
    picked: float = 0.4  # shared by the references of one recruiter: they were chosen
    reference_halo: float = 1.0
    own_share: float = 0.5  # of the trait, in what recruiters say of themselves
    own_shift: float = 0.6
    own_inflation: float = 1.0
    gut: float = 2.0  # of an overall impression
    gut_scale: float = 1.2  # points of ten for one trait
    log_rate: float = 0.5  # normal deviates of a rate for one trait
    log_own: float = 0.3  # what is special about the cases of one log
    log_cases: int = 20


class Recruiter(NamedTuple):
    """One recruiter with the truth: the index an average evaluator would be expected to give."""

    truth: float
    evaluators: list[Response]
    references: list[Response]  # candidates, then clients
    own: Response
    guts: list[int]  # one number of 0 to 10 from each evaluator
    log: Log


def project(number: int, world: World) -> list[Recruiter]:
    """The recruiters of one project and everything said about them; the same for the same number."""
    rng = Random(number)  # noqa: S311 - a published seed, so that anyone gets the same figures
    slants = [rng.gauss(0, world.leniency) for _ in range(EVALUATORS)]
    return [_recruiter(rng, world, slants) for _ in range(RECRUITERS)]


def answers(item: Item) -> tuple[Answer, ...]:
    """An answer worth 0, 1, 2, 3 and 4 points; the next option above where there is none."""
    return _answers()[item.id]


def best_answers(kind: FormKind) -> dict[str, Answer]:
    """A form filled in to please."""
    return {item.id: answers(item)[4] for item in INSTRUMENT.asked(kind)}


def truth(traits: Traits, world: World) -> float:
    """The index of measurement 4.1 over the expected points of an average evaluator."""
    scores = []
    for dimension, trait in traits.items():
        items = [item for item in INSTRUMENT.asked("evaluator") if item.dimension == dimension]
        pushes = [item.weight * 50 * (_expected(item, trait, world) - 2) for item in items]
        scores.append(sum(pushes) / sum(item.weight for item in items))
    return sum(scores) / len(scores)


def _recruiter(rng: Random, world: World, slants: Iterable[float]) -> Recruiter:
    broad, narrow = sqrt(world.broad), sqrt(1 - world.broad)
    common = rng.gauss(0, broad)
    traits = {d: common + rng.gauss(0, narrow) for d in INSTRUMENT.dimension}
    overall = sum(traits.values()) / len(traits)
    picked = world.kindness + rng.gauss(0, world.picked)
    kinds: list[FormKind] = [*["candidate"] * CANDIDATES, *["client"] * CLIENTS]
    said = {d: world.own_share * trait for d, trait in traits.items()}
    inflation = world.own_shift + rng.gauss(0, world.own_inflation)
    return Recruiter(
        truth(traits, world),
        [_form(rng, world, "evaluator", n, traits, slant, world.halo) for n, slant in enumerate(slants)],
        [_form(rng, world, kind, n, traits, picked, world.reference_halo) for n, kind in enumerate(kinds)],
        _form(rng, world, "self", 0, said, inflation, 0),
        [_gut(overall + rng.gauss(0, world.gut), world) for _ in range(EVALUATORS)],
        _log(rng, world, traits),
    )


def _form(rng: Random, world: World, kind: FormKind, who: int, traits: Traits, slant: float, halo: float) -> Response:
    shift = slant + rng.gauss(0, halo)
    seen = {d: trait + shift + rng.gauss(0, world.dimension_halo) for d, trait in traits.items()}
    given = {
        item.id: answers(item)[bisect(_cuts(world)[item.id], seen[item.dimension] + rng.gauss(0, world.noise))]
        for item in INSTRUMENT.asked(kind)
    }
    return Response(kind, f"{kind} {who}", given)


def _gut(felt: float, world: World) -> int:
    return min(10, max(0, round(5 + world.gut_scale * felt)))


def _log(rng: Random, world: World, traits: Traits) -> Log:
    """Every case is kept in touch with, told and promised something, or not, at the recruiter's own rate."""
    rates = [
        NormalDist().cdf(world.log_rate * traits[d] + rng.gauss(0, world.log_own))
        for d in ("rhythm", "closure", "reliability")
    ]
    cases = [[rng.random() < rate for rate in rates] for _ in range(world.log_cases)]
    return Log(40, tuple(_case(*case) for case in cases))


def _case(in_touch: bool, told: bool, kept: bool) -> LogCandidate:
    contacts = range(5, 41, 5) if in_touch else range(10, 41, 10)
    return LogCandidate(0, tuple(contacts), ended=20, told=20 if told else None, promises=((20, kept),))


def _expected(item: Item, trait: float, world: World) -> float:
    strays = sqrt(world.leniency**2 + world.halo**2 + world.dimension_halo**2 + world.noise**2)
    seen = NormalDist(trait, strays)
    return sum(1 - seen.cdf(cut) for cut in _cuts(world)[item.id])


@cache
def _cuts(world: World) -> dict[str, tuple[float, ...]]:
    """Item → the four limits between its five steps, easier or harder than the middle."""
    rng = Random(6)  # noqa: S311
    hard = {item.id: rng.gauss(0, world.difficulty) for item in INSTRUMENT.items}
    return {i: tuple(middle + world.step * (k - 1.5) for k in range(4)) for i, middle in hard.items()}


@cache
def _answers() -> dict[str, tuple[Answer, ...]]:
    return {item.id: tuple(_worth(item, wanted) for wanted in range(5)) for item in INSTRUMENT.items}


def _worth(item: Item, wanted: int) -> Answer:
    if item.type == "checklist":
        return Answer(ticks=frozenset(range(wanted)))
    if item.type == "number":
        given = (Answer(number=number) for number in map(INSTRUMENT.weights["rhythm"].__class__, COUNTS))
        return next(answer for answer in given if points(item, answer, INSTRUMENT) == wanted)
    return Answer(points=min(o.points for o in item.options if o.points >= wanted), support="shown")
