"""What was erased, for good: keyed digests by which a backup that is restored is erased again (safety 57)."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from app.store.keys import keys_of
from app.store.rows import add_if_missing
from app.store.tables import companies, erasures

Kind = Literal["company", "member", "recruiter", "respondent"]


@dataclass(frozen=True, slots=True)
class Erased:
    """One row that was erased: of a company, by its kind and number."""

    company_id: int
    kind: Kind
    row: int


def note_erasure(db: Connection, company_id: int, kind: Kind, row: int, now: int) -> None:
    """Note that a row is erased, while its company is still there."""
    digest = _digest(db, Erased(company_id, kind, row))
    assert digest
    add_if_missing(db, erasures, digest=digest, company_id=company_id, kind=kind, row=row, at=now)


def erased_in(db: Connection) -> list[tuple[Erased, str]]:
    """Everything that was ever erased, in the order it was, each with its digest: what a backup must not bring back."""
    query = select(*erasures.c["company_id", "kind", "row", "digest"]).order_by(erasures.c.at, erasures.c.digest)
    return [(Erased(each.company_id, each.kind, each.row), each.digest) for each in db.execute(query)]


def is_same(db: Connection, erased: Erased, digest: str) -> bool:
    """Whether a row of this database is the very one that was erased; numbers may be given again, digests are not."""
    return _digest(db, erased) == digest


def _digest(db: Connection, erased: Erased) -> str:
    """Of the number, and of when its company was founded; "" where there is no such company."""
    founded = db.execute(select(companies.c.created_at).where(companies.c.id == erased.company_id)).scalar()
    parts = (str(erased.company_id), str(founded), erased.kind, str(erased.row))
    return "" if founded is None else keys_of(db).digest("erasure", "\x1f".join(parts))
