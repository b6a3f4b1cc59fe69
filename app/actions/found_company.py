"""Founding a company: its owner, and the owner's account where they have none yet."""

from dataclasses import replace

from sqlalchemy import Connection, select

from app.refusals import Conflict, Mistakes
from app.store.audit import record
from app.store.locks import FOUNDING, alone
from app.store.members import Member, colleague, first_company, only_company
from app.store.rows import add, add_if_missing
from app.store.tables import accounts, companies, members
from app.store.wall import act_for, for_all

HAS_ACCOUNT = "There is an account with this address already. Sign in with it, then set up the company."


def found_company(
    db: Connection,
    company: str,
    name: str,
    email: str,
    password_hash: str,
    now: int,
    further: bool = False,
    address: str = "",
) -> Member:
    """Make the company, the account and the owner.

    Raises Conflict where there is a company already, unless `further` ones may be founded beside it; Mistakes where
    the e-mail has an account. `address` is from where they ask.
    """
    alone(db, FOUNDING)
    _check_may_found(db, further)
    account = {"email": email.strip().lower(), "name": name, "password_hash": password_hash, "created_at": now}
    if not add_if_missing(db, accounts, **account):
        raise Mistakes({"email": HAS_ACCOUNT})
    account_id = db.execute(select(accounts.c.id).where(accounts.c.email == account["email"])).scalar_one()
    return _founded(db, company, account_id, address, now)


def found_another(db: Connection, member: Member, company: str, further: bool, now: int) -> int:
    """A further company of somebody who is signed in, and keeps their account; returns the id of them as its owner.

    Raises Conflict as `found_company`.
    """
    alone(db, FOUNDING)
    _check_may_found(db, further)
    assert member.account_id is not None
    owner = _founded(db, company, member.account_id, member.address, now)
    assert owner.id is not None
    return owner.id


def _check_may_found(db: Connection, further: bool) -> None:
    if not further and first_company(db):
        raise Conflict(
            f"{only_company(db) or 'A company'} is set up here already. Sign in, or ask its owner to invite you."
        )


def _founded(db: Connection, company: str, account_id: int, address: str, now: int) -> Member:
    company_id = _new(db, company, now)
    act_for(db, company_id)
    member_id = add(db, members, company_id=company_id, account_id=account_id, role="owner")
    there = Member(member_id, company_id, company, "", "", "owner")
    owner = replace(colleague(db, there, member_id), address=address)
    record(db, owner, "company:found", f"company {company_id}", now)
    return owner


@for_all("a company that is only being made has no number yet")
def _new(db: Connection, name: str, now: int) -> int:
    return add(db, companies, name=name, demo=False, created_at=now)
