"""A form sent twice has one effect: by a key that each page gives its forms (safety 36)."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, select, update

from app.refusals import Conflict
from app.store.audit import Actor
from app.store.keys import keys_of, sha256
from app.store.rows import add_if_missing
from app.store.tables import taken

T = TypeVar("T")
KEPT = 2 * 86_400  # seconds; the daily job forgets older ones

OTHER = "This page was sent already, with something else in it. Open it again and send it once more."


def once(
    db: Connection, who: Actor, key: str, typed: Mapping[str, Sequence[str]], work: Callable[[Connection], T], now: int
) -> T:
    """Do the work, or answer as the first time when the same form was taken already. Raises Conflict for another.

    What the work returns must be JSON. A refusal leaves nothing, so that the mended form can be sent with the same key.
    """
    key_hash = keys_of(db).digest("once", f"{who.id}:{who.invitation_id}:{key}")
    body = sha256(json.dumps(sorted(typed.items())))
    mine = (taken.c.key_hash == key_hash, taken.c.company_id == who.company_id)
    if not add_if_missing(db, taken, key_hash=key_hash, company_id=who.company_id, body_hash=body, result=None, at=now):
        row = db.execute(select(taken.c.body_hash, taken.c.result).where(*mine)).one()
        if row.body_hash != body:
            raise Conflict(OTHER)
        first: T = row.result
        return first
    result = work(db)
    db.execute(update(taken).where(*mine).values(result=result))
    return result
