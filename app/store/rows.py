"""Adding a row: learning its key, or leaving the one that is there."""

from functools import cache

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite


def add(db: Connection, table: Table, /, **values: object) -> int:
    """Insert one row; returns the key the database gave it."""
    made = db.execute(_insertion(table), values).inserted_primary_key
    assert made is not None
    key: int = made[0]
    return key


@cache
def _insertion(table: Table) -> Insert:
    return insert(table)


def add_if_missing(db: Connection, table: Table, /, **values: object) -> bool:
    """Insert one row unless a unique constraint of the table has it already, also where others add it just now.

    Returns whether it was missing.
    """
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    insertion = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return db.execute(insertion, execution_options={"preserve_rowcount": True}).rowcount == 1
