"""The recruiters of a search, scored, as one member may see them: what overview, scorecard and comparison share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from app.store.instruments import instrument
from app.store.kept import Kept
from app.store.members import Member
from app.store.recruiters import Vetting, vettings_near
from app.store.searches import Search
from app.vetting.combining import chosen_weights
from app.vetting.comparison import Comparison, side_by_side
from app.vetting.comparison import Entrant as Compared
from app.vetting.exchange import write_panel
from app.vetting.instrument import Instrument
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.uncertainty import posterior
from app.vetting.workspace import Workspace, workspace
from app.web.near import Entrant, Near, Result, near_of, seen_vetting

BESIDE = 10  # vettings of other searches that the constants of a company's pages rest on: more say little more
Worked = tuple[Workspace, Comparison, dict[str, Result]]
CARDS: Kept[Scorecard] = Kept(1_000)
WORKED: Kept[Worked] = Kept(100)  # comparisons with all that they have been asked so far

__all__ = [
    "Entrant",
    "Near",
    "Result",
    "Scored",
    "near_search",
    "score_of",
    "scored_search",
    "scored_vetting",
    "scored_vettings",
    "seen_vetting",
]


@dataclass(frozen=True, slots=True)
class Scored:
    """A search with all its entrants, and the comparison of those with a score."""

    search: Search
    instrument: Instrument
    entrants: tuple[Entrant, ...]
    comparison: Comparison  # keys are vetting ids as texts
    constants: Workspace  # of the company's own results, as far as this member may see them

    @property
    def league(self) -> tuple[Entrant, ...]:
        """Those with a score, in the order of the comparison."""
        by_id = {entrant.key: entrant for entrant in self.entrants}
        return tuple(by_id[key] for key in self.comparison.order)

    @property
    def panel(self) -> dict[str, Any]:
        """The forms behind these scores, as a panel file: `followthrough score` finds the same numbers in it."""
        known = [one for one in self.entrants if one.key in self.comparison.cards]
        seen = {one.key: Compared(one.vetting.name, one.responses, one.log) for one in known}
        return write_panel(self.instrument, seen, self.comparison.weights, self.constants)


def scored_search(
    db: Connection, member: Member, search: Search, weights: Mapping[str, Fraction] | None = None
) -> Scored:
    """Everything scored that this member may see, under the search's weights or the ones given; no expired score."""
    return score_of(near_search(db, member, search), search, weights)


def scored_vetting(db: Connection, member: Member, vetting: Vetting) -> Scored:
    """The same for one vetting alone, under its search's weights; an expired score is there, and says so."""
    return scored_vettings(db, member, [vetting])[0]


def scored_vettings(db: Connection, member: Member, fetched: Sequence[Vetting]) -> list[Scored]:
    """The same for each of several, whatever searches they are of; as many queries as for one of them."""
    searches = {vetting.search.id: vetting.search for vetting in fetched}.values()
    beside = vettings_near(db, member, searches, BESIDE)
    every = {vetting.id: vetting for vettings in beside.values() for vetting in vettings}
    near = near_of(db, member, [*every.values()])
    return [score_of(near.only(beside[one.search.id]), one.search, alone=one.id) for one in fetched]


def near_search(db: Connection, member: Member, search: Search) -> Near:
    """Everything that the scores of a search rest on, those of the company's other results included."""
    return near_of(db, member, vettings_near(db, member, [search], BESIDE)[search.id])


def score_of(near: Near, search: Search, weights: Mapping[str, Fraction] | None = None, alone: int = 0) -> Scored:
    """A search, or one vetting of it alone, among all that the constants of its pages rest on."""
    used, seen = instrument(*search.instrument), near.seen()
    chosen = chosen_weights(used, weights or search.weights)
    lasting = [one for one in seen if one.forms and (one.vetting.expired_at is None or one.vetting.id == alone)]
    cards = {one.key: _card(used, one, chosen) for one in lasting}
    entrants = [one for one in seen if one.vetting.search.id == search.id and alone in (0, one.vetting.id)]
    names = {one.key: one.vetting.name for one in entrants if one.key in cards}
    by_search = _by_search(seen, cards)
    place = (search.id, alone, near.member.id, tuple(chosen.items()))
    known, comparison, results = WORKED.of(
        place, (used.hash, by_search, names, cards), lambda: _worked(used, by_search, names, cards, chosen)
    )
    found = tuple(replace(one, result=results.get(one.key)) for one in entrants)
    return Scored(search, used, found, comparison, known)


def _card(used: Instrument, one: Entrant, chosen: Mapping[str, Fraction]) -> Scorecard:
    """The score of one vetting; worked out again when something of it changed, whatever changed beside it."""
    place, rests_on = (one.vetting.id, tuple(chosen.items())), (used.hash, one.responses, one.log)
    return CARDS.of(place, rests_on, lambda: score(used, one.responses, chosen, one.log))


def _worked(
    used: Instrument,
    by_search: Iterable[Sequence[Scorecard]],
    names: Mapping[str, str],
    cards: Mapping[str, Scorecard],
    chosen: Mapping[str, Fraction],
) -> Worked:
    known = workspace(used, by_search)
    comparison = side_by_side(used, names, {key: cards[key] for key in names}, chosen, known.sigma2)
    return known, comparison, {key: _result(used, comparison, key, known) for key in comparison.indices}


def _by_search(seen: Iterable[Entrant], cards: Mapping[str, Scorecard]) -> list[list[Scorecard]]:
    """What this member may see of the company's results; a vetting hidden from them has no card and moves nothing."""
    found: dict[int, list[Scorecard]] = {}
    for one in seen:
        if one.key in cards:
            found.setdefault(one.vetting.search.id, []).append(cards[one.key])
    return [*found.values()]


def _result(used: Instrument, comparison: Comparison, key: str, known: Workspace) -> Result:
    card, index = comparison.cards[key], comparison.indices[key]
    return Result(card, index, posterior(used, index, card.respondents, known.mean, known.sigma2))
