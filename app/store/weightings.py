"""The weights a search has had under a name, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.prepared import prepared
from app.store.searches import Search
from app.store.tables import accounts, members, weightings


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights as they were saved; `by` is "" where the person was erased."""

    id: int
    name: str
    weights: Mapping[str, Fraction]
    by: str
    made_at: int


def weightings_of(db: Connection, search: Search) -> list[Weighting]:
    """The history of a search the caller has already fetched, the weights in use first."""
    rows = db.execute(*_saved(search=search.id, company=search.company_id))
    return [
        Weighting(row.id, row.name, {d: Fraction(w) for d, w in row.weights.items()}, row.by or "", row.made_at)
        for row in rows
    ]


@prepared
def _saved(search: Any, company: Any) -> Select[Any]:
    mine = (weightings.c.search_id == search, weightings.c.company_id == company)
    query = select(weightings, accounts.c.name.label("by")).where(*mine).order_by(weightings.c.id.desc())
    maker = (members.c.id == weightings.c.made_by) & (members.c.company_id == weightings.c.company_id)
    return query.outerjoin(members, maker).outerjoin(accounts, accounts.c.id == members.c.account_id)
