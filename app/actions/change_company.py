"""Changing the company: its name, and whether everybody in it needs a second factor."""

from sqlalchemy import Connection, select, update

from app.refusals import Conflict
from app.store.audit import record
from app.store.members import Member, hold_company
from app.store.tables import accounts, companies, members

FIRST_YOU = "Set up your own second factor first, on the page of your account. Otherwise this would lock you out."


def rename_company(db: Connection, owner: Member, name: str, now: int) -> None:
    """Give the company another name, on every page from now on."""
    hold_company(db, owner.company_id)
    if _changed(db, owner.company_id, name=name):
        record(db, owner, "company:rename", f"company {owner.company_id}", now)


def require_second_factor(db: Connection, owner: Member, required: bool, now: int) -> None:
    """Ask everybody for a second factor, or leave it to each. Raises Conflict while the owner has none."""
    hold_company(db, owner.company_id)
    own = select(accounts.c.totp_since).join(members, members.c.account_id == accounts.c.id)
    mine = (members.c.id == owner.id, members.c.company_id == owner.company_id)
    if required and db.execute(own.where(*mine)).scalar() is None:
        raise Conflict(FIRST_YOU)
    if _changed(db, owner.company_id, second_factor=required):
        said = "for all" if required else "left to each"
        record(db, owner, "company:second_factor", f"company {owner.company_id}", now, said)


def _changed(db: Connection, company_id: int, **column: object) -> bool:
    """Set one column; whether it was another before."""
    ((name, value),) = column.items()
    other = (companies.c.id == company_id, companies.c[name] != value)
    return db.execute(update(companies).where(*other).values(**column)).rowcount == 1
