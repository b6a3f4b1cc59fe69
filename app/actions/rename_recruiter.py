"""Putting a recruiter's name or firm right, in every search at once."""

from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from app.refusals import Mistakes
from app.store.address_book import recruiter_for
from app.store.audit import record
from app.store.members import Member
from app.store.tables import recruiters


def rename_recruiter(db: Connection, member: Member, recruiter_id: int, name: str, firm: str, now: int) -> None:
    """Raises NotHere, or Mistakes where the company knows somebody else by this name and firm."""
    known = recruiter_for(db, member, recruiter_id)[0]
    if (known.name, known.firm) == (name, firm):
        return
    mine = (recruiters.c.id == recruiter_id, recruiters.c.company_id == member.company_id)
    try:
        with db.begin_nested():
            db.execute(update(recruiters).where(*mine).values(name=name, firm=firm))
    except IntegrityError:
        raise Mistakes({"name": "Another recruiter has this name and firm. Tell them apart by the firm."}) from None
    record(db, member, "recruiter:rename", f"recruiter {recruiter_id}", now)
