"""Downloading the audit trail: a line in the trail itself."""

from sqlalchemy import Connection

from app.store.audit import record
from app.store.members import Member


def export_trail(db: Connection, owner: Member, form: str, now: int) -> None:
    """Note who took the trail away, and in which form."""
    record(db, owner, "audit:export", f"company {owner.company_id}", now, form)
