"""The first run: a company and its owner."""

from sqlalchemy import Connection

from app.refusals import Conflict
from app.store.audit import record
from app.store.locks import FOUNDING, alone
from app.store.members import Member, first_company
from app.store.rows import add
from app.store.tables import accounts, companies, members


def found_company(db: Connection, company: str, name: str, email: str, password_hash: str, now: int) -> Member:
    """Make the company, the account and the owner. Raises Conflict when the installation has a company already."""
    alone(db, FOUNDING)
    if existing := first_company(db):
        raise Conflict(f"{existing} is set up here already. Sign in, or ask its owner to invite you.")
    company_id = add(db, companies, name=company, demo=False, created_at=now)
    address = email.strip().lower()
    account_id = add(db, accounts, email=address, name=name, password_hash=password_hash, created_at=now)
    member_id = add(db, members, company_id=company_id, account_id=account_id, role="owner")
    owner = Member(member_id, company_id, company, name, address, "owner", account_id=account_id)
    record(db, owner, "company:found", f"company {company_id}", now)
    return owner
