"""What is in a database, counted and checked: the same for one that is copied and for a copy that is restored."""

from collections.abc import Mapping

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, table, text

from app.keeping.manifest import Trail
from app.keeping.refusal import NotKept
from app.store.audit_check import first_bad, head_of, trails
from app.store.readiness import standing

BOOKKEEPING = "alembic_version"
DAMAGED = "{} is damaged: {}."


def rows_in(db: Connection) -> dict[str, int]:
    """Table → how many rows it has, of every table there is."""
    names = sorted({*inspect(db).get_table_names()} - {BOOKKEEPING})
    return {name: db.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def trails_in(db: Connection) -> dict[int, Trail]:
    """Company → the end of its audit trail and whether it is whole; nothing where the schema is not the newest."""
    if standing(db) != "current":
        return {}
    ends = {company: head_of(db, company) for company, _ in trails(db)}
    return {
        company: Trail(number=end.number, hash=end.hash, whole=first_bad(db, company) is None)
        for company, end in ends.items()
    }


def revision_of(db: Connection) -> str | None:
    """The number of its schema; None where it has none."""
    return MigrationContext.configure(db).get_current_revision()


def check_whole(db: Connection, named: str) -> None:
    """Whether SQLite finds the file whole and every row's parents; PostgreSQL checks by itself. Raises NotKept."""
    if db.dialect.name != "sqlite":
        return
    said = db.execute(text("PRAGMA integrity_check(1)")).scalar()
    if said != "ok":
        raise NotKept(DAMAGED.format(named, said))
    if orphans := db.execute(text("PRAGMA foreign_key_check")).all():
        raise NotKept(DAMAGED.format(named, f"{len(orphans)} rows have no parent"))


def is_empty(db: Connection) -> bool:
    """Whether nobody has put anything into it: no account, and no company but the demo's."""
    there = rows_in(db)
    if there.get("account"):
        return False
    own = "SELECT count(*) FROM company WHERE demo = :no"
    return not there.get("company") or not db.execute(text(own), {"no": False}).scalar()


def same_trails(before: Mapping[int, Trail], after: Mapping[int, Trail]) -> list[int]:
    """The companies whose trail was whole and is another now. What was not whole before cannot be told."""
    return [company for company, trail in before.items() if trail.whole and after.get(company) != trail]
