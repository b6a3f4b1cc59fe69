"""Renewing a score that is about to expire: a manager says that it still holds, for twelve months more."""

from sqlalchemy import Connection, update

from app.refusals import Conflict
from app.store.audit import record
from app.store.expiry import ending
from app.store.members import Member
from app.store.recruiters import hold, vetting_to_change
from app.store.tables import vettings

EARLY = "This score is not about to expire. It can be renewed in its last 30 days."


def renew(db: Connection, member: Member, vetting_id: int, now: int) -> str:
    """Returns the recruiter's name. Raises NotHere, and Conflict where it has expired, or is not about to."""
    vetting = vetting_to_change(db, member, vetting_id)
    hold(db, vetting)
    if not ending(db, member, now, [vetting_id]):
        raise Conflict(EARLY)
    mine = (vettings.c.id == vetting_id, vettings.c.company_id == member.company_id)
    db.execute(update(vettings).where(*mine).values(renewed_at=now))
    record(db, member, "vetting:renew", f"vetting {vetting_id}", now)
    return vetting.name
