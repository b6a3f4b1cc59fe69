"""Taking the person out of invitations: name, address, link, browser and mails go; the row stays, which others name.

Part of other actions, which write the line in the audit trail.
"""

from sqlalchemy import ColumnElement, Connection, String, cast, delete, func, literal, select, update

from app.store.tables import audit, audit_origins, invitations, member_invitations, messages, respondent_sessions


def nobody(row: ColumnElement[int]) -> ColumnElement[str]:
    """What stands in place of a token's hash: no token has it, and each row has another."""
    return literal("nobody ") + cast(row, String)


def forget_invitations(db: Connection, company_id: int, whose: ColumnElement[bool], now: int, called: str = "") -> int:
    """Of a company's invitations for which `whose`, a condition on `invitation`, holds; returns how many there were."""
    mine = (invitations.c.company_id == company_id, whose)
    inside = select(invitations.c.id).where(*mine)
    for table in (respondent_sessions, messages):
        db.execute(delete(table).where(table.c.company_id == company_id, table.c.invitation_id.in_(inside)))
    lines = select(audit.c.number).where(audit.c.company_id == company_id, audit.c.invitation_id.in_(inside))
    origins = (audit_origins.c.company_id == company_id, audit_origins.c.number.in_(lines))
    db.execute(delete(audit_origins).where(*origins))
    blank = {
        "name": called,
        "email": "",
        "named_as": "",
        "salt": "",
        "token_hash": nobody(invitations.c.id),
        "no_reminders": True,
    }
    ended = func.coalesce(invitations.c.revoked_at, now)
    db.execute(update(invitations).where(*mine, invitations.c.response_id.is_(None)).values(revoked_at=ended))
    return db.execute(update(invitations).where(*mine).values(blank)).rowcount


def forget_joining(db: Connection, company_id: int, whose: ColumnElement[bool]) -> int:
    """The same for invitations to join the company; `whose` is a condition on `member_invitation`."""
    mine = (member_invitations.c.company_id == company_id, whose, member_invitations.c.email != "")
    inside = select(member_invitations.c.id).where(*mine)
    mails = (messages.c.company_id == company_id, messages.c.member_invitation_id.in_(inside))
    db.execute(delete(messages).where(*mails))
    blank = {"email": "", "salt": "", "token_hash": nobody(member_invitations.c.id)}
    return db.execute(update(member_invitations).where(*mine).values(blank)).rowcount
