"""Erasing a recruiter for good: who they are and every word about them; the numbers stay as somebody nameless."""

from sqlalchemy import Connection, Select, select, update

from app.actions.forget_invitations import forget_invitations
from app.actions.forget_kept import forget_kept
from app.actions.forget_mails import forget_notices, forget_posts
from app.actions.forget_told import forget_told
from app.actions.forget_words import drop_unsent, forget_decisions, forget_words
from app.refusals import NotHere
from app.store.audit import Actor, record
from app.store.erasures import note_erasure
from app.store.tables import flag_decisions, invitations, logs, recruiters, responses, vettings
from app.vetting.log_reading import bare

RECRUITER = "An erased recruiter"


def erase_recruiter(db: Connection, who: Actor, recruiter_id: int, now: int) -> None:
    """Raises NotHere. What was begun about them and is not in goes; scores and the order they made stay."""
    mine = (recruiters.c.id == recruiter_id, recruiters.c.company_id == who.company_id)
    if db.execute(select(recruiters.c.id).where(*mine).with_for_update()).first() is None:
        raise NotHere
    met = select(vettings.c.id).where(vettings.c.recruiter_id == recruiter_id, vettings.c.company_id == who.company_id)
    name = _nameless(db, who.company_id, recruiter_id)
    drop_unsent(db, who.company_id, responses.c.vetting_id.in_(met))
    forget_words(db, who.company_id, responses.c.vetting_id.in_(met))
    forget_decisions(db, who.company_id, flag_decisions.c.vetting_id.in_(met))
    forget_invitations(db, who.company_id, invitations.c.vetting_id.in_(met), now)
    vetted = list(db.execute(met).scalars())
    forget_notices(db, who.company_id, vetted)
    forget_told(db, who.company_id, vetted)
    forget_kept(db, who.company_id, met)
    forget_posts(db, who.company_id)
    _own(db, who.company_id, met, name)
    db.execute(update(recruiters).where(*mine).values(name=name, firm=""))
    note_erasure(db, who.company_id, "recruiter", recruiter_id, now)
    record(db, who, "recruiter:erase", f"recruiter {recruiter_id}", now)


def _nameless(db: Connection, company_id: int, recruiter_id: int) -> str:
    """A name that no other recruiter of the company has: a number follows it from the second on."""
    others = (recruiters.c.company_id == company_id, recruiters.c.id != recruiter_id)
    taken = set(db.execute(select(recruiters.c.name).where(*others)).scalars())
    names = (RECRUITER, *(f"{RECRUITER} ({number})" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)


def _own(db: Connection, company_id: int, met: Select[tuple[int]], name: str) -> None:
    """What they said of themselves goes under the new name; of their log only the days stay, which are counted."""
    own = (responses.c.company_id == company_id, responses.c.vetting_id.in_(met), responses.c.source == "self")
    db.execute(update(responses).where(*own).values(respondent=name))
    kept = (logs.c.company_id == company_id, logs.c.vetting_id.in_(met))
    for row in db.execute(select(*logs.c["id", "content"]).where(*kept)).all():
        db.execute(update(logs).where(*kept, logs.c.id == row.id).values(content=bare(row.content)))
