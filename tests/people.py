"""The people of the tests: Alice (owner), Bob (evaluator), Carol (viewer), and Mallory of another company."""

import time

from sqlalchemy import Connection, select

from app.actions.sign_in import sign_in
from app.store.members import Member, Role
from app.store.rows import add
from app.store.tables import accounts, companies, members
from databases import by_hand
from visitor import Site, Visitor

OURS, THEIRS = "Halden Foods", "Rival Logistics"
NOW = 1_790_000_000


def alice(site: Site) -> Visitor:
    return somebody(site, OURS, "Alice Moreau", "owner")


def bob(site: Site) -> Visitor:
    return somebody(site, OURS, "Bob Tanaka", "evaluator")


def carol(site: Site) -> Visitor:
    return somebody(site, OURS, "Carol Weiss", "viewer")


def mallory(site: Site) -> Visitor:
    return somebody(site, THEIRS, "Mallory Quist", "owner")


def somebody(site: Site, company: str, name: str, role: Role) -> Visitor:
    """A new browser in which this member is signed in."""
    database = site.app.state.database
    visitor = site.visitor()
    token = site.portal.call(database.write, by_hand(lambda db: _signed_in(db, company, name, role)))
    visitor.client.cookies.set("session", token)
    return visitor


def member(db: Connection, company: str, name: str, role: Role) -> Member:
    """The member, made if missing; the company too."""
    email = f"{name.split()[0].lower()}@{company.split()[0].lower()}.example"
    company_id = _found(db, companies, "name", company) or add(db, companies, name=company, demo=False, created_at=NOW)
    account_id = _found(db, accounts, "email", email) or add(
        db, accounts, email=email, name=name, password_hash="!", created_at=NOW
    )
    known = db.execute(select(members.c.id).where(members.c.account_id == account_id)).scalar()
    member_id = known or add(db, members, company_id=company_id, account_id=account_id, role=role)
    return Member(member_id, company_id, company, name, email, role)


def _signed_in(db: Connection, company: str, name: str, role: Role) -> str:
    return sign_in(db, member(db, company, name, role), int(time.time()))


def _found(db: Connection, table: object, column: str, value: str) -> int | None:
    key: int | None = db.execute(select(table.c.id).where(table.c[column] == value)).scalar()  # type: ignore[attr-defined]
    return key
