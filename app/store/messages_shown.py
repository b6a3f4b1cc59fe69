"""Which mails a member may read: an owner all of the company's, a manager those about what they are given."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select

from app.store.members import Member
from app.store.searches import readable
from app.store.tables import invitations, member_invitations, messages, own_pages, searches, vettings

ASKING = ("invitation", "reminder", "receipt")  # to outsiders, by the invitation they are about
NOTICES = ("evaluator_chosen", "reopened")  # to members, by the page they lead to
LESSER = (
    "evaluator",
    "viewer",
)  # roles whose invitation a manager may hold in hand: it gives nobody more than they have


def shown_to(member: Member) -> ColumnElement[bool]:
    """The condition on `message`: of the member's company, and about a search that is theirs to read."""
    own = messages.c.company_id == member.company_id
    if member.role == "owner":
        return own
    given = readable(member).with_only_columns(searches.c.id).where(searches.c.company_id == member.company_id)
    kinds = (_asking(member, given), _telling(member, given), _joining(member, given), _leading(member, given))
    return and_(own, or_(*kinds))


def _asking(member: Member, given: Select[Any]) -> ColumnElement[bool]:
    inside = (vettings.c.id == invitations.c.vetting_id) & (vettings.c.company_id == invitations.c.company_id)
    theirs = select(invitations.c.id).join(vettings, inside)
    theirs = theirs.where(invitations.c.company_id == member.company_id, vettings.c.search_id.in_(given))
    return messages.c.kind.in_(ASKING) & messages.c.invitation_id.in_(theirs)


def _telling(member: Member, given: Select[Any]) -> ColumnElement[bool]:
    inside = (vettings.c.id == own_pages.c.vetting_id) & (vettings.c.company_id == own_pages.c.company_id)
    theirs = select(own_pages.c.id).join(vettings, inside)
    theirs = theirs.where(own_pages.c.company_id == member.company_id, vettings.c.search_id.in_(given))
    return (messages.c.kind == "found") & messages.c.own_page_id.in_(theirs)


def _joining(member: Member, given: Select[Any]) -> ColumnElement[bool]:
    where = (member_invitations.c.search_id.is_(None), member_invitations.c.search_id.in_(given))
    theirs = select(member_invitations.c.id).where(
        member_invitations.c.company_id == member.company_id, member_invitations.c.role.in_(LESSER), or_(*where)
    )
    return (messages.c.kind == "member_invitation") & messages.c.member_invitation_id.in_(theirs)


def _leading(member: Member, given: Select[Any]) -> ColumnElement[bool]:
    """By the search or the vetting whose page the mail leads to, or a page below it."""
    path = messages.c.content["path"].as_string()
    search = given.where(_leads(path, "/searches/", searches.c.id))
    own = (vettings.c.company_id == member.company_id, vettings.c.search_id.in_(given))
    vetting = select(vettings.c.id).where(*own, _leads(path, "/vettings/", vettings.c.id))
    return messages.c.kind.in_(NOTICES) & or_(search.exists(), vetting.exists())


def _leads(path: Any, above: str, key: Any) -> ColumnElement[bool]:
    address = above + cast(key, String)
    return or_(path == address, path.like(address + "/%"))
