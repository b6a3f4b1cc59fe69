"""Invitations to join a company: who was asked, as what, by whom, and how far they are."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, case, func, select

from app.refusals import NotHere
from app.store.clock import is_living
from app.store.members import Member, Role, hold_company
from app.store.tables import accounts, audit, companies, member_invitations, members, searches
from app.store.wall import for_all

LASTS = 5 * 86_400  # seconds a link to join is good for (safety 19)
State = Literal["open", "taken", "revoked", "expired"]
JOINED = ("company:found", "member:join")  # what the trail says of somebody who comes in


@dataclass(frozen=True, slots=True)
class MemberInvitation:
    """One person asked to join; `search` is the title of the one they are given on joining, "" for none."""

    id: int
    company_id: int
    company: str
    email: str
    role: Role
    search_id: int | None
    search: str
    evaluates: bool
    salt: str
    by: str  # the name of who asked; "" where they are gone
    made_at: int
    expires_at: int
    taken_at: int | None
    revoked_at: int | None

    def state(self, now: int) -> State:
        """How far it is: only an open one lets anybody in."""
        if self.taken_at is not None:
            return "taken"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if is_living(self.expires_at, LASTS, now) else "expired"


def waiting_to_join(db: Connection, owner: Member) -> list[MemberInvitation]:
    """Those of the owner's company that were neither taken nor revoked, expired ones too, oldest first."""
    waiting = (member_invitations.c.taken_at.is_(None), member_invitations.c.revoked_at.is_(None))
    query = _invitations().where(member_invitations.c.company_id == owner.company_id, *waiting)
    return [_invitation(row) for row in db.execute(query.order_by(member_invitations.c.id))]


def joined_at(db: Connection, company_id: int) -> dict[int, int]:
    """Member id → since when they are in, by the trail: the last time they joined, else the first thing they did."""
    joined = case((audit.c.action.in_(JOINED), audit.c.at))
    since = func.coalesce(func.max(joined), func.min(audit.c.at)).label("since")
    mine = (audit.c.company_id == company_id, audit.c.member_id.is_not(None))
    rows = db.execute(select(audit.c.member_id, since).where(*mine).group_by(audit.c.member_id))
    return {row.member_id: row.since for row in rows}


def member_invitation_to_change(db: Connection, owner: Member, invitation_id: int) -> MemberInvitation:
    """One of the owner's company, held with the whole company until the transaction ends. Raises NotHere."""
    hold_company(db, owner.company_id)
    mine = (member_invitations.c.id == invitation_id, member_invitations.c.company_id == owner.company_id)
    row = db.execute(_invitations().where(*mine)).first()
    if row is None:
        raise NotHere
    return _invitation(row)


@for_all("a link says whose it is")
def member_invitation_of_token(db: Connection, token_hash: str) -> MemberInvitation | None:
    """The invitation a link belongs to, whatever its state; None for no link of ours."""
    row = db.execute(_invitations().where(member_invitations.c.token_hash == token_hash)).first()
    return _invitation(row) if row else None


def _invitations() -> Select[Any]:
    """Invitations with their company, the search they give and who made them."""
    mine = member_invitations.c
    same_search = (searches.c.id == mine.search_id) & (searches.c.company_id == mine.company_id)
    same_maker = (members.c.id == mine.made_by) & (members.c.company_id == mine.company_id)
    named = (companies.c.name.label("company"), searches.c.title.label("search"), accounts.c.name.label("by"))
    query = select(member_invitations, *named).join(companies, companies.c.id == mine.company_id)
    query = query.outerjoin(searches, same_search).outerjoin(members, same_maker)
    return query.outerjoin(accounts, accounts.c.id == members.c.account_id)


def _invitation(row: Row[Any]) -> MemberInvitation:
    own = {name: getattr(row, name) for name in MemberInvitation.__dataclass_fields__ if name not in ("search", "by")}
    return MemberInvitation(search=row.search or "", by=row.by or "", **own)
