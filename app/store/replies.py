"""What somebody who answers by a link has filled in, whom their form stands for, and whether it may still change."""

from itertools import count
from string import ascii_uppercase

from sqlalchemy import Connection, select

from app.store.blindness import is_open
from app.store.invitations import Invitation
from app.store.recruiters import Vetting
from app.store.responses import Filled, response_by_id, responses_in
from app.store.searches import evaluators_of
from app.store.tables import invitations, responses
from app.vetting.instrument import FormKind

ROLES: dict[FormKind, str] = {"candidate": "Candidate", "client": "Client"}


def reply_of(db: Connection, invitation: Invitation) -> Filled | None:
    """The form of an invitation already fetched, as it is now; None until it is begun."""
    own = (invitations.c.id == invitation.id, invitations.c.company_id == invitation.vetting.search.company_id)
    response_id = db.execute(select(invitations.c.response_id).where(*own)).scalar()
    return None if response_id is None else response_by_id(db, invitation.vetting, response_id)


def is_panel_open(db: Connection, vetting: Vetting) -> bool:
    """Whether every evaluator's form is in, so that people have read what others answered."""
    filled, expected = responses_in(db, [vetting]), evaluators_of(db, [vetting.search])
    return is_open(filled[vetting.id], expected[vetting.search.id])


def label_for(db: Connection, vetting: Vetting, source: FormKind) -> str:
    """How the next respondent of a kind is called in a vetting: “Candidate C” after B, also where A is gone again."""
    if source not in ROLES:
        return vetting.name
    mine = (responses.c.vetting_id == vetting.id, responses.c.source == source)
    own = responses.c.company_id == vetting.search.company_id
    taken = set(db.execute(select(responses.c.respondent).where(*mine, own)).scalars())
    labels = (f"{ROLES[source]} {letters(number)}" for number in count(len(taken)))
    return next(label for label in labels if label not in taken)


def letters(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    more, last = divmod(number, 26)
    return (letters(more - 1) if more else "") + ascii_uppercase[last]
