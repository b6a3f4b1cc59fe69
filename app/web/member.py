"""One member: what they may do, and removing them, with everything that goes said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_member import change_role, remove_member
from app.refusals import Conflict, Mistakes
from app.store.drafts import Draft, drafts_of
from app.store.members import Member, Role, colleague, members_of
from app.web import forms
from app.web.doors import Id, Owning, Visit, proved
from app.web.members import DOES

router = APIRouter()


class NewRole(forms.Form):
    role: Role


@dataclass(frozen=True, slots=True)
class MemberPage:
    template: ClassVar[str] = "member.html"
    member: Member
    drafts: list[Draft]
    last_owner: bool
    does: Mapping[Role, str]
    mistake: str


@router.get("/members/{member_id}")
async def member(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    return visit.page(await visit.read(_page, member_id))


@router.post("/members/{member_id}/role")
async def role_changed(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    page = await visit.read(_page, member_id)
    try:
        form = forms.read(NewRole, await visit.typed(), {"role": "Choose one of the four roles."})
        await visit.write(change_role, member_id, form.role, visit.now)
    except (Mistakes, Conflict) as refused:
        return await _again(visit, member_id, refused)
    if form.role == page.member.role:
        return visit.go("/members", f"{page.member.name} stays {form.role}.")
    return visit.go("/members", f"{page.member.name} is now {form.role}, and signs in again to go on.")


@router.post("/members/{member_id}/remove")
async def removed(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    page = await visit.read(_page, member_id)
    try:
        await visit.write(remove_member, member_id, visit.now)
    except Conflict as refused:
        return await _again(visit, member_id, refused)
    return visit.go("/members", f"{page.member.name} is removed and signed out. Invite the address again to undo it.")


async def _again(visit: Visit, member_id: int, refused: Mistakes | Conflict) -> Response:
    return visit.page(await visit.read(_page, member_id, refused.sentence), status=refused.status)


def _page(db: Connection, owner: Member, member_id: int, mistake: str = "") -> MemberPage:
    found = colleague(db, owner, member_id)
    owners = [each.id for each in members_of(db, owner.company_id) if each.role == "owner"]
    return MemberPage(found, drafts_of(db, found), owners == [found.id], DOES, mistake)
