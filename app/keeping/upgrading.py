"""Before a migration: a newer schema is left alone, and a database with something in it is backed up."""

import logging

from app.doctor.database import opened, schema
from app.keeping import shelf
from app.keeping.contents import is_empty
from app.keeping.making import make
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.keys import database_file
from app.store.readiness import standing

BEGINS = "The database has an older schema. Before it is brought up to date it was backed up: %s"
GOES_ON = "The database is brought up to date without a backup before. %s"
log = logging.getLogger("followthrough")


def before_migrating(settings: Settings) -> None:
    """Raises NotKept for a newer schema, and where SQLite cannot be backed up; DBAPIError where it cannot be read.

    PostgreSQL undoes a migration that fails by itself, and may be backed up by other programs, so it goes on without.
    """
    database = database_file(settings)
    if database and not (database.exists() and database.stat().st_size):
        return
    with opened(settings) as db:
        at, empty = standing(db), is_empty(db)
    if at == "ahead":
        raise NotKept(schema(at).says)
    if at == "current" or empty:
        return
    try:
        log.warning(BEGINS, make(settings, shelf.shelf(settings), "before-migration").path)
    except NotKept as why:
        if database:
            raise
        log.warning(GOES_ON, why)
