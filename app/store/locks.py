"""Locks, held until the transaction ends. An SQLite database has one writer at a time anyway, and needs none."""

from sqlalchemy import Connection, func, select

from app.store.prepared import Ready

FOUNDING, DEMO, MIGRATING = 7_301, 7_302, 7_303  # what happens once in an installation: any numbers that differ


def alone(db: Connection, lock: int) -> None:
    """Wait until no other transaction holds this lock."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(lock)))


def hold_rows(db: Connection, found_by: Ready) -> None:
    """Let no other transaction change the rows that a query FOR UPDATE finds."""
    if db.dialect.name == "postgresql":
        db.execute(*found_by)
