"""The recruiters of a search, scored, as one member may see them: what overview, scorecard and comparison share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from app.reports.charts import Tone, tone
from app.store.blindness import Part, is_asked, may_see, panel_of
from app.store.flag_decisions import FlagDecision, decisions_in, holding, raised_by
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vettings_near
from app.store.responses import Filled, logs_in, responses_in
from app.store.searches import Search, evaluators_of
from app.vetting.answers import Response
from app.vetting.combining import chosen_weights
from app.vetting.comparison import Comparison, side_by_side
from app.vetting.comparison import Entrant as Compared
from app.vetting.exchange import write_panel
from app.vetting.instrument import Band, Instrument
from app.vetting.log import Log
from app.vetting.log_reading import log_at
from app.vetting.mistakes import Place
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.uncertainty import Posterior, posterior
from app.vetting.workspace import Workspace, workspace

BESIDE = 10  # vettings of other searches that the constants of a company's pages rest on: more say little more


@dataclass(frozen=True, slots=True)
class Result:
    """A score there is: the card, and how sure it is."""

    card: Scorecard
    index: Fraction
    posterior: Posterior

    @property
    def low(self) -> float:
        """Cut to the scale, as everywhere."""
        return max(-100.0, self.posterior.low)

    @property
    def high(self) -> float:
        return min(100.0, self.posterior.high)

    @property
    def band(self) -> Band:
        """The band shown: the most probable one (measurement 4.3)."""
        return self.posterior.band

    @property
    def tone(self) -> Tone:
        return tone(self.band.from_)

    @property
    def said(self) -> Fraction | None:
        """What they say of themselves, on the same scale; it counts nothing."""
        return next((form.index for form in self.card.forms if form.source == "self"), None)


@dataclass(frozen=True, slots=True)
class Entrant:
    """One vetting with its submitted forms; `result` is None while it is hidden or nothing can be scored."""

    vetting: Vetting
    forms: tuple[Filled, ...]  # submitted ones, empty while hidden
    log: Log | None
    decisions: tuple[FlagDecision, ...]  # on flags, newest first; empty while hidden
    own: Filled | None  # the member's own form
    expected: frozenset[int]  # members chosen to evaluate
    asked: bool  # whether a form is wanted of this member
    panel: tuple[Part, ...]  # the evaluators' forms, as everybody may know them
    evaluators_in: int
    references: int
    own_answers: bool
    hidden: bool
    result: Result | None

    @property
    def key(self) -> str:
        """The vetting's name in a comparison."""
        return str(self.vetting.id)

    @property
    def responses(self) -> tuple[Response, ...]:
        return tuple(form.response for form in self.forms)

    def decided(self, card: Scorecard) -> dict[str, FlagDecision]:
        """Flag → the decision that holds, of those this card raises."""
        return holding(self.decisions, raised_by(self.forms, card.flags))


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
    near = vettings_near(db, member, [search], BESIDE)[search.id]
    return _scored(search, weights or search.weights, _seen_of(db, member, near))


def scored_vetting(db: Connection, member: Member, vetting: Vetting) -> Scored:
    """The same for one vetting alone, under its search's weights; an expired score is there, and says so."""
    return scored_vettings(db, member, [vetting])[0]


def scored_vettings(db: Connection, member: Member, fetched: Sequence[Vetting]) -> list[Scored]:
    """The same for each of several, whatever searches they are of; as many queries as for one of them."""
    searches = {vetting.search.id: vetting.search for vetting in fetched}.values()
    near = vettings_near(db, member, searches, BESIDE)
    every = {vetting.id: vetting for vettings in near.values() for vetting in vettings}
    seen = {one.vetting.id: one for one in _seen_of(db, member, [*every.values()])}
    return [
        _scored(one.search, one.search.weights, [seen[beside.id] for beside in near[one.search.id]], one.id)
        for one in fetched
    ]


def seen_vetting(db: Connection, member: Member, vetting: Vetting) -> Entrant:
    """What this member may see of one vetting, not scored."""
    return _seen_of(db, member, [vetting])[0]


def _seen_of(db: Connection, member: Member, vettings: Sequence[Vetting]) -> list[Entrant]:
    filled, logs, decided = responses_in(db, vettings), logs_in(db, vettings), decisions_in(db, vettings)
    expected = evaluators_of(db, {vetting.search.id: vetting.search for vetting in vettings}.values())
    return [
        _seen(member, one, filled[one.id], logs.get(one.id), decided[one.id], expected[one.search.id])
        for one in vettings
    ]


def _scored(search: Search, weights: Mapping[str, Fraction], seen: Sequence[Entrant], alone: int = 0) -> Scored:
    """A search, or one vetting of it alone, among all that the constants of its pages rest on."""
    used = instrument(*search.instrument)
    chosen = chosen_weights(used, weights)
    lasting = [one for one in seen if one.forms and (one.vetting.expired_at is None or one.vetting.id == alone)]
    cards = {one.key: score(used, one.responses, chosen, one.log) for one in lasting}
    known = workspace(used, _by_search(seen, cards))
    entrants = [one for one in seen if one.vetting.search.id == search.id and alone in (0, one.vetting.id)]
    shown = {one.key: cards[one.key] for one in entrants if one.key in cards}
    names = {one.key: one.vetting.name for one in entrants if one.key in cards}
    comparison = side_by_side(used, names, shown, chosen, known.sigma2)
    found = tuple(_with_result(used, one, comparison, known) for one in entrants)
    return Scored(search, used, found, comparison, known)


def _by_search(seen: Iterable[Entrant], cards: Mapping[str, Scorecard]) -> list[list[Scorecard]]:
    """What this member may see of the company's results; a vetting hidden from them has no card and moves nothing."""
    found: dict[int, list[Scorecard]] = {}
    for one in seen:
        if one.key in cards:
            found.setdefault(one.vetting.search.id, []).append(cards[one.key])
    return [*found.values()]


def _seen(
    member: Member,
    vetting: Vetting,
    filled: list[Filled],
    log: Mapping[str, object] | None,
    decisions: tuple[FlagDecision, ...],
    expected: frozenset[int],
) -> Entrant:
    """One vetting as this member may see it: nothing of the others' answers before their own form is in."""
    hidden = not vetting.search.demo and not may_see(member, filled, expected)
    submitted = tuple(form for form in filled if form.state == "submitted")
    own = next((form for form in filled if form.member_id == member.id and member.id), None)
    return Entrant(
        vetting=vetting,
        forms=() if hidden else submitted,
        log=None if hidden or log is None else log_at(log, Place()),
        decisions=() if hidden else decisions,
        own=own,
        expected=expected,
        asked=hidden and is_asked(member, own, expected),
        panel=panel_of(member, filled, not hidden),
        evaluators_in=sum(form.source == "evaluator" for form in submitted),
        references=sum(form.source in ("candidate", "client") for form in submitted),
        own_answers=any(form.source == "self" for form in submitted),
        hidden=hidden and bool(filled),
        result=None,
    )


def _with_result(used: Instrument, entrant: Entrant, comparison: Comparison, known: Workspace) -> Entrant:
    index = comparison.indices.get(entrant.key)
    if index is None:
        return entrant
    card = comparison.cards[entrant.key]
    sure = posterior(used, index, card.respondents, known.mean, known.sigma2)
    return replace(entrant, result=Result(card, index, sure))
