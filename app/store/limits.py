"""How often something may be tried: a bucket for each purpose and subject, shared by every server (safety 19).

A bucket holds `tries`, and one comes back every `seconds / tries`. What stands in its row is the moment at which it
will be full again, so that taking a try is one statement and no two servers can take the same one.
"""

import ipaddress
import math
from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.keys import keys_of
from app.store.tables import buckets

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, and as many again in `seconds`."""

    purpose: str
    tries: int
    seconds: int

    @property
    def step(self) -> int:
        """Milliseconds in which one try comes back."""
        return self.seconds * 1000 // self.tries


SIGN_IN_ADDRESS = Limit("sign-in from an address", 10, 300)
SIGN_IN_ACCOUNT = Limit("sign-in to an account", 10, 300)
SIGN_IN = Limit("sign-in", 1_000, 300)  # of everybody
PROOF = Limit("proof in a session", 10, 300)  # apart, so that strangers who try the sign-in lock nobody out of it
CODE_5_MINUTES = Limit("code in five minutes", 5, 300)
CODE_HOUR = Limit("code in an hour", 20, 3_600)
CODE_DAY = Limit("code in a day", 50, DAY)
LINK_ADDRESS = Limit("sign-in link from an address", 20, DAY)
LINK_ACCOUNT = Limit("sign-in link for an account", 5, DAY)
RESET_ADDRESS = Limit("reset from an address", 20, DAY)
RESET_ACCOUNT = Limit("reset for an account", 5, DAY)


def take(db: Connection, limit: Limit, subject: str, now: float) -> int | None:
    """Take one try. Returns None, or where none is left the whole seconds until there is one.

    `now` is in seconds since 1970 and may have a fraction. A moment further ahead than any try can put it comes from
    a clock that was wrong, and counts as a full bucket.
    """
    at, whole = math.floor(now * 1000), limit.step * limit.tries
    key, full_at = _key(db, limit, subject), buckets.c.full_at
    absurd = full_at > at + 2 * whole
    begins = case((absurd, at), (full_at > at, full_at), else_=at)
    left = or_(full_at <= at + whole - limit.step, absurd)
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(buckets).values(key=key, full_at=at + limit.step)
    one = new.on_conflict_do_update(index_elements=["key"], set_={"full_at": begins + limit.step}, where=left)
    if db.execute(one.returning(full_at)).first():
        return None
    until: int = db.execute(select(full_at).where(buckets.c.key == key)).scalar_one()
    return max(1, -((whole - limit.step - until + at) // 1000))


def give_back(db: Connection, limit: Limit, subject: str) -> None:
    """Put a try back that turned out to be somebody's right."""
    own = buckets.c.key == _key(db, limit, subject)
    db.execute(update(buckets).where(own).values(full_at=buckets.c.full_at - limit.step))


def forget_full_buckets(db: Connection, now: float) -> int:
    """Remove the rows that say nothing any more, for the daily job; returns how many."""
    return db.execute(delete(buckets).where(buckets.c.full_at <= math.floor(now * 1000))).rowcount


def network(address: str) -> str:
    """Whom an address stands for: itself, or for IPv6 its /64, of which one person has all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def _key(db: Connection, limit: Limit, subject: str) -> str:
    return keys_of(db).digest("limit", f"{limit.purpose}:{subject}")
