"""Taking people out of the outbox and of what is kept of posted forms.

Part of other actions, which write the line in the audit trail.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select, update

from app.store.members import members_of
from app.store.tables import messages, taken


def forget_notices(db: Connection, company_id: int, vetting_ids: Sequence[int]) -> None:
    """Delete the mails to members that lead to these vettings, and name the recruiter."""
    path = messages.c.content["path"].as_string()
    for vetting_id in vetting_ids:
        leads = or_(path == f"/vettings/{vetting_id}", path.like(f"/vettings/{vetting_id}/%"))
        db.execute(delete(messages).where(messages.c.company_id == company_id, leads))


def forget_addressee(db: Connection, company_id: int, email: str) -> None:
    """Delete every mail of a company to this address."""
    db.execute(delete(messages).where(messages.c.company_id == company_id, messages.c.to_email == email))


def forget_senders(db: Connection, company_id: int, company: str) -> None:
    """Let the company speak in each mail whose sender is none of its members, also under an earlier name."""
    known = {each.name for each in members_of(db, company_id)} | {company}
    by = messages.c.content["by"].as_string()
    named = (messages.c.company_id == company_id, by.not_in(known))
    for row in db.execute(select(*messages.c["id", "content"]).where(*named)).all():
        mine = (messages.c.id == row.id, messages.c.company_id == company_id)
        db.execute(update(messages).where(*mine).values(content={**row.content, "by": company}))


def forget_posts(db: Connection, company_id: int) -> None:
    """Forget what forms taken within the last days came to: it may be a name."""
    db.execute(delete(taken).where(taken.c.company_id == company_id))
