"""Saving weights under a name: from then on they are the search's own, and the earlier ones its history."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import Connection, update

from app.refusals import Mistakes
from app.store.audit import record
from app.store.instruments import instrument
from app.store.members import Member
from app.store.rows import add
from app.store.searches import hold_search, search_to_change
from app.store.tables import searches, weightings
from app.vetting.combining import WeightsMistake, chosen_weights


def weigh(db: Connection, member: Member, search_id: int, name: str, weights: Mapping[str, int], now: int) -> None:
    """Make these the weights of the search. Raises Mistakes where nothing could be scored with them.

    The score of nobody is kept: it follows from the answers and the weights, whichever are chosen (measurement 4.8).
    """
    search = search_to_change(db, member, search_id)
    hold_search(db, search)
    given = {dimension: Fraction(weight) for dimension, weight in weights.items()}
    try:
        chosen = chosen_weights(instrument(*search.instrument), {**search.weights, **given})
    except WeightsMistake as mistake:
        raise Mistakes({"weights": str(mistake)}) from mistake
    if chosen == search.weights and name == search.weights_name:
        return
    kept = {dimension: str(weight) for dimension, weight in chosen.items()}
    made = {"search_id": search.id, "company_id": search.company_id, "made_by": member.id, "made_at": now}
    row = add(db, weightings, **made, name=name, weights=kept)
    own = (searches.c.id == search.id, searches.c.company_id == search.company_id)
    db.execute(update(searches).where(*own).values(weights=kept, weights_name=name))
    record(db, member, "search:weigh", f"search {search.id}", now, f"weighting {row}")
