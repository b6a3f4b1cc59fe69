"""A read replica of PostgreSQL, asked for what is long to read: only as fresh as the primary, and never needed."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from app.store.keys import Keys

T = TypeVar("T")

PATIENCE = 0.5  # seconds for it to catch up with what the primary had written when it was asked
REST = 10  # seconds in which nobody asks it again after it did not answer, or was behind
STEP = 0.01  # seconds between two looks
SILENCE = {  # a machine that says nothing any more is given up in seconds; no host, no port and no query may hang
    "connect_timeout": 2,
    "tcp_user_timeout": 4_000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
OWN = "current_database() || ' of ' || (SELECT system_identifier FROM pg_control_system())"  # a replica says the same
WRITTEN = text(f"SELECT {OWN}, pg_current_wal_flush_lsn()")  # everything acknowledged is before that point
REPLAYED = text(  # a primary that recovered from a crash knows too how far it replayed
    f"SELECT {OWN}, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() >= CAST(:point AS pg_lsn) END"
)
Written = tuple[str, str]  # which database, and how far it has written

log = logging.getLogger("followthrough")


class NotNow(Exception):
    """The replica cannot be asked; the primary can."""


class Replica:
    """`threads` wait for it, so that nobody who wants the primary waits too; `engine` reads from it."""

    def __init__(self, url: str, pool: int, keys: Keys) -> None:
        self.threads = ThreadPoolExecutor(pool, thread_name_prefix="followthrough-replica")
        self.engine: Engine = create_engine(url, pool_size=pool, connect_args=SILENCE, execution_options={"keys": keys})
        self._rests_until = 0.0
        self.lacking = ""  # why it was not asked the last time somebody wanted to; "" where it was

    def caught_up(self, written: Written) -> None:
        """Return once it has all that the primary has written. Raises NotNow, at once while it rests."""
        if time.monotonic() < self._rests_until:
            raise NotNow
        try:
            with self.engine.connect() as db:
                why = _behind(db.execution_options(isolation_level="AUTOCOMMIT"), written)
        except OperationalError:
            why = "it does not answer"
        if why:
            raise self.failed(why)
        self.lacking = ""

    def failed(self, why: str) -> NotNow:
        """Let it rest, and say so in the log; returns what to raise."""
        self.lacking, self._rests_until = why, time.monotonic() + REST
        log.warning("the replica is left alone for %s seconds: %s", REST, why)
        return NotNow(why)

    def close(self) -> None:
        self.threads.shutdown()
        self.engine.dispose()


def how_far(primary: Connection) -> Written:
    """How far the primary has written: all that was acknowledged until now."""
    own, point = primary.execute(WRITTEN).one()
    return own, point


def _behind(db: Connection, written: Written) -> str:
    """Why it cannot be asked, or "" as soon as it can."""
    last = time.monotonic() + PATIENCE
    while True:
        own, reached = db.execute(REPLAYED, {"point": written[1]}).one()
        if own != written[0] or reached is None:
            return "it is no replica of this database"
        if reached:
            return ""
        if time.monotonic() > last:
            return "it is behind"
        time.sleep(STEP)
