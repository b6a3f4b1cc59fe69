"""References are kinder than evaluators: what the order of unevenly known recruiters allows for (measurement 4.7)."""

from collections.abc import Sequence
from fractions import Fraction

from app.vetting.combining import profile
from app.vetting.exact_sums import mean, total
from app.vetting.forms import weighted_mean
from app.vetting.instrument import Instrument, Source
from app.vetting.scorecard import Scorecard

REFERENCES: tuple[Source, ...] = ("candidate", "client")
FEWEST = 5  # recruiters with both, from which on the average difference is believed


def kindness(instrument: Instrument, cards: Sequence[Scorecard]) -> Fraction | None:
    """By how many points references are on average above the evaluators of the same recruiters.

    `cards` are those with an index. None where fewer than five of them have both, and where all have both: then the
    evidence is even and nothing needs to be allowed for.
    """
    both = [card for card in cards if _has_both(card)]
    if len(both) < FEWEST or len(both) == len(cards):
        return None
    differences = [difference for card in both if (difference := _difference(instrument, card)) is not None]
    return mean(differences) if len(differences) >= FEWEST else None


def levelled(card: Scorecard, kindness: Fraction) -> Fraction:
    """The index if references had been as strict as evaluators: for the order, never to be printed."""
    shares = {d: _of_references(card, d) for d, score in card.dimensions.items() if score is not None}
    return (card.index or Fraction(0)) - kindness * (weighted_mean(shares, card.weights) or 0)


def _has_both(card: Scorecard) -> bool:
    return "evaluator" in card.means and any(source in card.means for source in REFERENCES)


def _difference(instrument: Instrument, card: Scorecard) -> Fraction | None:
    """References minus evaluators on the dimensions both are scored on."""
    kind, strict = (
        profile(instrument, {s: card.means[s] for s in sources if s in card.means}, card.weights).dimensions
        for sources in (REFERENCES, ("evaluator",))
    )
    both = {d: k - s for d in kind if (k := kind[d]) is not None and (s := strict[d]) is not None}
    return weighted_mean(both, card.weights)


def _of_references(card: Scorecard, dimension: str) -> Fraction:
    shares = card.scored.shares[dimension]
    return total(shares[source] for source in REFERENCES if source in shares)
