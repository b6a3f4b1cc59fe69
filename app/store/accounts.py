"""Accounts: what is known of a person who signs in, from where they are signed in, and their links."""

import hmac
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

from app.store.clock import AHEAD, is_living
from app.store.keys import keys_of, sha256
from app.store.members import PRESENT, Member, living, memberships
from app.store.tables import accounts, members, recovery_codes, sessions, sign_in_links
from app.store.wall import for_all

Purpose = Literal["sign_in", "reset"]

LINK = 600  # seconds a link in a mail works (ASVS 6.5.5)
PENDING = 300  # seconds for the code after a right password


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. `totp_since` is None while there is no second factor."""

    id: int
    email: str
    name: str
    password_hash: str
    totp_salt: str | None
    totp_since: int | None
    totp_step: int | None

    @property
    def has_password(self) -> bool:
        """Whether there is one; else they sign in by link."""
        return self.password_hash.startswith("$")


@dataclass(frozen=True, slots=True)
class Session:
    """Somewhere an account is signed in; `here` is the session that asks."""

    id: int
    company: str
    agent: str
    address: str
    created_at: int
    seen_at: int
    here: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A living link of a mail, and whose it is."""

    id: int
    member: Member


def account_of(db: Connection, member: Member) -> Account:
    """The account of a member, as it is now."""
    columns = accounts.c["id", "email", "name", "password_hash", "totp_salt", "totp_since", "totp_step"]
    return Account(*db.execute(select(*columns).where(accounts.c.id == member.account_id)).one())


@for_all("an account is signed in at several companies")
def sessions_of(db: Connection, member: Member, here: str, now: int) -> list[Session]:
    """Where the account of a member is signed in, in all its companies; the last used first.

    `here` is the token hash of the session that asks.
    """
    belongs = {each.id: each for each in memberships(db, member.account_id or 0)}
    companies = {each.company_id for each in belongs.values()}
    whose = (sessions.c.company_id.in_(companies), sessions.c.member_id.in_(belongs))
    theirs = select(sessions).where(*whose, living(now))
    rows = db.execute(theirs.order_by(sessions.c.seen_at.desc(), sessions.c.id.desc()))
    return [
        Session(
            id=row.id,
            company=belongs[row.member_id].company,
            agent=row.agent,
            address=row.address,
            created_at=row.created_at,
            seen_at=row.seen_at,
            here=row.token_hash == here,
        )
        for row in rows
    ]


def codes_left(db: Connection, account_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = (recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
    return db.execute(select(func.count()).select_from(recovery_codes).where(*unused)).scalar_one()


def living_link(db: Connection, purpose: Purpose, token: str, now: int) -> Link | None:
    """The link with this token, while it works: not used, not over, not replaced by a newer one."""
    works = (sign_in_links.c.used_at.is_(None), sign_in_links.c.expires_at > now)
    asked = (sign_in_links.c.token_hash == sha256(token), sign_in_links.c.purpose == purpose)
    made = sign_in_links.c.made_at <= now + AHEAD
    row = db.execute(select(*sign_in_links.c["id", "account_id"]).where(*asked, *works, made)).first()
    belongs = memberships(db, row.account_id) if row else []
    return Link(row.id, belongs[0]) if row and belongs else None


def pending(db: Connection, member: Member, now: int) -> str:
    """What a browser keeps between the password and the code: whose, until when, and our mark on both."""
    account, until = account_of(db, member), now + PENDING
    return f"{account.id}.{until}.{_mark(db, account, until)}"


def pending_member(db: Connection, value: str, now: int) -> Member | None:
    """Who gave the right password not long ago; None where that is over, not ours, or the password was changed."""
    parts = value.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts[:2]):
        return None
    account_id, until = int(parts[0]), int(parts[1])
    belongs = memberships(db, account_id)
    if not is_living(until, PENDING, now) or not belongs:
        return None
    ours = _mark(db, account_of(db, belongs[0]), until)
    return belongs[0] if hmac.compare_digest(ours.encode(), parts[2].encode()) else None


def _mark(db: Connection, account: Account, until: int) -> str:
    """Bound to the password and the second factor, so that changing either ends what is pending."""
    bound = (str(account.id), str(until), account.password_hash, account.totp_salt or "")
    return keys_of(db).digest("pending", "\x1f".join(bound))


@for_all("whoever stands in for an unknown address")
def anybody(db: Connection) -> Member | None:
    """The member who joined first of all: whose rows stand in where an address is unknown (safety 15)."""
    query = select(*members.c["id", "company_id", "account_id"]).where(PRESENT).order_by(members.c.id).limit(1)
    row = db.execute(query).first()
    return memberships(db, row.account_id)[0] if row else None
