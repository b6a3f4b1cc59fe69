"""Several recruiters side by side: the order, how sure it is, and what it hangs on (measurement 4.7, 4.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, groupby, permutations
from statistics import NormalDist
from typing import NamedTuple

from app.vetting import acceptability, chances
from app.vetting.answers import Response
from app.vetting.combining import chosen_weights
from app.vetting.instrument import Instrument
from app.vetting.levelling import kindness, levelled
from app.vetting.log import Log
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.uncertainty import Posterior, posterior
from app.vetting.weights import Firmness, Leads, dominates, firmness

NO_SCORE = "no score"
Pair = tuple[str, str]


class Entrant(NamedTuple):
    """One recruiter to be compared."""

    name: str
    responses: Sequence[Response]
    log: Log | None = None


@dataclass(frozen=True)
class Comparison:
    """Recruiters scored by one instrument and one set of weights. Keys are the recruiters' ids, in the order given."""

    weights: dict[str, Fraction]
    names: dict[str, str]
    cards: dict[str, Scorecard]  # the excluded too
    posteriors: dict[str, Posterior]  # of the comparison: what all evaluators share left out, μ that of the group
    excluded: dict[str, str]  # id → why
    mean: float
    different_evaluators: bool  # some pair was rated by no evaluator in common: ask for the same people
    kinder: Fraction | None  # points by which references were kinder and the order allows for; None where it need not

    @cached_property
    def indices(self) -> dict[str, Fraction]:
        return {id: card.index for id, card in self.cards.items() if card.index is not None}

    @cached_property
    def by_index(self) -> tuple[str, ...]:
        """Best raw index first."""
        return tuple(sorted(self.indices, key=lambda id: -self.indices[id]))

    @cached_property
    def ties(self) -> tuple[tuple[str, ...], ...]:
        """Those with exactly the same index."""
        level = (tuple(ids) for _, ids in groupby(self.by_index, key=lambda id: self.indices[id]))
        return tuple(ids for ids in level if len(ids) > 1)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Best first, by posterior mean: fair where one has more evidence than another (measurement 4.7)."""
        return tuple(sorted(self.posteriors, key=lambda id: -self.posteriors[id].mean))

    @cached_property
    def ranks(self) -> dict[str, int]:
        return chances.shared_ranks(self.order, {id: posterior.mean for id, posterior in self.posteriors.items()})

    @cached_property
    def p_best(self) -> dict[str, float]:
        return chances.p_best(self._beliefs)

    @cached_property
    def p_beats(self) -> dict[Pair, float]:
        """(A, B) → probability that A is truly ahead of B, for every ordered pair."""
        return {(a, b): chances.p_beats(self._beliefs[a], self._beliefs[b]) for a, b in permutations(self._beliefs, 2)}

    @cached_property
    def dominance(self) -> tuple[Pair, ...]:
        """(A, B): A is as good on every dimension and better on one, so no weights can put B ahead."""
        pairs = permutations(self.indices, 2)
        return tuple((a, b) for a, b in pairs if (leads := self.leads(a, b)) and dominates(leads))

    @cached_property
    def firmness(self) -> dict[Pair, Firmness]:
        """(A, B) → how firm A's lead is, for every A not behind B on the index."""
        return {(a, b): self.firmness_of(a, b) for a, b in combinations(self.by_index, 2)}

    def firmness_of(self, first: str, second: str) -> Firmness:
        """Of one lead alone, for the pair that is on top; the first not behind on the index."""
        return firmness(self.indices[first] - self.indices[second], self.leads(first, second), self.weights)

    @cached_property
    def acceptability(self) -> dict[str, tuple[float, ...]]:
        """Recruiter → share of weightings in which they come first, second, …: what you value, not what you know."""
        return acceptability.acceptability({id: self.cards[id].dimensions for id in self.indices}, self.weights)

    def leads(self, first: str, second: str) -> Leads | None:
        """Dimension → first minus second; None where they are not scored on the same dimensions."""
        a, b = self.cards[first].dimensions, self.cards[second].dimensions
        leads = {d: x - y for d in a if (x := a[d]) is not None and (y := b[d]) is not None}
        return leads if all((a[d] is None) == (b[d] is None) for d in a) else None

    @cached_property
    def _beliefs(self) -> dict[str, NormalDist]:
        return {id: NormalDist(posterior.mean, posterior.sd) for id, posterior in self.posteriors.items()}


def compare(
    instrument: Instrument,
    entrants: Mapping[str, tuple[str, Sequence[Response], Log | None]],
    weights: Mapping[str, Fraction] | None = None,
    sigma2: float | None = None,
) -> Comparison:
    """Everyone scored, side by side; `sigma2` is the workspace's pooled σ² of one evaluator, or the published one."""
    chosen = chosen_weights(instrument, weights)
    cards = {id: score(instrument, responses, chosen, log) for id, (_, responses, log) in entrants.items()}
    return side_by_side(instrument, {id: name for id, (name, _, _) in entrants.items()}, cards, chosen, sigma2)


def side_by_side(
    instrument: Instrument,
    names: Mapping[str, str],
    cards: Mapping[str, Scorecard],
    weights: Mapping[str, Fraction],
    sigma2: float | None = None,
) -> Comparison:
    """The same for recruiters who are scored already, all of them with these weights."""
    scored = {id: index for id, card in cards.items() if (index := card.index) is not None}
    kinder = kindness(instrument, [cards[id] for id in scored])
    level = scored if kinder is None else {id: levelled(cards[id], kinder) for id in scored}
    mean = float(sum(level.values()) / len(level)) if level else 0.0
    different = different_evaluators([cards[id] for id in scored])
    return Comparison(
        weights=dict(weights),
        names=dict(names),
        cards=dict(cards),
        posteriors={
            id: posterior(instrument, index, cards[id].respondents, mean, sigma2, same_people=not different)
            for id, index in level.items()
        },
        excluded={id: NO_SCORE for id in cards if id not in scored},
        mean=mean,
        different_evaluators=different,
        kinder=kinder,
    )


def different_evaluators(cards: Sequence[Scorecard]) -> bool:
    """Whether two rated recruiters share no evaluator at all; their slants then do not cancel (measurement 4.6)."""
    people = [{form.respondent for form in card.forms if form.source == "evaluator"} for card in cards]
    return any(not one & other for one, other in combinations(filter(None, people), 2))
