"""Where the code of store and actions runs: SQLite inline and through one writer, PostgreSQL in a bounded pool."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from app.settings import Settings
from app.store.erasure_list import DamagedList, add_to_list, lists
from app.store.erasures import erased_in
from app.store.expected_rows import tell_expected_rows
from app.store.keys import Keys, check_keys, database_file, read_keys
from app.store.locks import MIGRATING, alone
from app.store.numbering import number_from
from app.store.replica import NotNow, Replica, how_far
from app.store.shrinking import shrink_postgresql, shrink_sqlite
from app.store.snapshots import in_snapshot, unhurried
from app.store.wall import begin_for_all, walled
from app.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON")  # what is deleted is gone
TRIES = 4  # a transaction PostgreSQL asks to repeat
MIGRATIONS = Path(__file__).parent / "migrations"
log = logging.getLogger("followthrough")
ASKS_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock


class Database:
    """`read` and `write` run a synchronous function over a connection where the engine is happiest."""

    def __init__(self, settings: Settings) -> None:
        self.sqlite = settings.database_url.startswith("sqlite")
        self.path = database_file(settings)
        self._lists = lists(self.path, settings.backup_folder)
        keys = read_keys(settings)
        if self.sqlite:
            self._reader = sqlite_engine(settings.database_url, "BEGIN", keys)
            self._inline = self._reader.connect()  # kept: to be given one costs more than a query
            self._reading = threading.Lock()  # the loop never waits for it; tests read from several threads
            self._writer_engine = sqlite_engine(settings.database_url, "BEGIN IMMEDIATE", keys)
            self._writer = Writer(self._writer_engine)
        else:
            self._reader = patient_engine(settings.database_url, keys, settings.database_pool)
            self._pool = ThreadPoolExecutor(settings.database_pool, thread_name_prefix="followthrough-database")
        replica = settings.replica_url
        self.replica = Replica(replica, settings.database_pool, keys) if replica else None

    async def read(self, work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query function in one snapshot. On SQLite this takes microseconds and stays in the event loop."""
        if self.sqlite:
            with self._reading, self._inline.begin():
                return work(self._inline, *args, **kwargs)
        return await self._elsewhere(lambda: in_snapshot(self._reader, work, *args, **kwargs))

    async def write(self, work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action in one transaction, in the context of whoever asks; returns after it is durable."""
        asked = copy_context()
        if self.sqlite:
            future = self._writer.submit(lambda connection: asked.run(work, connection, *args, **kwargs))
            result: T = await asyncio.wrap_future(future)
            return result
        return await self._elsewhere(lambda: asked.run(lambda: self._repeated(work, *args, **kwargs)))

    async def aside(self, work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a long query in one snapshot where nobody waits for it: in a thread of its own, or on the replica.

        It sees all that was acknowledged before, wherever it is run, as the primary is asked where the replica is not
        so far or does not answer.
        """
        if self.sqlite:
            return await asyncio.to_thread(lambda: unhurried(self._reader, work, *args, **kwargs))
        if self.replica:
            try:
                return await self._replicated(self.replica, work, *args, **kwargs)
            except NotNow:
                pass
        return await self._elsewhere(lambda: unhurried(self._reader, work, *args, **kwargs))

    async def shrink(self) -> bool:
        """Leave nothing of what was deleted in free pages or in the write-ahead log; says whether that was possible."""
        if self.sqlite:
            return await asyncio.to_thread(self._writer.between, shrink_sqlite)
        return await self._elsewhere(lambda: shrink_postgresql(self._reader))

    async def list_erasures(self) -> bool:
        """Note in files too what was erased, for the day an older database is restored; says whether they took it."""
        noted = await self.read(erased_in)
        written = [asyncio.to_thread(add_to_list, path, noted) for path in self._lists]
        refused = await asyncio.gather(*written, return_exceptions=True)
        if bad := [each for each in refused if each and not isinstance(each, OSError | DamagedList)]:
            raise bad[0]
        for each in filter(None, refused):
            log.error("an erasure could not be noted outside of the database", exc_info=each)
        return not any(refused)

    def close(self) -> None:
        if self.sqlite:
            self._writer.close()
            self._inline.close()
            self._writer_engine.dispose()
        else:
            self._pool.shutdown()
        if self.replica:
            self.replica.close()
        self._reader.dispose()

    async def _elsewhere(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def _replicated(self, replica: Replica, work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """What the replica says. Raises NotNow where the primary must be asked."""
        here = await self._elsewhere(lambda: in_snapshot(self._reader, how_far))

        def there() -> T:
            replica.caught_up(here)
            try:
                return in_snapshot(replica.engine, work, *args, **kwargs)
            except OperationalError as gone:  # also where the query was in the way of what is replayed
                raise replica.failed("it broke off") from gone

        return await asyncio.get_running_loop().run_in_executor(replica.threads, there)

    def _repeated(self, work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                with self._reader.begin() as connection:
                    return walled(connection, work, *args, **kwargs)
            except DBAPIError as failure:
                if last or getattr(failure.orig, "sqlstate", None) not in ASKS_AGAIN:
                    raise
        raise AssertionError("the last try returns or raises")


def postgresql_engine(url: str, keys: Keys, pool: int = 1) -> Engine:
    """An engine with up to `pool` connections, each asked whether it still lives before it is used."""
    return create_engine(url, pool_size=pool, pool_pre_ping=True, execution_options={"keys": keys})


def patient_engine(url: str, keys: Keys, pool: int = 1) -> Engine:
    """The same, whose connections are given up where nothing comes back."""
    from app.store.patience import give_up_in_time  # needs the driver, which an installation on SQLite has not

    return give_up_in_time(postgresql_engine(url, keys, pool))


def sqlite_engine(url: str, begin: str, keys: Keys, foreign_keys: Literal["ON", "OFF"] = "ON") -> Engine:
    """An engine whose every transaction opens with `begin`, durable at a power cut (safety 0.2, 0.3)."""
    path = Path(make_url(url).database or "").absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(0o600)  # nobody else on the machine reads it, nor what SQLite keeps beside it
    return _sqlite(url, begin, keys, foreign_keys)


def existing_engine(url: str, keys: Keys) -> Engine:
    """The same for reading a file that must be there: where its disk is away no empty one is put in its place."""
    path = Path(make_url(url).database or "").absolute()
    there = make_url(url).set(
        database=path.as_uri().replace("file://", "file:", 1), query={"mode": "rw", "uri": "true"}
    )
    return _sqlite(there, "BEGIN", keys, "ON")


def _sqlite(url: str | URL, begin: str, keys: Keys, foreign_keys: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, execution_options={"keys": keys})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # sqlite3 opens no transaction behind our back
        for pragma in (*PRAGMAS, f"foreign_keys={foreign_keys}"):
            connection.execute(f"PRAGMA {pragma}")

    def begun(dbapi_connection: Any) -> None:
        dbapi_connection.cursor().execute(begin)

    engine.dialect.do_begin = begun  # type: ignore[method-assign]  # an event would have each statement look for others
    return engine


class BrokenKeys(Exception):
    """A migration left rows whose parents are gone; nothing of it was kept."""


def migrate(settings: Settings, scripts: Path = MIGRATIONS) -> None:
    """Bring the database to the newest schema; a new file is created with it. Raises BrokenKeys, BadSetting.

    A migration may rebuild a table, and SQLite would delete the children of the old one: keys are off until it is done.
    """
    url = settings.database_url
    keys, sqlite = read_keys(settings), url.startswith("sqlite")
    engine = sqlite_engine(url, "BEGIN IMMEDIATE", keys, "OFF") if sqlite else postgresql_engine(url, keys)
    try:
        with engine.begin() as connection:
            upgrade(connection, settings, scripts)
    finally:
        engine.dispose()


def upgrade(db: Connection, settings: Settings, scripts: Path = MIGRATIONS) -> None:
    """The same in a transaction of somebody else's, who commits it. Raises BrokenKeys, BadSetting."""
    begin_for_all(db)
    alone(db, MIGRATING)
    if db.dialect.name == "sqlite":  # a trigger may name a table that is being rebuilt
        db.exec_driver_sql("PRAGMA legacy_alter_table=ON")
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
    tell_expected_rows(db)
    _check_references(db)
    check_keys(db, settings)
    number_from(db, settings.database_number)


def _check_references(db: Connection) -> None:
    """PostgreSQL has checked every key by itself."""
    if db.dialect.name == "sqlite" and (orphans := db.exec_driver_sql("PRAGMA foreign_key_check").all()):
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise BrokenKeys(f"The migration was undone: it leaves {len(orphans)} rows without a parent, in {tables}.")
