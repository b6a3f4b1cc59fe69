"""What was erased, for good: keyed digests by which a backup that is restored is erased again (safety 57)."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select, update

from app.store.keys import keys_of
from app.store.rows import add_if_missing
from app.store.tables import companies, erasures
from app.store.wall import for_all

Kind = Literal["company", "member", "recruiter", "respondent"]


@dataclass(frozen=True, slots=True)
class Erased:
    """One row that was erased: of a company, by its kind and number."""

    company_id: int
    kind: Kind
    row: int


@dataclass(frozen=True, slots=True)
class Noted:
    """That it was erased: by what the very row is known again, and when it was last."""

    erased: Erased
    digest: str
    at: int


def note_erasure(db: Connection, company_id: int, kind: Kind, row: int, now: int) -> None:
    """Note that a row is erased, while its company is still there."""
    erased = Erased(company_id, kind, row)
    digest = _digest(db, erased)
    assert digest
    remember(db, Noted(erased, digest, now))


def remember(db: Connection, noted: Noted) -> None:
    """Keep a note; where a number was given again after a restore, the moment of its last erasure counts."""
    what = {"company_id": noted.erased.company_id, "kind": noted.erased.kind, "row": noted.erased.row}
    if not add_if_missing(db, erasures, digest=noted.digest, at=noted.at, **what):
        mine = (erasures.c.digest == noted.digest, erasures.c.company_id == noted.erased.company_id)
        db.execute(update(erasures).where(*mine, erasures.c.at < noted.at).values(at=noted.at))


@for_all("what was erased is noted outside of the database")
def erased_in(db: Connection) -> list[Noted]:
    """Everything that was ever erased, in the order it was: what a backup must not bring back."""
    query = select(*erasures.c["company_id", "kind", "row", "digest", "at"])
    rows = db.execute(query.order_by(erasures.c.at, erasures.c.digest))
    return [Noted(Erased(each.company_id, each.kind, each.row), each.digest, each.at) for each in rows]


def is_same(db: Connection, noted: Noted) -> bool:
    """Whether a row of this database is the very one that was erased; numbers may be given again, digests are not."""
    return _digest(db, noted.erased) == noted.digest


def _digest(db: Connection, erased: Erased) -> str:
    """Of the number, and of when its company was founded; "" where there is no such company."""
    founded = db.execute(select(companies.c.created_at).where(companies.c.id == erased.company_id)).scalar()
    parts = (str(erased.company_id), str(founded), erased.kind, str(erased.row))
    return "" if founded is None else keys_of(db).digest("erasure", "\x1f".join(parts))
