"""Signing in and out: a session row whose token only the cookie holds."""

import secrets

from sqlalchemy import Connection, delete, insert, update

from app.store.audit import record
from app.store.keys import sha256
from app.store.members import Member
from app.store.tables import sessions


def sign_in(db: Connection, member: Member, now: int, agent: str = "") -> str:
    """Begin a session; returns the 256-bit token for the cookie, kept nowhere else."""
    token = secrets.token_urlsafe(32)
    moments = {"created_at": now, "seen_at": now, "proven_at": now}
    where = {"address": member.address, "agent": agent}
    whose = {"company_id": member.company_id, "member_id": member.id}
    db.execute(insert(sessions).values(token_hash=sha256(token), **whose, **moments, **where))
    record(db, member, "session:begin", f"member {member.id}", now)
    return token


def sign_out(db: Connection, member: Member, token: str, now: int) -> None:
    """End the session at once."""
    own = (sessions.c.token_hash == sha256(token), sessions.c.company_id == member.company_id)
    db.execute(delete(sessions).where(*own))
    record(db, member, "session:end", f"member {member.id}", now)


def stay_signed_in(db: Connection, token: str, now: int) -> None:
    """Note that the session was used, so that it does not end for being idle."""
    db.execute(update(sessions).where(sessions.c.token_hash == sha256(token)).values(seen_at=now))
