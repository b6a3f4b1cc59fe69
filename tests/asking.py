"""Short ways to arrange a vetting with people asked about it, and to read what became of them."""

from typing import Any

from sqlalchemy import Connection, func, select, update

from app.actions.decline import decline, stop_reminders
from app.actions.invite import Asked, invite
from app.actions.open_link import open_link
from app.actions.open_search import open_search
from app.actions.remind import remind, remind_due
from app.actions.resend import renew, resend
from app.actions.revoke import revoke
from app.mail.links import token_hash
from app.store.instruments import DEFAULT, instrument
from app.store.invitations import (
    Invitation,
    browser_of,
    invitation_of_session,
    invitation_to_change,
    invitations_in,
    picked_by_company,
)
from app.store.keys import keys_of, sha256
from app.store.members import Member
from app.store.recruiters import vettings_in
from app.store.rows import add
from app.store.searches import search_for
from app.store.tables import answers, audit, invitations, messages, respondent_sessions, responses
from people import NOW, OURS, member

DAY = 86_400
A_DAY = 20  # invitations a company mails
INES = Asked("candidate", "Ines Duarte", "ines@candidates.example", "recruiter", "not_placed")


class Arranged:
    """Alice with a search and one vetting; `ask` asks somebody, Ines unless said otherwise."""

    def __init__(self, db: Connection, owner: Member | None = None) -> None:
        self.db = db
        self.alice = owner or member(db, OURS, "Alice Moreau", "owner")
        search = open_search(db, self.alice, "Head of Data Platform", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
        self.vetting = vettings_in(db, search_for(db, self.alice, search))[0]

    def ask(self, asked: Asked = INES, now: int = NOW, who: Member | None = None) -> int:
        return invite(self.db, who or self.alice, self.vetting.id, asked, A_DAY, now)

    def found(self, invitation_id: int) -> Invitation:
        return invitation_to_change(self.db, self.alice, invitation_id)

    def link_hash(self, invitation_id: int) -> str:
        """The hash of the token that is in the invitation's link now."""
        return token_hash(keys_of(self.db), "invitation", invitation_id, self.found(invitation_id).salt)

    def change(self, invitation_id: int, **values: object) -> None:
        mine = (invitations.c.id == invitation_id, invitations.c.company_id == self.alice.company_id)
        self.db.execute(update(invitations).where(*mine).values(**values))

    def fill(self, invitation_id: int, state: str = "draft", at: int | None = None) -> int:
        """A form begun, or sent, by the invited person, with one answer in it."""
        found = self.found(invitation_id)
        whose = {"company_id": self.alice.company_id, "vetting_id": self.vetting.id}
        moments = {"started_at": NOW, "submitted_at": at}
        form = {"source": found.source, "respondent": f"R{invitation_id}", "state": state}
        made = add(self.db, responses, **whose, **moments, **form, **BLANK)
        answer = {"response_id": made, "item": "CA01", "company_id": self.alice.company_id, "status": "declined"}
        add(self.db, answers, **answer, no_number=False, reason="", note="", flagged=False, version=1, saved_at=NOW)
        self.change(invitation_id, response_id=made)
        return made

    def events(self) -> list[str]:
        return [str(action) for action in self.db.execute(select(audit.c.action).order_by(audit.c.number)).scalars()]

    def mails(self) -> list[Any]:
        return list(self.db.execute(select(messages).order_by(messages.c.id)))

    def many(self, table: Any) -> int:
        count: int = self.db.execute(select(func.count()).select_from(table)).scalar_one()
        return count


def everything(db: Connection, owner: Member) -> None:
    """All that can happen to invitations, once."""
    asking = Arranged(db, owner)
    one, other = asking.ask(), asking.ask(Asked("client", named_as="client"))
    session = open_link(db, asking.link_hash(one), "", "form", "192.0.2.7", NOW)[1]
    found = invitation_of_session(db, sha256(session), one, NOW)
    assert found
    assert browser_of(db, found, NOW) == sha256(session)
    who = found.respondent("192.0.2.7")
    asking.fill(one)
    assert picked_by_company(db, [asking.vetting]) == frozenset()
    resend(db, owner, one, A_DAY, NOW)
    assert renew(db, who, asking.link_hash(one), NOW) == "sent"
    remind(db, owner, one, NOW)
    assert remind_due(db, NOW + 7 * DAY) == "1 reminder"
    stop_reminders(db, who, found, NOW)
    decline(db, who, found, NOW)
    revoke(db, owner, other, NOW)
    assert len(invitations_in(db, asking.vetting)) == 2


BLANK = {"length": "full", "impression": "", "summary": "", "consent": False, "from_notes": False, "receipt": ""}
BLANK |= {"relationship": "", "reopened_why": ""}
SESSIONS, FORMS, ANSWERS = respondent_sessions, responses, answers
