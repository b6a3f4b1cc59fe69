"""Every form of a company that is in, scored again from its compact bytes, and these held against its answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, select

from app.store.instruments import as_pinned
from app.store.prepared import prepared
from app.store.recruiters import SAME_SEARCH
from app.store.responses import answers_stored
from app.store.tables import responses, searches, vettings
from app.vetting.answers import Answer, Response
from app.vetting.compact import Damaged, Weigher, compact

AT_ONCE = 500  # forms in memory
SAME_VETTING = (vettings.c.id == responses.c.vetting_id) & (vettings.c.company_id == responses.c.company_id)
PINNED = searches.c["instrument_id", "instrument_version", "instrument_hash"]
Why = Literal["differs", "bare", "unread"]


@dataclass(frozen=True, slots=True)
class Odd:
    """A form whose answers and bytes do not say the same, that has no bytes, or whose questionnaire is not there."""

    form: int
    vetting: int
    why: Why


def rescored(db: Connection, company_id: int) -> Iterator[tuple[int, Fraction | None]]:
    """Form and index of each that has its bytes and its questionnaire, by the questionnaire's own weights.

    In the order of their numbers, some in memory at a time. Bytes that are damaged are left out: `odd_forms` has them.
    """
    weighers: dict[tuple[str, ...], Weigher | None] = {}
    for rows in _forms(db, company_id):
        for form, _, _, source, length, packed, id, version, hash in rows:  # by place: names cost as much as scoring
            kind = (source, length, id, version, hash)
            if kind not in weighers:
                used = as_pinned(id, version, hash)
                weighers[kind] = None if used is None else Weigher(used, source, length)
            weigher = weighers[kind]
            if weigher and packed is not None:
                try:
                    index = weigher.index(packed)
                except Damaged:
                    continue
                yield form, index


def odd_forms(db: Connection, company_id: int) -> Iterator[Odd]:
    """Those that cannot be scored again, or not as they were submitted; some are in memory at a time."""
    for rows in _forms(db, company_id):
        given = answers_stored(db, rows)
        for row in rows:
            if why := _oddity(row, given.get(row.id, {})):
                yield Odd(row.id, row.vetting_id, why)


def _oddity(row: Row[Any], given: Mapping[str, Answer]) -> Why | None:
    used = as_pinned(row.instrument_id, row.instrument_version, row.instrument_hash)
    if used is None:
        return "unread"
    if row.compact is None:
        return "bare"
    same = compact(used, Response(row.source, "", given, length=row.length)) == row.compact
    return None if same else "differs"


def _forms(db: Connection, company_id: int) -> Iterator[list[Any]]:
    statement, values = _in(company=company_id)
    with db.execute(statement.execution_options(yield_per=AT_ONCE), values) as found:
        for rows in found.partitions():
            yield [*rows]


@prepared
def _in(company: Any) -> Select[Any]:
    form = responses.c["id", "company_id", "vetting_id", "source", "length", "compact"]
    query = select(*form, *PINNED).join(vettings, SAME_VETTING).join(searches, SAME_SEARCH)
    return query.where(responses.c.company_id == company, responses.c.state == "submitted").order_by(responses.c.id)
