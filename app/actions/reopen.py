"""Reopening an evaluator's form that was in: with a reason that is kept, and a mail to whose form it is."""

from sqlalchemy import Connection, update

from app.mail.outbox import queue
from app.refusals import Conflict, Mistakes, NotHere
from app.store.audit import record
from app.store.members import Member, members_of
from app.store.recruiters import Vetting, hold, vetting_for, vetting_to_change
from app.store.responses import TAKEN_BACK, Filled, response_by_id
from app.store.tables import responses

SHORTEST, LONGEST = 10, 500  # characters of the reason
WHY = f"Say why in {SHORTEST} to {LONGEST} characters. The reason stays beside the form for good."
OPEN = "This form is open already: {} has not submitted it again."
GONE = "{} can no longer open this form, so nobody could submit it again. It stays as it is."


def reopen(db: Connection, member: Member, vetting_id: int, response_id: int, why: str, now: int) -> None:
    """Make a submitted form a draft again; until it is submitted its evaluator sees nothing of the others.

    Raises Mistakes for a reason that is too short, NotHere for a form that is no evaluator's of this vetting, Conflict
    where it is open already or its evaluator could not submit it.
    """
    vetting = vetting_to_change(db, member, vetting_id)
    why = " ".join(why.split())
    if not SHORTEST <= len(why) <= LONGEST:
        raise Mistakes({"why": WHY})
    hold(db, vetting)
    form = response_by_id(db, vetting, response_id)
    if form is None or form.source != "evaluator":
        raise NotHere
    if form.state != "submitted":
        raise Conflict(OPEN.format(form.respondent))
    whose = _who_can_finish(db, vetting, form)
    kept = "\n".join(filter(None, (form.reopened_why, why)))  # one line for each time, all kept
    again = TAKEN_BACK | {"reopened_at": now, "reopened_why": kept}
    mine = (responses.c.id == form.id, responses.c.company_id == vetting.search.company_id)
    db.execute(update(responses).where(*mine).values(**again))
    record(db, member, "response:reopen", f"response {form.id}", now)
    if whose.id != member.id:
        _tell(db, member, whose, vetting, why, now)


def _who_can_finish(db: Connection, vetting: Vetting, form: Filled) -> Member:
    """The form's evaluator, who must still be there and see the search. Raises Conflict."""
    whose = next((each for each in members_of(db, vetting.search.company_id) if each.id == form.member_id), None)
    if whose is None or whose.role == "viewer":
        raise Conflict(GONE.format(form.respondent))
    try:
        vetting_for(db, whose, vetting.id)
    except NotHere:
        raise Conflict(GONE.format(form.respondent)) from None
    return whose


def _tell(db: Connection, member: Member, whose: Member, vetting: Vetting, why: str, now: int) -> None:
    search = vetting.search
    about = {
        "company": search.company,
        "by": member.name,
        "search": search.title,
        "recruiter": vetting.name,
        "why": why,
    }
    content = about | {"path": f"/vettings/{vetting.id}/review"}
    queue(db, search.company_id, "reopened", whose.email, content, now, to_name=whose.name)
