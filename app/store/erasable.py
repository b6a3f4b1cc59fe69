"""What an erasure would take away, counted before anybody confirms it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.refusals import NotHere
from app.store.members import Member
from app.store.tables import (
    invitations,
    logs,
    members,
    messages,
    recruiters,
    responses,
    searches,
    vettings,
)


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is: forms that are in and that are not, invitations, logs, mails. Never how much is in a form."""

    sent: int
    begun: int
    invited: int
    logs: int
    mails: int


def named_recruiter(db: Connection, owner: Member, recruiter_id: int) -> tuple[str, str]:
    """Name and firm. Raises NotHere."""
    mine = (recruiters.c.id == recruiter_id, recruiters.c.company_id == owner.company_id)
    row = db.execute(select(*recruiters.c["name", "firm"]).where(*mine)).first()
    if row is None:
        raise NotHere
    return row.name, row.firm


def held_about(db: Connection, owner: Member, recruiter_id: int) -> Held:
    """About a recruiter, in every search."""
    met = select(vettings.c.id).where(vettings.c.recruiter_id == recruiter_id, _own(vettings, owner))
    asked = invitations.c.vetting_id.in_(met)
    mails = messages.c.invitation_id.in_(select(invitations.c.id).where(asked, _own(invitations, owner)))
    return _held(db, owner, responses.c.vetting_id.in_(met), asked, logs.c.vetting_id.in_(met), mails)


def held_of_member(db: Connection, owner: Member, member: Member) -> Held:
    """Written by a member, or to them."""
    none = invitations.c.id.is_(None)
    return _held(db, owner, responses.c.member_id == member.id, none, logs.c.id.is_(None), _to(member.email))


def held_of_respondent(db: Connection, owner: Member, invitation_ids: list[int]) -> Held:
    """Written by somebody who was asked by these links."""
    asked = invitations.c.id.in_(invitation_ids)
    theirs = select(invitations.c.response_id).where(asked, _own(invitations, owner))
    mails = messages.c.invitation_id.in_(invitation_ids)
    return _held(db, owner, responses.c.id.in_(theirs), asked, logs.c.id.is_(None), mails)


def held_by_company(db: Connection, owner: Member) -> dict[str, int]:
    """Of everything a company has, what people count."""
    tables = {
        "search": searches,
        "recruiter": recruiters,
        "member": members,
        "form": responses,
        "invitation": invitations,
    }
    return {what: _many(db, table, _own(table, owner)) for what, table in tables.items()}


def _held(
    db: Connection,
    owner: Member,
    forms: ColumnElement[bool],
    asked: ColumnElement[bool],
    shared: ColumnElement[bool],
    mails: ColumnElement[bool],
) -> Held:
    return Held(
        sent=_many(db, responses, forms, responses.c.state == "submitted", _own(responses, owner)),
        begun=_many(db, responses, forms, responses.c.state == "draft", _own(responses, owner)),
        invited=_many(db, invitations, asked, _own(invitations, owner)),
        logs=_many(db, logs, shared, _own(logs, owner)),
        mails=_many(db, messages, mails, _own(messages, owner)),
    )


def _many(db: Connection, table: Any, *conditions: ColumnElement[bool]) -> int:
    return db.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def _own(table: Any, owner: Member) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = table.c.company_id == owner.company_id
    return mine


def _to(email: str) -> ColumnElement[bool]:
    return messages.c.to_email == email
