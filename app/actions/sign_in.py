"""Signing in and out: a session row whose token only the cookie holds."""

import secrets
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from app.actions.end_sessions import rotate
from app.store.audit import record
from app.store.keys import sha256
from app.store.members import Member
from app.store.tables import sessions
from app.store.wall import act_for, for_all

Left = tuple[int, str] | None  # the session a browser leaves by signing in: its company and token


def sign_in(db: Connection, member: Member, now: int, agent: str = "", left: Left = None, by: str = "") -> str:
    """Begin a session; returns the 256-bit token for the cookie, kept nowhere else. `by` says what was shown."""
    token = begin(db, member, agent, left, {"created_at": now, "seen_at": now, "proven_at": now})
    record(db, member, "session:begin", f"member {member.id}", now, by)
    return token


def begin(db: Connection, member: Member, agent: str, left: Left, moments: dict[str, int]) -> str:
    """A new session in place of the one left; returns its token. Part of an action: writes no line itself."""
    token = secrets.token_urlsafe(32)
    where = {"address": member.address, "agent": agent}
    whose = {"company_id": member.company_id, "member_id": member.id}
    if left:
        act_for(db, left[0])
        db.execute(delete(sessions).where(*_own(*left)))
    act_for(db, member.company_id)
    db.execute(insert(sessions).values(token_hash=sha256(token), **whose, **moments, **where))
    return token


def sign_out(db: Connection, member: Member, token: str, now: int) -> None:
    """End the session at once."""
    db.execute(delete(sessions).where(*_own(member.company_id, token)))
    record(db, member, "session:end", f"member {member.id}", now)


@for_all("a session is found by its token")
def stay_signed_in(db: Connection, token: str, now: int) -> None:
    """Note that the session was used, so that it does not end for being idle."""
    db.execute(update(sessions).where(sessions.c.token_hash == sha256(token)).values(seen_at=now))


def prove(db: Connection, member: Member, token: str, now: int) -> str:
    """Note that this session's person has just shown who they are; returns the session's new token."""
    new = rotate(db, member, sha256(token))
    db.execute(update(sessions).where(*_own(member.company_id, new)).values(proven_at=now))
    record(db, member, "session:prove", f"member {member.id}", now)
    return new


def _own(company_id: int, token: str) -> tuple[Any, ...]:
    return (sessions.c.token_hash == sha256(token), sessions.c.company_id == company_id)
