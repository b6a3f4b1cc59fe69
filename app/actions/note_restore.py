"""After a backup was restored: a line in every company's trail, and everybody signs in again."""

from sqlalchemy import Connection, delete, select

from app.store.audit import Schedule, record
from app.store.tables import companies, sessions, sign_in_links


def note_restore(db: Connection, made: str, now: int) -> None:
    """`made` is when the backup was made. A session or link that was ended since then would open the door again."""
    db.execute(delete(sessions))
    db.execute(delete(sign_in_links))
    own = select(companies.c.id).where(companies.c.demo.is_(False)).order_by(companies.c.id)
    for company_id in db.execute(own).scalars().all():
        record(db, Schedule(company_id), "company:restore", f"company {company_id}", now, made)
