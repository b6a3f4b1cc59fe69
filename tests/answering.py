"""Short ways to let somebody answer about a recruiter by a personal link, action by action."""

from sqlalchemy import Connection

from app.actions.begin_reply import begin_reply
from app.actions.change_reply import change_reply
from app.actions.invite import Asked
from app.actions.practise import practise
from app.actions.save_answer import Saved, Stamp
from app.actions.save_reply import save_reply
from app.actions.submit_reply import submit_reply
from app.actions.withdraw_reply import withdraw_reply
from app.store.calibrations import own_practice, practised_in
from app.store.instruments import DEFAULT, examples
from app.store.invitations import Invitation
from app.store.members import Member
from app.store.replies import is_panel_open, reply_of
from app.store.responses import Filled
from app.vetting.answers import Answer
from app.vetting.drafts import PARTS
from asking import Arranged
from people import NOW

THREE = Answer(points=3, note="Twice.")


class Answering(Arranged):
    """Alice's vetting, and somebody who answers about it by link."""

    def __init__(self, db: Connection, asked: Asked | None = None, owner: Member | None = None) -> None:
        super().__init__(db, owner)
        self.id = self.ask(asked) if asked else self.ask()

    @property
    def invitation(self) -> Invitation:
        return self.found(self.id)

    @property
    def own(self) -> Filled:
        found = reply_of(self.db, self.invitation)
        assert found
        return found

    def begin(self, relationship: str = "not_placed") -> None:
        begin_reply(self.db, self.invitation.respondent(), self.invitation, relationship, NOW)

    def save(self, item: str = "CA07", answer: Answer = THREE, stamp: Stamp = Stamp(), now: int = NOW) -> Saved:  # noqa: B008
        return save_reply(self.db, self.invitation.respondent(), self.invitation, item, answer, PARTS, stamp, now)

    def submit(self, consent: bool = False, now: int = NOW + 60) -> str:
        return submit_reply(self.db, self.invitation.respondent(), self.invitation, consent, now)

    def take_back(self, now: int = NOW + 90) -> None:
        change_reply(self.db, self.invitation.respondent(), self.invitation, now)

    def withdraw(self, now: int = NOW + 90) -> None:
        withdraw_reply(self.db, self.invitation.respondent(), self.invitation, now)


def everything(db: Connection, owner: Member) -> None:
    """All that can happen to a form by a link, and to practice, once."""
    reply = Answering(db, owner=owner)
    reply.begin("placed")
    reply.begin("other")
    reply.save()
    reply.submit(consent=True)
    assert not is_panel_open(db, reply.vetting)
    reply.take_back()
    reply.submit()
    reply.withdraw()
    call = examples(*DEFAULT)[0]
    practise(db, owner, reply.vetting.search.id, call.id, {part.item: part.answer for part in call.parts}, NOW)
    assert own_practice(db, owner, reply.vetting.search).keys() == {call.id}
    assert len(practised_in(db, reply.vetting.search)) == 1
