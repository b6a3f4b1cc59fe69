"""The audit trail: one line for each thing done, in the transaction that did it, chained to the line before.

Source: safety 50 to 53. A line holds nothing personal, so that it never needs changing: who is a number, and from
where a keyed digest. The address stands in `audit_origin` and goes when the person is erased; the chain still verifies.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Row, Select, Update, select, update

from app.store.keys import Keys, keys_of
from app.store.prepared import prepared
from app.store.rows import add, add_if_missing
from app.store.tables import audit, audit_heads, audit_origins

REFERENCE: ContextVar[str] = ContextVar("reference", default="")  # of the request that is being answered (safety 54)
CHAINED = ("company_id", "number", "at", "member_id", "invitation_id", "action", "subject", "detail", "origin")


class Actor(Protocol):
    """Whoever does something: a member, a respondent by link, or the schedule (neither)."""

    @property
    def company_id(self) -> int: ...
    @property
    def id(self) -> int | None: ...  # of the member
    @property
    def invitation_id(self) -> int | None: ...
    @property
    def address(self) -> str: ...  # from where; "" where nobody asked from anywhere


@dataclass(frozen=True, slots=True)
class Schedule:
    """Nobody in particular: the daily jobs, and commands on the server."""

    company_id: int
    id: None = None
    invitation_id: None = None
    address: str = ""


def record(db: Connection, who: Actor, action: str, subject: str, now: int, detail: str = "") -> None:
    """Write who did what to which thing; `action` is noun:verb, `subject` names the row, `detail` nothing personal."""
    keys, head = keys_of(db), held_head(db, who.company_id)
    line = {
        "company_id": who.company_id,
        "number": head.number + 1,
        "at": now,
        "member_id": who.id,
        "invitation_id": who.invitation_id,
        "action": action,
        "subject": subject,
        "detail": detail,
        "origin": keys.digest("origin", who.address) if who.address else "",
    }
    chained = chain(keys, head.hash, line)
    add(db, audit, **line, hash=chained)
    if who.address:
        origin = {"company_id": who.company_id, "number": line["number"], "member_id": who.id}
        add(db, audit_origins, **origin, address=who.address, reference=REFERENCE.get())
    db.execute(*_moved(company=who.company_id, newest=line["number"], its_hash=chained))


@prepared
def _moved(company: Any, newest: Any, its_hash: Any) -> Update:
    return update(audit_heads).where(audit_heads.c.company_id == company).values(number=newest, hash=its_hash)


def held_head(db: Connection, company_id: int) -> Row[Any]:
    """The end of a company's trail, held until the transaction ends, so that the chain never forks (safety 52)."""
    head = db.execute(*_head(company=company_id)).first()
    if head is None:
        add_if_missing(db, audit_heads, company_id=company_id, number=0, since=0, hash="")
        head = db.execute(*_head(company=company_id)).one()
    return head


@prepared
def _head(company: Any) -> Select[Any]:
    return select(audit_heads).where(audit_heads.c.company_id == company).with_for_update()


def chain(keys: Keys, before: str, line: Any) -> str:
    """The hash of a line: keyed, over its fields and the hash of the line before."""
    return keys.raw("audit", before, *(str(line[name]) for name in CHAINED)).hex()
