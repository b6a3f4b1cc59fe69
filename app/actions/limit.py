"""Counting tries before what they are tries of is looked at."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection

from app.store.limits import Limit, give_back, take

Try = tuple[Limit, str]  # and whose


def count_tries(db: Connection, tries: Sequence[Try]) -> int | None:
    """Take one try of each, in this order. Returns None, or the seconds to wait for the first that has none left.

    Those before it stay taken. Never raises a refusal, which would undo the counting.
    """
    now = time.time()
    return next((wait for limit, subject in tries if (wait := take(db, limit, subject, now)) is not None), None)


def forgive_tries(db: Connection, tries: Sequence[Try]) -> None:
    """Put them back: it was the right person."""
    for limit, subject in tries:
        give_back(db, limit, subject)
