"""Using a link of a mail: to sign in, or to set a new password. Each works once."""

from dataclasses import replace

from sqlalchemy import Connection, update

from app.actions.ask_for_link import end_links
from app.actions.end_sessions import end_sessions
from app.actions.sign_in import Left, sign_in
from app.store.accounts import Purpose, account_of, living_link
from app.store.audit import record
from app.store.members import Member
from app.store.tables import accounts, sign_in_links
from app.store.wall import act_for

Entered = tuple[Member, str]  # who, and the token of their session; "" where the second factor comes first


def sign_in_by_link(db: Connection, visitor: Member, token: str, now: int, agent: str, left: Left) -> Entered | None:
    """Use the link up and begin a session, unless a second factor is to follow. None where it does not work."""
    member = _use(db, visitor, "sign_in", token, now)
    if member is None:
        return None
    if account_of(db, member).totp_since is None:
        return member, sign_in(db, member, now, agent, left, "by link")
    record(db, member, "sign_in_link:use", f"member {member.id}", now)
    return member, ""


def reset_password(db: Connection, visitor: Member, token: str, password_hash: str, now: int) -> Member | None:
    """Use the link up, set the password, and end all sessions and links of the account. None where it does not work."""
    member = _use(db, visitor, "reset", token, now)
    if member is None or member.account_id is None:
        return None
    db.execute(update(accounts).where(accounts.c.id == member.account_id).values(password_hash=password_hash))
    end_sessions(db, member, member.account_id, now)
    end_links(db, member.account_id, "sign_in", "reset")
    record(db, member, "password:reset", f"member {member.id}", now)
    return member


def _use(db: Connection, visitor: Member, purpose: Purpose, token: str, now: int) -> Member | None:
    link = living_link(db, purpose, token, now)
    if link is None:
        return None
    unused = (sign_in_links.c.id == link.id, sign_in_links.c.used_at.is_(None), sign_in_links.c.expires_at > now)
    taken = db.execute(update(sign_in_links).where(*unused).values(used_at=now)).rowcount
    act_for(db, link.member.company_id)
    return replace(link.member, address=visitor.address) if taken == 1 else None
