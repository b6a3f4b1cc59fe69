"""Whether all that a connection reads in one transaction is of one moment."""

from sqlalchemy import Connection

STEADY = "REPEATABLE READ"  # how reads run on PostgreSQL; what changes rows sees the newest of each instead


def is_snapshot(db: Connection) -> bool:
    """SQLite always reads so; PostgreSQL only where nothing is changed."""
    return db.dialect.name == "sqlite" or db.get_execution_options().get("isolation_level") == STEADY
