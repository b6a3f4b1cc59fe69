"""What the weights do to the order of two recruiters: dominance, flips and how robust a lead is, all exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from app.vetting.exact_sums import total, weighted_total

Leads = Mapping[str, Fraction]  # dimension → how far the first is ahead of the second, in points
Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shift:
    """The least weight to move until two recruiters are level: `mass` of a whole of 1, as (from, to, amount)."""

    mass: Fraction
    moves: tuple[tuple[str, str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firm the lead of one recruiter over another is, whatever the company values (measurement 4.8).

    Apart from `lead`, all is None for two recruiters who are not scored on the same dimensions.
    """

    lead: Fraction
    shift: Shift | None  # None where no weights can put the second ahead
    single: dict[str, Fraction | None]  # dimension → its share of all weight at which the two are level
    worst_lead: Fraction | None  # with every weight between half and one and a half times itself
    share: Fraction | None  # of all weightings in which the first leads; None where two leads are the same

    @property
    def robust(self) -> bool:
        return self.worst_lead is not None and self.worst_lead > 0


def firmness(lead: Fraction, leads: Leads | None, weights: Weights) -> Firmness:
    """`leads` is None where the two are not scored on the same dimensions."""
    if leads is None:
        return Firmness(lead, None, dict.fromkeys(weights), None, None)
    shares = _normal({d: weights[d] for d in leads})
    return Firmness(
        lead=lead,
        shift=smallest_shift(leads, shares),
        single={d: single_weight(d, leads, shares) for d in leads},
        worst_lead=worst_lead(leads, shares),
        share=share_of_all_weights(leads),
    )


def dominates(leads: Leads) -> bool:
    """As good on every dimension and better on one: no weights can put the other ahead."""
    return all(lead >= 0 for lead in leads.values()) and any(leads.values())


def smallest_shift(leads: Leads, shares: Weights) -> Shift | None:
    """Take weight from the largest lead, give it to the smallest, until level (measurement 4.8).

    `shares` add up to 1 and the first must not be behind. None where the first dominates.
    """
    missing = weighted_total((shares[d], lead) for d, lead in leads.items())
    receiver = min(leads, key=lambda d: leads[d])
    if missing > 0 and leads[receiver] >= 0:
        return None
    moves: list[tuple[str, str, Fraction]] = []
    for giver in sorted(leads, key=lambda d: -leads[d]):
        gain = leads[giver] - leads[receiver]
        if missing > 0 and gain > 0 and shares[giver]:
            amount = min(shares[giver], missing / gain)
            moves.append((giver, receiver, amount))
            missing -= amount * gain
    return Shift(total(amount for _, _, amount in moves), tuple(moves))


def single_weight(dimension: str, leads: Leads, shares: Weights) -> Fraction | None:
    """w = R / (R − δ): the share of `dimension`, the others scaled, at which the two are level; R is the mean lead
    on the rest. None where no share between 0 and 1 does that (measurement 4.8)."""
    rest = 1 - shares[dimension]
    if not rest:
        return None
    mean = weighted_total((shares[d], lead) for d, lead in leads.items() if d != dimension) / rest
    if mean == leads[dimension]:
        return None
    share = mean / (mean - leads[dimension])
    return share if 0 <= share <= 1 else None


def worst_lead(leads: Leads, shares: Weights) -> Fraction:
    """The smallest lead with every weight between half and one and a half times itself; smallest leads fill first."""
    worst = weighted_total((shares[d] / 2, lead) for d, lead in leads.items())
    left = Fraction(1, 2)
    for dimension in sorted(leads, key=lambda d: leads[d]):
        extra = min(left, shares[dimension])
        worst += extra * leads[dimension]
        left -= extra
    return worst


def share_of_all_weights(leads: Leads) -> Fraction | None:
    """Share of all weightings in which the first leads: a divided difference of max(0, δ)ⁿ⁻¹ (measurement 4.8).

    Exact. It needs leads that all differ, unless all point one way; else None.
    """
    values = list(leads.values())
    if dominates(leads):
        return Fraction(1)
    if all(lead <= 0 for lead in values) and any(values):
        return Fraction(0)
    if len(set(values)) < len(values):
        return None
    power = len(values) - 1
    return total(v**power / prod(v - other for other in values if other != v) for v in values if v > 0)


def _normal(weights: Weights) -> dict[str, Fraction]:
    whole = total(weights.values())
    return {d: weight / whole for d, weight in weights.items()}
