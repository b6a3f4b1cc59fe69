"""Ending sessions, and giving one a new token: parts of other actions, which write the line in the audit trail."""

import secrets

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from app.refusals import NotHere
from app.store.audit import Actor
from app.store.keys import sha256
from app.store.members import living
from app.store.tables import members, sessions
from app.store.wall import for_all


@for_all("an account is signed in at several companies")
def end_sessions(db: Connection, who: Actor, account_id: int, now: int, but: str = "") -> int:
    """End all sessions of an account, in every company, but the one with this token hash.

    Returns how many of them were still living. Raises NotHere for an account of another company.
    Part of an action: writes no line itself.
    """
    theirs = db.execute(select(*members.c["id", "company_id", "role"]).where(members.c.account_id == account_id)).all()
    if who.company_id not in {each.company_id for each in theirs}:
        raise NotHere
    return sum(_end(db, each.company_id, sessions.c.member_id == each.id, now, but) for each in theirs)


def end_member_sessions(db: Connection, who: Actor, member_id: int, now: int) -> int:
    """End all sessions of one member of the actor's company, whose role changed or who was removed.

    Returns how many of them were still living. Part of an action: writes no line itself.
    """
    return _end(db, who.company_id, sessions.c.member_id == member_id, now)


def rotate(db: Connection, who: Actor, token_hash: str) -> str:
    """Give a session of the actor's company a new token; returns it for the cookie. The old one is dead (safety 16).

    Part of an action: writes no line itself. Raises NotHere when the session has ended meanwhile.
    """
    token = secrets.token_urlsafe(32)
    own = (sessions.c.token_hash == token_hash, sessions.c.company_id == who.company_id)
    if db.execute(update(sessions).where(*own).values(token_hash=sha256(token))).rowcount != 1:
        raise NotHere
    return token


def _end(db: Connection, company_id: int, whose: ColumnElement[bool], now: int, but: str = "") -> int:
    own = (sessions.c.company_id == company_id, whose, sessions.c.token_hash != but)
    still: int = db.execute(select(func.count()).select_from(sessions).where(*own, living(now))).scalar_one()
    db.execute(delete(sessions).where(*own))
    return still
