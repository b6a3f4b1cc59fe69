"""What somebody who answers by a link has filled in, whom their form stands for, and whether it may still change."""

from itertools import count
from string import ascii_uppercase
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.blindness import is_open
from app.store.invitations import Invitation
from app.store.prepared import prepared
from app.store.recruiters import Vetting
from app.store.responses import FORM, Filled, found_by, responses_in
from app.store.searches import evaluators_of
from app.store.tables import invitations, responses
from app.vetting.instrument import FormKind

ROLES: dict[FormKind, str] = {"candidate": "Candidate", "client": "Client"}


def reply_of(db: Connection, invitation: Invitation, *, held: bool = False) -> Filled | None:
    """The form of an invitation already fetched, as it is now, `held` until the transaction ends; None until begun."""
    vetting = invitation.vetting
    mine = {"invitation": invitation.id, "vetting": vetting.id, "company": vetting.search.company_id}
    return found_by(db, _answering(held, **mine))


@prepared
def _answering(held: bool, invitation: Any, vetting: Any, company: Any) -> Select[Any]:
    same = (invitations.c.response_id == responses.c.id) & (invitations.c.company_id == responses.c.company_id)
    own = (invitations.c.id == invitation, responses.c.vetting_id == vetting, responses.c.company_id == company)
    query = select(*FORM).join(invitations, same).where(*own)
    return query.with_for_update(of=responses) if held else query


def is_panel_open(db: Connection, vetting: Vetting) -> bool:
    """Whether every evaluator's form is in, so that people can read what others answered."""
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
