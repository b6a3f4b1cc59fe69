"""Erasing a company for good, with everything it holds and its trail; and the accounts that belonged to no other."""

from sqlalchemy import Connection, delete, select

from app.store.audit import Actor
from app.store.erasures import note_erasure
from app.store.members import belongs_elsewhere, hold_company
from app.store.tables import accounts, companies, members


def erase_company(db: Connection, who: Actor, now: int) -> None:
    """Its trail goes too, so no line tells of it: what is left is a keyed digest, and nothing that names anybody."""
    hold_company(db, who.company_id)
    note_erasure(db, who.company_id, "company", who.company_id, now)
    inside = select(members.c.account_id).where(members.c.company_id == who.company_id)
    accounts_here = list(db.execute(inside).scalars())
    theirs = [each for each in accounts_here if not belongs_elsewhere(db, each, who.company_id)]
    db.execute(delete(companies).where(companies.c.id == who.company_id))  # everything else goes with it
    db.execute(delete(accounts).where(accounts.c.id.in_(theirs)))
