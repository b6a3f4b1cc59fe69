"""Locks for what happens once in an installation, held until the transaction ends."""

from sqlalchemy import Connection, func, select

FOUNDING, DEMO, MIGRATING = 7_301, 7_302, 7_303  # any numbers, as long as they differ


def alone(db: Connection, lock: int) -> None:
    """Wait until no other transaction holds this lock; an SQLite database has one writer at a time anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(lock)))
