"""A comparison as plain values for JSON."""

from typing import Any

from app.vetting import acceptability
from app.vetting.comparison import Comparison
from app.vetting.exact_json import decimal, exact, exacts
from app.vetting.instrument import Instrument
from app.vetting.sentences import headline, lead_sentence, levelling_sentence
from app.vetting.weights import Firmness, Shift


def comparison_as_json(found: Comparison, instrument: Instrument) -> dict[str, Any]:
    """Pairs are written "A>B" and "A over B"; the second only where A is not behind on the index."""
    members = list(found.indices)
    later = {id: place for place, id in enumerate(members)}
    return {
        "headline": headline(found),
        "members": members,
        "excluded": found.excluded,
        "ranking_by_index": list(found.by_index),
        "tie": [list(ids) for ids in found.ties],
        "comparison_mean": decimal(found.mean, 8) if members else None,
        "posterior": {id: [decimal(p.mean, 8), decimal(p.sd, 8)] for id, p in found.posteriors.items()},
        "ranking": list(found.order),
        "ranks": found.ranks,
        "different_evaluators": found.different_evaluators,
        "references_kinder": exact(found.kinder),
        "levelling": levelling_sentence(found),
        "lead": lead_sentence(found, instrument),
        "p_best": {id: decimal(p, 6) for id, p in found.p_best.items()},
        "p_beats": {f"{a}>{b}": decimal(p, 6) for (a, b), p in found.p_beats.items() if later[a] < later[b]},
        "dominance": [f"{a}>{b}" for a, b in found.dominance],
        "smaa": {
            "lam": acceptability.CHOSEN_SHARE,
            "draws": acceptability.DRAWS,
            "seed": acceptability.SEED,
            "score_noise": False,
            "rank_acceptability": {id: [decimal(x) for x in ranks] for id, ranks in found.acceptability.items()},
        },
        "weights": {f"{a} over {b}": _firmness(lead) for (a, b), lead in found.firmness.items()},
    }


def _firmness(found: Firmness) -> dict[str, Any]:
    return {
        "lead": exact(found.lead),
        "smallest_shift": _shift(found.shift) if found.shift else None,
        "single_weight": exacts(found.single),
        "worst_lead_if_weights_within_half": exact(found.worst_lead),
        "robust": found.robust,
        "share_of_all_weights": exact(found.share),
    }


def _shift(shift: Shift) -> dict[str, Any]:
    moves = [[giver, receiver, exact(amount)] for giver, receiver, amount in shift.moves]
    return {"mass": exact(shift.mass), "percent": decimal(shift.mass * 100, 4), "moves": moves}
