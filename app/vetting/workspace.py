"""What a company's own results say about its evaluators and its recruiters (measurement 4.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.vetting.instrument import Instrument
from app.vetting.panel import rated_alike
from app.vetting.scorecard import Scorecard
from app.vetting.uncertainty import pooled_sigma2, workspace_mean

PLACES = 10  # digits after the point


@dataclass(frozen=True, slots=True)
class Workspace:
    """`mean` of its recruiters, in index points, and `sigma2` of one of its evaluators, squared."""

    mean: float
    sigma2: float


def workspace(instrument: Instrument, searches: Iterable[Sequence[Scorecard]]) -> Workspace:
    """The published constants, moved by every scored recruiter and by every two evaluators who rated the same two.

    One sequence of cards for each search, all scored by this instrument and with the same weights. Rounded, so that
    a file can carry them and whoever scores it again finds the same ranges.
    """
    found = [[card for card in cards if card.index is not None] for cards in searches]
    rule = instrument.scoring
    return Workspace(
        mean=round(
            workspace_mean(rule, [index for cards in found for card in cards if (index := card.index) is not None]),
            PLACES,
        ),
        sigma2=round(pooled_sigma2(rule, [table for cards in found for table in rated_alike(cards)]), PLACES),
    )
