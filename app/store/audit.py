"""The audit trail: one line for each thing done, in the transaction that did it."""

from sqlalchemy import Connection, insert

from app.store.members import Member
from app.store.tables import audit


def record(db: Connection, member: Member, action: str, subject: str, now: int) -> None:
    """Write who did what to which thing; `action` is noun:verb, `subject` names the row."""
    line = {"company_id": member.company_id, "member_id": member.id, "at": now, "action": action, "subject": subject}
    db.execute(insert(audit).values(**line))
