"""Invitations: who was asked to answer about a recruiter by a personal link, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from app.refusals import NotHere
from app.store.clock import is_living
from app.store.locks import hold_rows
from app.store.members import Member
from app.store.prepared import prepared
from app.store.recruiters import SAME_RECRUITER, SAME_SEARCH, WITH_RECRUITER, Vetting, vetting_from, vetting_to_change
from app.store.searches import every_search
from app.store.tables import accounts, invitations, members, recruiters, respondent_sessions, responses, vettings
from app.store.wall import act_for, for_all
from app.vetting.instrument import FormKind

State = Literal["made", "sent", "opened", "answered", "declined", "withdrawn", "revoked", "expired", "forgotten"]
LASTS = 14 * 86_400  # seconds a link is good for
SESSION = 60 * 60 * 24 * 60  # seconds a respondent's browser is known: as long as an invitation can last


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers by a personal link: an actor of the company that asked them, and no member of it."""

    company_id: int
    invitation_id: int
    address: str = ""

    @property
    def id(self) -> None:
        """Not a member."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person asked for one form. `named_as` is what the recruiter says they are; they are asked themselves too."""

    id: int
    vetting: Vetting
    response_id: int | None
    source: FormKind
    name: str
    email: str
    chosen_by: Literal["recruiter", "company"]
    named_as: str
    salt: str
    made_by: int | None
    made_at: int
    sent_at: int | None
    expires_at: int
    opened_at: int | None
    declined_at: int | None
    revoked_at: int | None
    withdrawn_at: int | None
    reminders: int
    reminded_at: int | None
    no_reminders: bool
    submitted_at: int | None  # of the response
    by: str  # the name of who asks; "" once they were erased

    def respondent(self, address: str = "") -> Respondent:
        """Who answers it, as an actor."""
        return Respondent(self.vetting.search.company_id, self.id, address)

    @property
    def asker(self) -> str:
        """Whom to turn to: the person who asked, else the company."""
        return self.by or self.vetting.search.company

    def is_good(self, now: int) -> bool:
        """Whether its link has not run out, whatever became of it."""
        return is_living(self.expires_at, LASTS, now)

    def state(self, now: int) -> State:
        """How far it is, for the person who asked; “forgotten” once its person was erased, or is long over."""
        reached: tuple[tuple[Any, State], ...] = (
            (not self.salt, "forgotten"),
            (self.revoked_at, "revoked"),
            (self.declined_at, "declined"),
            (self.withdrawn_at, "withdrawn"),
            (self.submitted_at, "answered"),
            (not self.is_good(now), "expired"),
            (self.opened_at, "opened"),
            (self.sent_at, "sent"),
        )
        return next((state for when, state in reached if when), "made")


def invitations_in(db: Connection, vetting: Vetting) -> list[Invitation]:
    """Everybody asked about a recruiter the caller has already fetched, in the order they were asked."""
    return invitations_about(db, [vetting])


def invitations_about(db: Connection, fetched: Sequence[Vetting]) -> list[Invitation]:
    """Everybody asked about several recruiters the caller has already fetched, in the order they were asked."""
    mine = invitations.c.vetting_id.in_([vetting.id for vetting in fetched])
    own = invitations.c.company_id.in_({vetting.search.company_id for vetting in fetched})
    rows = db.execute(_invitations().where(mine, own).order_by(invitations.c.id))
    return [_invitation(row) for row in rows]


def invitation_to_change(db: Connection, member: Member, invitation_id: int) -> Invitation:
    """The invitation, if this member may change its search. Raises NotHere, or Conflict for the demo."""
    mine = (invitations.c.id == invitation_id, invitations.c.company_id == member.company_id)
    row = db.execute(_invitations().where(*mine)).first()
    if row is None:
        raise NotHere
    found = _invitation(row)
    vetting_to_change(db, member, found.vetting.id)
    return found


def invitation_of_token(db: Connection, token_hash: str) -> Invitation | None:
    """The invitation a link belongs to, whatever its state; None for no link of ours."""
    found = _with_token(db, token_hash)
    return _known(db, found.company_id, found.id) if found else None


@for_all("a link says whose it is")
def _with_token(db: Connection, token_hash: str) -> Row[Any, Any] | None:
    query = select(invitations.c.company_id, invitations.c.id).where(invitations.c.token_hash == token_hash)
    return db.execute(query).first()


def invitation_of_session(db: Connection, token_hash: str, invitation_id: int, now: int) -> Invitation | None:
    """The invitation this browser is answering; None where it is not the one, or was too long ago."""
    company_id = _answered_for(db, token_hash, invitation_id, now)
    return None if company_id is None else _known(db, company_id, invitation_id)


