"""Erasing somebody who was asked by a link, for good: who they are and every word; what they chose stays, nameless."""

from sqlalchemy import Connection, Row, select, update

from app.actions.forget_invitations import forget_invitations
from app.actions.forget_mails import forget_addressee, forget_posts
from app.actions.forget_words import drop_unsent, forget_words
from app.refusals import Conflict, NotHere
from app.store.audit import Actor, record
from app.store.erasures import note_erasure
from app.store.tables import invitations, responses

REFERENCE = "An erased reference"
RECRUITER = "This link was the recruiter’s own. Erase the recruiter, in the address book."


def erase_respondent(db: Connection, who: Actor, invitation_id: int, now: int) -> None:
    """Everywhere in the company where the same address was asked. Raises NotHere, and Conflict for the recruiter."""
    for asked in asked_too(db, who.company_id, invitation_id, hold=True):
        form = responses.c.id == asked.response_id
        drop_unsent(db, who.company_id, form)
        forget_words(db, who.company_id, form)
        _rename(db, who.company_id, asked)
        forget_invitations(db, who.company_id, invitations.c.id == asked.id, now, REFERENCE)
        if asked.email:
            forget_addressee(db, who.company_id, asked.email)
        note_erasure(db, who.company_id, "respondent", asked.id, now)
        record(db, who, "invitation:erase", f"invitation {asked.id}", now)
    forget_posts(db, who.company_id)


def asked_too(
    db: Connection, company_id: int, invitation_id: int, *, hold: bool = False
) -> list[Row[tuple[int, int | None, int, str, str]]]:
    """The invitation and every other reference's of the company with its address. Raises NotHere, and Conflict.

    `hold` lets no other transaction change the invitation until this one ends.
    """
    columns = invitations.c["id", "response_id", "vetting_id", "email", "source", "name"]
    own = (invitations.c.company_id == company_id, invitations.c.id == invitation_id)
    named = select(*columns).where(*own)
    first = db.execute(named.with_for_update() if hold else named).first()
    if first is None:
        raise NotHere
    if first.source == "self":
        raise Conflict(RECRUITER)
    alike = (invitations.c.company_id == company_id, invitations.c.email == first.email)
    others = (invitations.c.source != "self", invitations.c.id != invitation_id, invitations.c.email != "")
    return [first, *db.execute(select(*columns).where(*alike, *others).order_by(invitations.c.id))]


def _rename(db: Connection, company_id: int, asked: Row[tuple[int, int | None, int, str, str]]) -> None:
    """Give the form that is in a name no other of its vetting has, and take away what they were to the recruiter."""
    inside = (responses.c.company_id == company_id, responses.c.vetting_id == asked.vetting_id)
    taken = set(db.execute(select(responses.c.respondent).where(*inside)).scalars())
    names = (REFERENCE, *(f"{REFERENCE} ({number})" for number in range(2, len(taken) + 3)))
    nameless = {"respondent": next(each for each in names if each not in taken), "relationship": ""}
    db.execute(update(responses).where(*inside, responses.c.id == asked.response_id).values(nameless))
