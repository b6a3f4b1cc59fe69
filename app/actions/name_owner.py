"""Naming an owner of a company that has none, by whoever runs the server: after a restore that erased the last one."""

from dataclasses import replace

from sqlalchemy import Connection, update

from app.actions.end_sessions import end_member_sessions
from app.actions.invite_member import invite_member
from app.refusals import Conflict
from app.store.audit import record
from app.store.joining import MemberInvitation, member_invitation_to_change
from app.store.members import VISITOR, Member, Role, hold_company, members_of
from app.store.tables import members

OWNED = "{} has an owner: {}. Ask them to make others owners, on the page Members."
NOBODY = replace(VISITOR, name="Whoever runs the server")
OWNER: Role = "owner"


def name_owner(
    db: Connection, company_id: int, company: str, email: str, a_day: int, now: int
) -> MemberInvitation | None:
    """Make the member with this address the owner; somebody else is asked to join as one, and this is the invitation.

    Raises Conflict where the company has an owner, and Mistakes for somebody who was asked already.
    """
    hold_company(db, company_id)
    people = members_of(db, company_id)
    if owner := next((each for each in people if each.role == OWNER), None):
        raise Conflict(OWNED.format(company, owner.name))
    server = replace(NOBODY, company_id=company_id, company=company)
    if target := next((each for each in people if each.email == email), None):
        _make_owner(db, server, target, now)
        return None
    made = invite_member(db, server, email, OWNER, None, False, a_day, now)
    return member_invitation_to_change(db, server, made)


def _make_owner(db: Connection, server: Member, target: Member, now: int) -> None:
    mine = (members.c.id == target.id, members.c.company_id == server.company_id)
    db.execute(update(members).where(*mine).values(role=OWNER))
    end_member_sessions(db, server, target.id or 0, now)
    record(db, server, "member:role", f"member {target.id}", now, f"{target.role} to {OWNER}")
