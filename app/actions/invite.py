"""Asking somebody outside the company about a recruiter, or the recruiter about themselves."""

import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from app.actions.personal_link import check_mails_left, give_link, mail_link
from app.refusals import Mistakes
from app.store.audit import record
from app.store.invitations import LASTS, Invitation, invitation_to_change, invitations_in
from app.store.members import Member
from app.store.recruiters import Vetting, hold, vetting_to_change
from app.store.rows import add
from app.store.tables import invitations

LIVING = ("made", "sent", "opened", "answered")  # states in which somebody can still answer, or has

SELF = "{} was asked already. Send that link again, or take it back first."
ASKED = "{} was asked about {} already. Send that link again instead."
DECLINED = (
    "{} declined, and we said that we would not ask again. If they change their mind, make a link without mailing."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked for which form. Without an `email` the link is made, and the company sends it itself."""

    source: Literal["self", "candidate", "client"]
    name: str = ""
    email: str = ""
    chosen_by: Literal["recruiter", "company"] = "recruiter"
    named_as: Literal["", "placed", "not_placed", "in_process", "client"] = ""


def invite(db: Connection, member: Member, vetting_id: int, asked: Asked, a_day: int, now: int) -> int:
    """Make a personal link to a form, and mail it where there is an address; returns the invitation's id.

    Raises Mistakes: where the recruiter has a link to the self-report already, where this address was asked about them
    already or declined, and where `a_day` invitations were mailed in the last 24 hours.
    """
    vetting = vetting_to_change(db, member, vetting_id)
    if asked.email:
        check_mails_left(db, member.company_id, a_day, now)
    hold(db, vetting)
    check_new(vetting, asked, invitations_in(db, vetting), now)
    made = _row(db, member, vetting, asked, now)
    give_link(db, member.company_id, made, sent_at=now if asked.email else None)
    if asked.email:
        mail_link(db, invitation_to_change(db, member, made), "invitation", now)
    record(db, member, "invitation:make", f"invitation {made}", now, asked.source)
    return made


def check_new(vetting: Vetting, asked: Asked, before: list[Invitation], now: int) -> None:
    """Whether somebody may be asked, with those asked `before` about the same recruiter. Raises Mistakes."""
    if asked.source == "self" and any(one.source == "self" and one.state(now) in LIVING for one in before):
        raise Mistakes({"asked_as": SELF.format(vetting.name)})
    same = [one.state(now) for one in before if asked.email and one.email.lower() == asked.email.lower()]
    if "declined" in same:
        raise Mistakes({"email": DECLINED.format(asked.email)})
    if set(LIVING) & set(same):
        raise Mistakes({"email": ASKED.format(asked.email, vetting.name)})


def _row(db: Connection, member: Member, vetting: Vetting, asked: Asked, now: int) -> int:
    return add(
        db,
        invitations,
        company_id=member.company_id,
        vetting_id=vetting.id,
        source=asked.source,
        name=asked.name,
        email=asked.email,
        chosen_by=asked.chosen_by,
        named_as=asked.named_as,
        salt="",
        token_hash=secrets.token_hex(32),  # until the row has an id to derive its token from
        made_by=member.id,
        made_at=now,
        expires_at=now + LASTS,
        reminders=0,
        no_reminders=False,
    )