@for_all("a browser says whom it answers")
def _answered_for(db: Connection, token_hash: str, invitation_id: int, now: int) -> int | None:
    mine = {"token": token_hash, "invitation": invitation_id, "since": now - SESSION}
    company_id: int | None = db.execute(*_browser(**mine)).scalar()
    return company_id


@prepared
def _browser(token: Any, invitation: Any, since: Any) -> Select[Any]:
    own = (respondent_sessions.c.token_hash == token, respondent_sessions.c.invitation_id == invitation)
    return select(respondent_sessions.c.company_id).where(*own, respondent_sessions.c.created_at > since)


def browser_of(db: Connection, invitation: Invitation, now: int) -> str | None:
    """The token's hash of the one browser that opened the link; None where none did, or too long ago."""
    mine = (respondent_sessions.c.invitation_id == invitation.id, respondent_sessions.c.created_at > now - SESSION)
    own = respondent_sessions.c.company_id == invitation.vetting.search.company_id
    known: str | None = db.execute(select(respondent_sessions.c.token_hash).where(*mine, own)).scalar()
    return known


def picked_by_company(db: Connection, fetched: Sequence[Vetting]) -> frozenset[int]:
    """The ids of the responses whose reference the company picked itself, for vettings already fetched."""
    picked = (invitations.c.chosen_by == "company", invitations.c.response_id.is_not(None))
    mine = invitations.c.vetting_id.in_([vetting.id for vetting in fetched])
    own = invitations.c.company_id.in_({vetting.search.company_id for vetting in fetched})
    return frozenset(db.execute(select(invitations.c.response_id).where(*picked, mine, own)).scalars())


def due(db: Connection, company_id: int, sent_before: int, now: int) -> list[Invitation]:
    """Everybody in a company who was mailed before a moment, may be reminded, and has not opened their link."""
    untouched = ("opened_at", "declined_at", "revoked_at", "withdrawn_at")
    waiting = [invitations.c[name].is_(None) for name in untouched]
    wanted = (invitations.c.no_reminders.is_(False), invitations.c.email != "", invitations.c.expires_at > now)
    mine = (invitations.c.company_id == company_id, invitations.c.sent_at <= sent_before)
    rows = db.execute(_invitations().where(*mine, *waiting, *wanted).order_by(invitations.c.id))
    return [_invitation(row) for row in rows]


def hold_invitation(db: Connection, invitation: Invitation) -> Invitation:
    """The invitation as it is now, held until the transaction ends."""
    mine = {"invitation": invitation.id, "company": invitation.vetting.search.company_id}
    hold_rows(db, _held(**mine))
    return _invitation(db.execute(*_one(**mine)).one())


@prepared
def _held(invitation: Any, company: Any) -> Select[Any]:
    own = (invitations.c.id == invitation, invitations.c.company_id == company)
    return select(invitations.c.id).where(*own).with_for_update()


@prepared
def _one(invitation: Any, company: Any) -> Select[Any]:
    return _invitations().where(invitations.c.id == invitation, invitations.c.company_id == company)


def _known(db: Connection, company_id: int, invitation_id: int) -> Invitation:
    act_for(db, company_id)
    return _invitation(db.execute(*_one(invitation=invitation_id, company=company_id)).one())


def _invitations() -> Select[Any]:
    """Invitations with their vetting, recruiter and search, and the name of who asked."""
    same_vetting = _same(vettings.c.id == invitations.c.vetting_id, vettings.c.company_id)
    same_response = _same(responses.c.id == invitations.c.response_id, responses.c.company_id)
    columns = [column.label(f"invitation_{column.name}") for column in invitations.c]
    same_member = _same(members.c.id == invitations.c.made_by, members.c.company_id)
    others = (responses.c.submitted_at.label("submitted_at"), accounts.c.name.label("by"))
    query = every_search().add_columns(*WITH_RECRUITER, *columns, *others)
    query = query.join(vettings, SAME_SEARCH).join(recruiters, SAME_RECRUITER).join(invitations, same_vetting)
    query = query.outerjoin(responses, same_response).outerjoin(members, same_member)
    return query.outerjoin(accounts, accounts.c.id == members.c.account_id)


def _same(condition: ColumnElement[bool], company: Any) -> ColumnElement[bool]:
    both: ColumnElement[bool] = condition & (company == invitations.c.company_id)
    return both


def _invitation(row: Row[Any]) -> Invitation:
    own = {name: getattr(row, f"invitation_{name}") for name in OWN}
    return Invitation(vetting=vetting_from(row), submitted_at=row.submitted_at, by=row.by or "", **own)


OWN: Sequence[str] = [name for name in Invitation.__dataclass_fields__ if name in invitations.c]
