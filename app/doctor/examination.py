"""The whole examination, in the order in which it is read: doors, files, database, its replica, backups, mail."""

import os
import time
from collections.abc import Iterator

from app.doctor import backups, database, doors, files, mail, replica
from app.doctor.findings import Finding
from app.settings import Settings


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding. Needs no server and changes nothing, not even by opening the database."""
    yield from doors.findings(settings, os.environ)
    yield from files.findings(settings)
    yield from database.findings(settings, int(time.time()))
    yield from replica.findings(settings)
    yield from backups.findings(settings, int(time.time()))
    yield from mail.findings(settings)
