"""Erasing a member for good: account, name and every word of their forms; what they chose stays, nameless."""

from sqlalchemy import Connection, delete, func, select, update

from app.actions.forget_invitations import forget_joining
from app.actions.forget_mails import forget_addressee, forget_posts, forget_senders
from app.actions.forget_words import drop_unsent, forget_decisions, forget_words
from app.refusals import Conflict
from app.store.audit import Actor, record
from app.store.erasures import note_erasure
from app.store.members import Member, belongs_elsewhere, ever_member, hold_company, members_of
from app.store.rows import add
from app.store.tables import (
    accounts,
    audit_origins,
    calibrations,
    flag_decisions,
    member_invitations,
    members,
    recovery_codes,
    responses,
    search_members,
    sessions,
    sign_in_links,
)

MEMBER = "An erased member"
LAST = "{} is the last owner of {}. Make somebody else an owner first, or erase the company."


def erase_member(db: Connection, who: Actor, member_id: int, now: int, *, again: bool = False) -> None:
    """Also somebody who was removed before. Raises NotHere, and Conflict for the last owner.

    `again`: they were erased before, when somebody else was an owner whom an older backup does not know.
    """
    hold_company(db, who.company_id)
    target = ever_member(db, who.company_id, member_id)
    if not again:
        check_not_last(db, target)
    drop_unsent(db, who.company_id, responses.c.member_id == member_id)
    forget_words(db, who.company_id, responses.c.member_id == member_id)
    forget_decisions(db, who.company_id, flag_decisions.c.made_by == member_id)
    for table in (search_members, sessions, calibrations):
        db.execute(delete(table).where(table.c.company_id == who.company_id, table.c.member_id == member_id))
    forget_joining(db, who.company_id, member_invitations.c.email == target.email)
    _nameless(db, target, now)
    forget_addressee(db, who.company_id, target.email)
    forget_senders(db, who.company_id, target.company)
    forget_posts(db, who.company_id)
    note_erasure(db, who.company_id, "member", member_id, now)
    record(db, who, "member:erase", f"member {member_id}", now)
    theirs = (audit_origins.c.company_id == who.company_id, audit_origins.c.member_id == member_id)
    db.execute(delete(audit_origins).where(*theirs))  # the line of this moment too, where they erase themselves


def check_not_last(db: Connection, target: Member) -> None:
    """Raises Conflict for the last owner."""
    if [each.id for each in members_of(db, target.company_id) if each.role == "owner"] == [target.id]:
        raise Conflict(LAST.format(target.name, target.company))


def _nameless(db: Connection, target: Member, now: int) -> None:
    """The row stays, which the trail and answers name by its number; its account is nobody's."""
    nobody = {"email": f"erased {target.id}", "name": "", "password_hash": "", "totp_salt": None, "totp_since": None}
    mine = (members.c.id == target.id, members.c.company_id == target.company_id)
    account_id = target.account_id or 0
    if belongs_elsewhere(db, account_id, target.company_id):
        account_id = add(db, accounts, **nobody, created_at=now)
    else:
        db.execute(update(accounts).where(accounts.c.id == account_id).values(**nobody, totp_step=None))
        for table in (recovery_codes, sign_in_links):
            db.execute(delete(table).where(table.c.account_id == account_id))
    gone = func.coalesce(members.c.removed_at, now)
    db.execute(update(members).where(*mine).values(account_id=account_id, removed_at=gone))
    number = _erased_before(db, target)
    name = MEMBER if number == 0 else f"{MEMBER} ({number + 1})"
    own = (responses.c.member_id == target.id, responses.c.company_id == target.company_id)
    db.execute(update(responses).where(*own).values(respondent=name))


def _erased_before(db: Connection, target: Member) -> int:
    others = (members.c.company_id == target.company_id, members.c.id != target.id, accounts.c.name == "")
    query = select(func.count()).select_from(members).join(accounts, accounts.c.id == members.c.account_id)
    return db.execute(query.where(*others)).scalar_one()
