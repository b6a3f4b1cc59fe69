"""Taking the person out of invitations: name, address, link, browser and mails go; the row stays, which others name.

Part of other actions, which write the line in the audit trail.
"""

from sqlalchemy import ColumnElement, Connection, String, cast, delete, func, literal, select, update

from app.store.tables import audit, audit_origins, invitations, messages, respondent_sessions

NOBODY = literal("nobody ") + cast(invitations.c.id, String)  # in place of a token's hash: no token has it


def forget_invitations(db: Connection, company_id: int, whose: ColumnElement[bool], now: int, called: str = "") -> int:
    """Of a company's invitations for which `whose`, a condition on `invitation`, holds; returns how many there were."""
    mine = (invitations.c.company_id == company_id, whose)
    inside = select(invitations.c.id).where(*mine)
    for table in (respondent_sessions, messages):
        db.execute(delete(table).where(table.c.company_id == company_id, table.c.invitation_id.in_(inside)))
    lines = select(audit.c.number).where(audit.c.company_id == company_id, audit.c.invitation_id.in_(inside))
    origins = (audit_origins.c.company_id == company_id, audit_origins.c.number.in_(lines))
    db.execute(delete(audit_origins).where(*origins))
    blank = {"name": called, "email": "", "named_as": "", "salt": "", "token_hash": NOBODY, "no_reminders": True}
    ended = func.coalesce(invitations.c.revoked_at, now)
    db.execute(update(invitations).where(*mine, invitations.c.response_id.is_(None)).values(revoked_at=ended))
    return db.execute(update(invitations).where(*mine).values(blank)).rowcount
