"""The rows of a comparison: those with a score in order, then those without one and why."""

from dataclasses import dataclass
from fractions import Fraction

from app.reports.findings import no_score
from app.reports.ranks import likely_ranks
from app.store.members import Member
from app.vetting.comparison import Comparison
from app.vetting.instrument import Instrument
from app.vetting.scorecard import reportable
from app.web import words
from app.web.evidence import red_flags, waiting_flags
from app.web.score import marks, next_action, why_hidden
from app.web.scored import Entrant, Result, Scored

FINISHES = 5  # ranks for which it is said how often they are taken


@dataclass(frozen=True, slots=True)
class Place:
    """One recruiter with a score. `rank` is “1”, or “2–4” where nobody can say which."""

    rank: str
    entrant: Entrant
    result: Result
    marks: list[str]
    gap: Fraction | None
    told: frozenset[str]  # dimensions that may be shown on their own (measurement 3)
    red_flags: int
    notes: int
    undecided: int  # serious flags that wait for a decision
    comparison: Comparison

    @property
    def finishes(self) -> tuple[float, ...]:
        """In what share of weightings the first ranks are taken; the one slow number, so only where it is shown."""
        return self.comparison.acceptability[self.entrant.key][:FINISHES]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One recruiter without a score; `hidden` until the member's own form is in."""

    entrant: Entrant
    why: str
    hidden: bool
    action: str


def places(scored: Scored) -> list[Place]:
    """Best first, by the middle of the likely range (measurement 4.7)."""
    ranks = likely_ranks(scored.comparison)
    return [
        _place(scored.instrument, entrant, entrant.result, ranks[entrant.key], scored.comparison)
        for entrant in scored.league
        if entrant.result
    ]


def waiting(member: Member, scored: Scored) -> list[Waiting]:
    """In the order they were added."""
    return [_waiting(member, entrant) for entrant in scored.entrants if entrant.result is None]


def _place(used: Instrument, entrant: Entrant, result: Result, rank: tuple[int, int], comparison: Comparison) -> Place:
    card = result.card
    red = red_flags(used, card)
    gap = card.gap.gap if card.gap else None
    best, worst = rank
    return Place(
        rank=str(best) if best == worst else f"{best}–{worst}",
        entrant=entrant,
        result=result,
        marks=marks(entrant, card),
        gap=gap,
        told=frozenset(reportable(used, card)),
        red_flags=red,
        notes=len({flag.flag for flag in card.flags}) - red,
        undecided=waiting_flags(used, card, entrant),
        comparison=comparison,
    )


def _waiting(member: Member, entrant: Entrant) -> Waiting:
    return Waiting(entrant, _why(member, entrant), entrant.hidden, next_action(entrant))


def _why(member: Member, entrant: Entrant) -> str:
    if entrant.vetting.expired_at is not None:
        return words.expired(entrant.vetting.expired_at)
    return why_hidden(member, entrant) if entrant.hidden else no_score(entrant.responses)
