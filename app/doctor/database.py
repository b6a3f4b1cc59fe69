"""The database, looked at through a connection that cannot write: durability, schema, the trail, clock, mail."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from app.doctor.companies import role, wall
from app.doctor.findings import Finding, look, ok, unsafe
from app.doctor.trail import guard, rights
from app.mail.claims import LATE, overdue
from app.settings import BadSetting, Settings
from app.store.company import ownerless
from app.store.keys import Keys, database_file, mark, read_keys, secret_file
from app.store.readiness import standing
from app.store.tables import audit, installations
from app.store.wall import SEES_ALL

PATIENCE = 5  # seconds for a database server to answer
DRIFT = 60  # seconds two clocks may differ
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")  # off, and a power cut takes what was called saved


def findings(settings: Settings, now: int) -> Iterator[Finding]:
    """What there is to say of the database, or why it cannot be looked at."""
    path = database_file(settings)
    if path and not path.exists():
        yield look(f"There is no database yet. The first start makes it at {path}.")
        return
    try:
        with opened(settings) as db:
            yield from looked_at(db, settings, now)
    except DBAPIError as refused:
        why = str(refused.orig).strip().splitlines()[0]
        yield unsafe(f"The database {settings.database_shown} cannot be read: {why}. Start it, or mend its address.")


@contextmanager
def opened(settings: Settings) -> Iterator[Connection]:
    """A connection that can only read, and leaves no file behind."""
    if path := database_file(settings):
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(reading(path), uri=True))
    else:
        wanted = {"connect_timeout": PATIENCE, "options": f"-c default_transaction_read_only=on {SEES_ALL}"}
        engine = create_engine(settings.database_url, connect_args=wanted)
    try:
        with engine.connect() as db:
            yield db
    finally:
        engine.dispose()


def reading(path: Path) -> str:
    """How SQLite opens a file to read it: without a server no write-ahead log is there, and none must be made."""
    served = all(path.with_name(path.name + part).exists() for part in ("-wal", "-shm"))
    return f"{path.as_uri()}?mode=ro" if served else f"{path.as_uri()}?immutable=1"


def looked_at(db: Connection, settings: Settings, now: int) -> Iterator[Finding]:
    """Durability first; what is in the tables only where they are the ones we know."""
    path = database_file(settings)
    yield from sqlite(db, path) if path else postgresql(db)
    at = standing(db)
    yield schema(at)
    if at == "current":
        yield secret(db, settings)
        yield guard(db)
        if not path:
            yield rights(db)
            yield wall(db)
            yield connections(db, settings)
        yield from owners(db)
        yield clock(db, now)
        yield outbox(db, settings, now)


def sqlite(db: Connection, path: Path) -> Iterator[Finding]:
    """Whether the file is whole, and written as we write it, so that what is committed outlives a power cut."""
    said = db.execute(text("PRAGMA quick_check(1)")).scalar()
    if said != "ok":
        yield unsafe(f"The database is damaged: {said}. Stop the server and restore the last backup.")
    elif logged(path):
        yield ok("SQLite is whole, with a write-ahead log that is synced at every commit.")
    else:
        yield look("Another program has switched SQLite's write-ahead log off. The next start switches it on.")


def logged(path: Path) -> bool:
    """Whether the file says of itself that it has a write-ahead log; a connection that cannot write does not say."""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\x02\x02"


def postgresql(db: Connection) -> Iterator[Finding]:
    """Whether the server keeps what it says, and whether our role passes by the guards of the database."""
    off = [name for name in DURABLE if db.execute(text(f"SHOW {name}")).scalar() == "off"]
    if off:
        yield unsafe(f"A power cut can take what was called saved. Switch {' and '.join(off)} of PostgreSQL on.")
    else:
        yield ok("PostgreSQL answers only after what it saved outlives a power cut.")
    yield role(db)


def connections(db: Connection, settings: Settings) -> Finding:
    """For how many processes PostgreSQL has connections; each opens as many as its pool is large."""
    kept = text(
        "SELECT name, setting FROM pg_settings WHERE name IN ('max_connections', 'superuser_reserved_connections')"
    )
    most = {name: int(setting) for name, setting in db.execute(kept)}
    processes = (most["max_connections"] - most["superuser_reserved_connections"]) // settings.database_pool
    if not processes:
        return look(
            f"PostgreSQL takes {most['max_connections']} connections, and a process opens {settings.database_pool}. "
            "Raise max_connections or lower FOLLOWTHROUGH_DATABASE_POOL."
        )
    return ok(f"PostgreSQL has connections for {processes} processes with {settings.database_pool} each.")


def schema(at: str) -> Finding:
    """Whether the tables are the ones this program knows."""
    if at == "ahead":
        return unsafe("The database was made by a newer Followthrough. Install that one.")
    if at == "behind":
        return look("The database has an older schema. Make a backup, then run: followthrough migrate")
    return ok("The database has the newest schema.")


def secret(db: Connection, settings: Settings) -> Finding:
    """Whether the secret is the one the database was made with."""
    keys = found_keys(settings)
    known = db.execute(select(installations.c.mark)).scalar()
    if keys is None or (known is not None and known != mark(keys)):
        return unsafe("The database was made with another secret. Put that one back: links and the trail need it.")
    return ok("The secret is the one the database was made with.")


def found_keys(settings: Settings) -> Keys | None:
    """The keys, without making any."""
    try:
        there = settings.secret or (database_file(settings) and secret_file(settings).exists())
        return read_keys(settings) if there else None
    except (BadSetting, OSError):
        return None


def owners(db: Connection) -> Iterator[Finding]:
    """Companies that nobody can look after."""
    for company_id, name in ownerless(db):
        yield look(f"{name} has no owner. Name one: followthrough owner ADDRESS --company {company_id}")


def clock(db: Connection, now: int) -> Finding:
    """Whether the clock agrees with what was written, and with the database's."""
    newest = db.execute(select(func.max(audit.c.at))).scalar() or 0
    here = db.execute(text("SELECT extract(epoch FROM now())")).scalar() if db.dialect.name == "postgresql" else now
    if newest > now + DRIFT or abs(float(here or 0) - now) > DRIFT:
        return unsafe("This machine's clock is wrong, and links and sessions end by it. Let it follow a time server.")
    return ok("The clock agrees with what was written.")


def outbox(db: Connection, settings: Settings, now: int) -> Finding:
    """Whether mail goes out."""
    late = overdue(db, now)
    if late and settings.smtp_host:
        return look(
            f"{late} of the mails waited for more than {LATE // 60} minutes. Start the server or: followthrough worker"
        )
    return ok("No mail waits for longer than it should." if settings.smtp_host else "Mails wait to be sent by hand.")
