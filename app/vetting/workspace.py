"""What a company's own results say about its evaluators and its recruiters (measurement 4.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.vetting.instrument import Instrument
from app.vetting.panel import rated_alike
from app.vetting.scorecard import Scorecard
from app.vetting.uncertainty import pooled_sigma2, workspace_mean


@dataclass(frozen=True, slots=True)
class Workspace:
    """`mean` of its recruiters, in index points, and `sigma2` of one of its evaluators, squared."""

    mean: float
    sigma2: float


def workspace(instrument: Instrument, searches: Iterable[Sequence[Scorecard]]) -> Workspace:
    """The published constants, moved by every scored recruiter and by every two evaluators who rated the same two.

    One sequence of cards for each search, all scored by this instrument and with the same weights.
    """
    found = [[card for card in cards if card.index is not None] for cards in searches]
    rule = instrument.scoring
    return Workspace(
        mean=workspace_mean(rule, [card.index for cards in found for card in cards if card.index is not None]),
        sigma2=pooled_sigma2(rule, [table for cards in found for table in rated_alike(cards)]),
    )
