"""What SQLite is told an index finds, by which it chooses one: of a company many rows, of anything else few.

Without figures it takes every index for as good as another and the shortest for the best: to find the thirty answers
of a form it read all that their company has. The figures are the same in every database, so that the plans that tests
see are those of every installation (sqlite.org/optoverview.html, “Manual Control Of Query Plans Using SQLITE_STAT
Tables”). PostgreSQL counts for itself.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlmodel import SQLModel

TABLE = 10_000_000  # rows of a table
COMPANY = 100_000  # of them, of one company
FEW = 10  # of one form, one vetting, one person
INDEXES = 'SELECT name, "unique", partial FROM pragma_index_list(?)'
COLUMNS = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
Told = tuple[str, str | None, str]  # table, index, and its figures: all rows, then what its first columns find


def tell_expected_rows(db: Connection) -> None:
    """Write the figures down unless they are there; connections that are opened from now on go by them."""
    if db.dialect.name != "sqlite":
        return
    if not db.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").all():
        db.exec_driver_sql("ANALYZE alembic_version")  # makes the table of figures, which nothing else can
    wanted = [told for table in SQLModel.metadata.tables for told in _figures(db, table)]
    if {tuple(row) for row in db.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1")} != {*wanted}:
        db.exec_driver_sql("DELETE FROM sqlite_stat1")
        db.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", wanted)


def _figures(db: Connection, table: str) -> Iterator[Told]:
    """Of a table, and of its indexes as they are in the database."""
    yield table, None, str(TABLE)
    for index, unique, partial in db.exec_driver_sql(INDEXES, (table,)).all():
        columns = db.exec_driver_sql(COLUMNS, (index,)).scalars().all()
        yield table, index, " ".join(map(str, _found(columns, bool(unique), bool(partial))))


def _found(columns: Sequence[str], unique: bool, partial: bool) -> Iterator[int]:
    yield FEW if partial else TABLE
    for place in range(1, len(columns) + 1):
        whole = unique and place == len(columns)
        yield 1 if whole or partial else COMPANY if columns[:place] == ["company_id"] else FEW
