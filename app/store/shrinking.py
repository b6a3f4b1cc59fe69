"""Freeing what was deleted for good: rewriting the database, and emptying its write-ahead log (safety 56)."""

import sqlite3
from typing import Any

from sqlalchemy import Engine

TRIES = 6  # of emptying the log, each waiting five seconds for readers to end


def shrink_sqlite(engine: Engine) -> bool:
    """Write the file anew without free pages, and empty its log; False where the disk is full or a reader stays."""
    connection = engine.raw_connection()
    try:
        said = connection.cursor()
        said.execute("PRAGMA secure_delete=ON")
        said.execute("VACUUM")
        return any(_emptied(said) for _ in range(TRIES))
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def _emptied(said: Any) -> bool:
    busy: int = said.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def shrink_postgresql(engine: Engine) -> bool:
    """Give the space of deleted rows back; what the server keeps in its own log goes when that is recycled."""
    from app.store.patience import taking_long  # needs the driver of PostgreSQL

    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, taking_long(connection):
        connection.exec_driver_sql("VACUUM")
    return True
