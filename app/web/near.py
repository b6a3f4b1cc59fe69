"""What one member may see of some vettings: everything their pages rest on, not scored yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from app.reports.charts import Tone, tone
from app.store.blindness import Part, is_asked, may_see, panel_of
from app.store.flag_decisions import FlagDecision, decisions_in, holding, raised_by
from app.store.kept import Kept
from app.store.members import Member
from app.store.recruiters import Vetting
from app.store.responses import Filled, logs_in, responses_in
from app.store.searches import evaluators_of
from app.vetting.answers import Response
from app.vetting.instrument import Band
from app.vetting.log import Log
from app.vetting.log_reading import log_at
from app.vetting.mistakes import Place
from app.vetting.scorecard import Scorecard
from app.vetting.uncertainty import Posterior

LOGS: Kept[Log] = Kept(200)  # read once


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
class Near:
    """Vettings as they are kept, and for whom: pages made of two that are equal are equal."""

    member: Member  # from wherever they ask
    vettings: Sequence[Vetting]
    filled: Mapping[int, list[Filled]]
    logs: Mapping[int, Log]
    decided: Mapping[int, tuple[FlagDecision, ...]]
    expected: Mapping[int, frozenset[int]]  # search → members chosen to evaluate

    def only(self, vettings: Sequence[Vetting]) -> "Near":
        """Some of these."""
        return replace(self, vettings=vettings)

    def seen(self) -> list[Entrant]:
        """Each of them as the member may see it."""
        return [
            _seen(
                self.member,
                one,
                self.filled[one.id],
                self.logs.get(one.id),
                self.decided[one.id],
                self.expected[one.search.id],
            )
            for one in self.vettings
        ]


def near_of(db: Connection, member: Member, vettings: Sequence[Vetting]) -> Near:
    """As many queries however many there are."""
    expected = evaluators_of(db, {vetting.search.id: vetting.search for vetting in vettings}.values())
    logs = {vetting_id: _log(vetting_id, kept) for vetting_id, kept in logs_in(db, vettings).items()}
    filled, decided = responses_in(db, vettings, member.id), decisions_in(db, vettings)
    return Near(replace(member, address=""), vettings, filled, logs, decided, expected)


def seen_vetting(db: Connection, member: Member, vetting: Vetting) -> Entrant:
    """What this member may see of one vetting, not scored."""
    return near_of(db, member, [vetting]).seen()[0]


def _log(vetting_id: int, kept: Mapping[str, Any]) -> Log:
    return LOGS.of(vetting_id, kept, lambda: log_at(kept, Place()))


def _seen(
    member: Member,
    vetting: Vetting,
    filled: list[Filled],
    log: Log | None,
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
        log=None if hidden else log,
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
