"""Taking away what a recruiter was told and what they replied: the page, its mails, their words and their proofs.

Part of other actions, which write the line in the audit trail.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from app.store.tables import audit, audit_origins, messages, own_pages, proofs, remarks

THEIRS = ("own_page:open", "remark:write", "proof:attach", "proof:remove")  # what recruiters do by their page


def forget_told(db: Connection, company_id: int, vetting_ids: Sequence[int]) -> None:
    """Of these vettings of a company."""
    pages = select(own_pages.c.id).where(own_pages.c.company_id == company_id, own_pages.c.vetting_id.in_(vetting_ids))
    db.execute(delete(messages).where(messages.c.company_id == company_id, messages.c.own_page_id.in_(pages)))
    for table in (remarks, proofs, own_pages):
        db.execute(delete(table).where(table.c.company_id == company_id, table.c.vetting_id.in_(vetting_ids)))
    subjects = [f"vetting {vetting_id}" for vetting_id in vetting_ids]
    done = (audit.c.company_id == company_id, audit.c.action.in_(THEIRS), audit.c.subject.in_(subjects))
    lines = select(audit.c.number).where(*done)
    db.execute(delete(audit_origins).where(audit_origins.c.company_id == company_id, audit_origins.c.number.in_(lines)))
