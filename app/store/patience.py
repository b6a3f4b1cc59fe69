"""Connections to PostgreSQL that give up in seconds: on a server, or a network, that does not answer.

A network that loses everything looks like a server that thinks: without a limit a page would wait for good, with a
place in the pool. Who gave up has closed the connection, so that nothing half said is left in it (safety 41).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

from app.store.replica import SILENCE

T = TypeVar("T")

PATIENCE = 5.0  # seconds for one answer, after which nobody waits for it any more
LONG = 600.0  # for what is known to take long
OPTIONS = " ".join(  # a transaction whose program is gone would hold its locks for good, and who waits for it too
    f"-c {each}"
    for each in (
        "client_connection_check_interval=1s",
        "idle_in_transaction_session_timeout=4s",
        "lock_timeout=3s",
    )
)


class Patient(psycopg.Connection[Any]):
    """Waits `patience` seconds for an answer; then the connection is closed and OperationalError raised."""

    patience = PATIENCE

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # still at it: it was we who gave up
                self.pgconn.finish()
            raise


def give_up_in_time(engine: Engine) -> Engine:
    """Let the connections of an engine be patient ones; returns it."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, words: tuple[Any, ...], named: dict[str, Any]) -> Patient:
        options = f"{named.pop('options', '')} {OPTIONS}"
        return Patient.connect(*words, **SILENCE | named, options=options)

    return engine


@contextmanager
def taking_long(connection: Connection) -> Iterator[Connection]:
    """While the block runs, this connection may wait LONG for an answer, and think as long between two questions."""
    patient: Any = connection.connection.dbapi_connection
    patient.patience = LONG
    connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{LONG:.0f}s'")
    try:
        yield connection
    finally:
        patient.patience = PATIENCE
