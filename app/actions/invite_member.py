"""Inviting somebody to join the company, sending their link again, and taking it back."""

import secrets

from sqlalchemy import Connection, update

from app.actions.personal_link import check_mails_left
from app.mail.links import token_hash
from app.mail.outbox import queue
from app.refusals import Conflict, Mistakes
from app.store.audit import record
from app.store.joining import LASTS, MemberInvitation, member_invitation_to_change, waiting_to_join
from app.store.keys import keys_of, salt
from app.store.members import Member, Role, hold_company, members_of
from app.store.rows import add
from app.store.searches import search_to_change
from app.store.tables import member_invitations

DAY = 86_400
USED_UP = "{} invitations went out within 24 hours, as many as this server mails. Send the next one tomorrow."


def invite_member(
    db: Connection,
    owner: Member,
    email: str,
    role: Role,
    search_id: int | None,
    evaluates: bool,
    a_day: int,
    now: int,
) -> int:
    """Ask somebody to join, with a mail that holds their link; returns the invitation's id.

    `search_id` is the search they are given on joining, as evaluator or reader. Raises Mistakes, and NotHere for a
    search the owner does not have.
    """
    hold_company(db, owner.company_id)
    email = email.strip().lower()
    if search_id is not None:
        search_to_change(db, owner, search_id)
    _check(db, owner, email, role, search_id, evaluates)
    made = add(
        db,
        member_invitations,
        company_id=owner.company_id,
        email=email,
        role=role,
        search_id=search_id,
        evaluates=evaluates,
        salt="",
        token_hash=secrets.token_hex(32),  # until the row has an id to derive its token from
        made_by=owner.id,
        made_at=now,
        expires_at=now,
    )
    _send(db, owner, member_invitation_to_change(db, owner, made), a_day, now)
    record(db, owner, "member:invite", f"member_invitation {made}", now, role)
    return made


def invite_again(db: Connection, owner: Member, invitation_id: int, a_day: int, now: int) -> None:
    """Send a new link, good for as long as the first was; the old one is dead. Raises Conflict once it was taken."""
    invitation = member_invitation_to_change(db, owner, invitation_id)
    _check_waiting(invitation)
    _send(db, owner, invitation, a_day, now)
    record(db, owner, "member:invite_again", f"member_invitation {invitation.id}", now)


def revoke_invitation(db: Connection, owner: Member, invitation_id: int, now: int) -> None:
    """Take an invitation back: its link is dead at once. Raises Conflict once it was taken."""
    invitation = member_invitation_to_change(db, owner, invitation_id)
    if invitation.revoked_at is not None:
        return
    _check_waiting(invitation)
    mine = (member_invitations.c.id == invitation.id, member_invitations.c.company_id == owner.company_id)
    db.execute(update(member_invitations).where(*mine).values(revoked_at=now))
    record(db, owner, "member:revoke", f"member_invitation {invitation.id}", now)


def _check(db: Connection, owner: Member, email: str, role: Role, search_id: int | None, evaluates: bool) -> None:
    found: dict[str, str] = {}
    if known := next((each.name for each in members_of(db, owner.company_id) if each.email == email), None):
        found["email"] = f"{known} is a member already. Their role is changed in the list below."
    elif any(each.email == email for each in waiting_to_join(db, owner)):
        found["email"] = "This address was invited already. Send the link again below, or take it back first."
    if evaluates and search_id is None:
        found["search"] = "Choose the search they are to evaluate in, or let them join without one."
    elif evaluates and role == "viewer":
        found["role"] = "A viewer reads and never evaluates. Choose another role, or give them the search to read."
    if found:
        raise Mistakes(found)


def _check_waiting(invitation: MemberInvitation) -> None:
    if invitation.taken_at is not None:
        raise Conflict(f"{invitation.email} has joined already.")
    if invitation.revoked_at is not None:
        raise Conflict("This invitation was taken back. Invite the address again.")


def _send(db: Connection, owner: Member, invitation: MemberInvitation, a_day: int, now: int) -> None:
    """Give the invitation a new link and put it into the outbox. Raises Mistakes where the day's mails are used up."""
    try:
        check_mails_left(db, owner.company_id, a_day, now)
    except Mistakes:
        raise Mistakes({"email": USED_UP.format(a_day)}) from None
    new = salt()
    link = {"salt": new, "token_hash": token_hash(keys_of(db), "member_invitation", invitation.id, new)}
    mine = (member_invitations.c.id == invitation.id, member_invitations.c.company_id == owner.company_id)
    db.execute(update(member_invitations).where(*mine).values(**link, expires_at=now + LASTS))
    content = {"company": owner.company, "by": owner.name, "role": invitation.role, "search": invitation.search}
    to = invitation.email
    queue(db, owner.company_id, "member_invitation", to, content, now, member_invitation_id=invitation.id)
