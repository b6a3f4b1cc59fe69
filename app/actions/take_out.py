"""Taking out what is held about a company or a person: a line in the trail, before anything is read."""

from typing import Literal

from sqlalchemy import Connection

from app.store.audit import Actor, record

Of = Literal["company", "recruiter", "invitation", "member"]
DEEDS: dict[Of, str] = {
    "company": "company:export",
    "recruiter": "recruiter:export",
    "invitation": "invitation:export",
    "member": "member:export",
}


def take_out(db: Connection, who: Actor, of: Of, row: int, now: int) -> None:
    """Note who took out whose data; that it may be read was checked by the fetch before."""
    record(db, who, DEEDS[of], f"{of} {row}", now)
