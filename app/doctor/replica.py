"""The read replica, where one is set: whether it answers, is one of this database, and follows it."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from app.doctor.database import opened
from app.doctor.findings import Finding, look, ok
from app.settings import Settings, shown
from app.store.keys import Keys
from app.store.replica import NotNow, Replica, how_far

INSTEAD = "Reports are read from the database itself meanwhile."


def findings(settings: Settings) -> Iterator[Finding]:
    """Nothing where none is set, or the database cannot be read either."""
    if not settings.replica_url:
        return
    try:
        with opened(settings) as db:
            point = how_far(db)
    except DBAPIError:
        return
    replica = Replica(settings.replica_url, 1, Keys(b""))
    try:
        replica.caught_up(point)
        yield ok(f"The replica {shown(settings.replica_url)} follows the database, and reports are read from it.")
    except NotNow as why:
        yield look(f"The replica {shown(settings.replica_url)} is not used: {why}. Mend it or its address. {INSTEAD}")
    finally:
        replica.close()
