"""Joining a company by an invitation: with the account of its address, or with a new one."""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from app.refusals import Conflict, NotHere
from app.store.audit import record
from app.store.joining import MemberInvitation, member_invitation_of_token
from app.store.members import Member, colleague, hold_company
from app.store.rows import add, add_if_missing
from app.store.tables import accounts, member_invitations, members, search_members
from app.store.wall import act_for

ABSENT = "This link is not one of ours. Copy the whole of it from the mail, or ask for a new one."
ENDED = {  # why a link lets nobody in
    "taken": "This invitation was used already. Sign in, or ask an owner of {} for a new one.",
    "revoked": "This invitation was taken back. Ask an owner of {} whether it was meant to be.",
    "expired": "This invitation does not work now: a link lasts five days. Ask an owner of {} to send a new one.",
}


def join(db: Connection, member: Member, token_hash: str, now: int) -> Member:
    """Join with the account that is signed in; returns them as a member of that company.

    Raises NotHere for no link of ours, Conflict for one that has ended or was meant for another address.
    """
    invitation = _held(db, token_hash, now)
    if member.email != invitation.email:
        raise Conflict(f"This invitation is for {invitation.email}, and you are signed in as {member.email}.")
    assert member.account_id is not None
    return _come_in(db, invitation, member.account_id, member, now)


def join_newly(db: Connection, visitor: Member, token_hash: str, name: str, password_hash: str, now: int) -> Member:
    """Join with a new account of the invited address.

    Raises as `join`, and Conflict where the address has an account by now.
    """
    invitation = _held(db, token_hash, now)
    account = {"email": invitation.email, "name": name, "password_hash": password_hash, "created_at": now}
    if not add_if_missing(db, accounts, **account):
        raise Conflict(f"There is an account for {invitation.email} by now. Sign in with it and open the link again.")
    known = db.execute(select(accounts.c.id).where(accounts.c.email == invitation.email)).scalar_one()
    return _come_in(db, invitation, known, visitor, now)


def join_again(db: Connection, visitor: Member, token_hash: str, account_id: int, now: int) -> Member:
    """Join with an account that belongs to no company any more, whose password was right.

    The link alone is not enough: whoever runs the company can copy it, and would be let into that person's old forms.
    Raises as `join`, and Conflict where the account is not the invited address's.
    """
    invitation = _held(db, token_hash, now)
    same = (accounts.c.id == account_id, accounts.c.email == invitation.email)
    if db.execute(select(accounts.c.id).where(*same)).first() is None:
        raise Conflict(f"This invitation is for {invitation.email}.")
    return _come_in(db, invitation, account_id, visitor, now)


def _held(db: Connection, token_hash: str, now: int) -> MemberInvitation:
    """The open invitation of a link, which nobody else takes meanwhile."""
    found = member_invitation_of_token(db, token_hash)
    if found is not None:
        act_for(db, found.company_id)
        hold_company(db, found.company_id)
        found = member_invitation_of_token(db, token_hash)
    if found is None:
        raise NotHere(ABSENT)
    if (state := found.state(now)) != "open":
        raise Conflict(ENDED[state].format(found.company))
    return found


def _come_in(db: Connection, invitation: MemberInvitation, account_id: int, who: Member, now: int) -> Member:
    company_id, role = invitation.company_id, invitation.role
    who = replace(who, company_id=company_id)
    member_id = _row(db, company_id, account_id, role, invitation.company)
    joined = replace(colleague(db, who, member_id), address=who.address)
    if invitation.search_id is not None:
        _seat(db, invitation.search_id, joined, invitation.evaluates)
    mine = (member_invitations.c.id == invitation.id, member_invitations.c.company_id == company_id)
    db.execute(update(member_invitations).where(*mine).values(taken_at=now))
    record(db, joined, "member:join", f"member {member_id}", now, f"{role}, member_invitation {invitation.id}")
    return joined


def _row(db: Connection, company_id: int, account_id: int, role: str, company: str) -> int:
    """The member's id: a new row, or that of somebody who was here before and comes back."""
    same = (members.c.company_id == company_id, members.c.account_id == account_id)
    before = db.execute(select(*members.c["id", "removed_at"]).where(*same)).first()
    if before is None:
        return add(db, members, company_id=company_id, account_id=account_id, role=role)
    if before.removed_at is None:
        raise Conflict(f"You are a member of {company} already.")
    db.execute(update(members).where(*same).values(role=role, removed_at=None))
    known: int = before.id
    return known


def _seat(db: Connection, search_id: int, member: Member, evaluates: bool) -> None:
    seat = {"search_id": search_id, "member_id": member.id, "company_id": member.company_id}
    add_if_missing(db, search_members, **seat, evaluates=evaluates)
