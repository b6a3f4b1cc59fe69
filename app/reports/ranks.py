"""Which ranks a recruiter may have: one where it is known, from best to worst where it is not (measurement 4.7)."""

from app.vetting.comparison import Comparison
from app.vetting.sentences import PROBABLY, contenders


def likely_ranks(comparison: Comparison) -> dict[str, tuple[int, int]]:
    """Best and worst rank that cannot be ruled out: another counts as ahead from P ≥ .75 on.

    While the probability that the first is the best is lower than that, whoever the headline names beside them may be
    first too.
    """
    ranks = {}
    for who in comparison.order:
        others = [other for other in comparison.order if other != who]
        ahead = sum(comparison.p_beats[other, who] >= PROBABLY for other in others)
        behind = sum(comparison.p_beats[who, other] >= PROBABLY for other in others)
        best, worst = 1 + ahead, len(others) + 1 - behind
        unsure = worst == 1 and bool(others) and comparison.p_best[who] < PROBABLY
        ranks[who] = best, worst + unsure
    if comparison.order and comparison.p_best[comparison.order[0]] < PROBABLY:
        ranks |= {who: (1, max(2, ranks[who][1])) for who in contenders(comparison)}
    return ranks
