"""Adding a row and learning its key."""

from sqlalchemy import Connection, Table, insert


def add(db: Connection, table: Table, /, **values: object) -> int:
    """Insert one row; returns the key the database gave it."""
    made = db.execute(insert(table).values(**values)).inserted_primary_key
    assert made is not None
    key: int = made[0]
    return key
