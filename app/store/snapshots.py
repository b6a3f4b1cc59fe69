"""Whether all that a connection reads in one transaction is of one moment, and reading so on PostgreSQL."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from app.store.wall import walled

P = ParamSpec("P")
T = TypeVar("T")

STEADY = "REPEATABLE READ"  # how reads run on PostgreSQL; what changes rows sees the newest of each instead


def is_snapshot(db: Connection) -> bool:
    """SQLite always reads so; PostgreSQL only where nothing is changed."""
    return db.dialect.name == "sqlite" or db.get_execution_options().get("isolation_level") == STEADY


def in_snapshot(engine: Engine, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a query function on PostgreSQL, for the company of whoever asks."""
    steady = engine.execution_options(isolation_level=STEADY, postgresql_readonly=True)
    with steady.begin() as connection:
        return walled(connection, work, *args, **kwargs)


def unhurried(engine: Engine, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one that may take its time, on either engine."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            return work(connection, *args, **kwargs)

    from app.store.patience import taking_long  # needs the driver, which an installation on SQLite has not

    def patiently(connection: Connection) -> T:
        with taking_long(connection):
            return walled(connection, work, *args, **kwargs)

    return in_snapshot(engine, patiently)
