"""The members of a company and those asked to join it, and asking somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.invite_member import invite_again, invite_member, revoke_invitation
from app.mail.links import link
from app.refusals import Conflict, Mistakes
from app.store.joining import MemberInvitation, joined_at, waiting_to_join
from app.store.keys import keys_of
from app.store.members import Member, Role, members_of
from app.store.searches import Search, searches_of
from app.web import forms, words
from app.web.doors import Id, Owning, Visit, proved
from app.web.sign_in_link import is_address

router = APIRouter()


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError("no address")
    return text.lower()


Email = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_address)]
Number = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,17})?$")]


class Invite(forms.Form):
    email: Email
    role: Role
    search: Number = ""
    gives: Literal["evaluates", "reads"] = "reads"


DOES: Mapping[Role, str] = {
    "owner": "Sets the company up, invites colleagues, and sees everything in it.",
    "manager": "Opens searches, chooses who evaluates, asks others to answer, and compares.",
    "evaluator": "Holds calls with recruiters and fills in a form after each, on their own.",
    "viewer": "Reads the comparisons and reports of the searches they are given.",
}

SENTENCES = {
    "email": "Enter their work email, like dana@company.example.",
    "role": "Choose what they may do.",
    "search": "Choose one of the searches on the list, or none.",
    "gives": "Choose whether they evaluate in that search or only read it.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A member, and since when they are in where the trail tells."""

    member: Member
    since: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that waits; `link` is its address, "" where it lets nobody in: `over` says since when."""

    invitation: MemberInvitation
    link: str
    over: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    template: ClassVar[str] = "members.html"
    rows: list[Row]
    asked: list[Asked]
    searches: list[Search]
    does: Mapping[Role, str]
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/members")
async def members(visit: Owning) -> Response:
    proved(visit)
    return await _page(visit)


@router.post("/members")
async def invited(visit: Owning) -> Response:
    proved(visit)
    typed = await visit.typed()
    try:
        form = forms.read(Invite, typed, SENTENCES)
        search = int(form.search) if form.search else None
        evaluates = search is not None and form.gives == "evaluates"
        await visit.write(invite_member, form.email, form.role, search, evaluates, _a_day(visit), visit.now)
    except Mistakes as mistakes:
        return await _page(visit, {name: values[-1] for name, values in typed.items()}, mistakes.fields)
    return visit.go("/members", f"{form.email} is invited. {_mailed(visit)} The link is below, too.")


@router.post("/members/invitations/{invitation_id}/again")
async def again(visit: Owning, invitation_id: Id) -> Response:
    proved(visit)
    try:
        await visit.write(invite_again, invitation_id, _a_day(visit), visit.now)
    except Mistakes as used_up:
        raise Conflict(used_up.sentence) from None
    return visit.go("/members", f"There is a new link, and the old one no longer works. {_mailed(visit)}")


@router.post("/members/invitations/{invitation_id}/revoke")
async def revoke(visit: Owning, invitation_id: Id) -> Response:
    proved(visit)
    await visit.write(revoke_invitation, invitation_id, visit.now)
    return visit.go("/members", "The invitation is taken back. Its link no longer works.")


def _mailed(visit: Visit) -> str:
    """Where the mail is: on its way, or on the page Mail where no server sends it."""
    if visit.request.app.state.settings.smtp_host:
        return "The mail is on its way."
    return "The mail waits on the page Mail for you to send it yourself."


def _a_day(visit: Visit) -> int:
    most: int = visit.request.app.state.settings.invitations_a_day
    return most


async def _page(
    visit: Visit, typed: Mapping[str, str] | None = None, mistakes: Mapping[str, str] | None = None
) -> Response:
    public_url = visit.request.app.state.settings.public_url
    page = await visit.read(_listed, public_url, visit.now, typed or {}, mistakes or {})
    return visit.page(page, status=422 if mistakes else 200)


def _listed(
    db: Connection, owner: Member, public_url: str, now: int, typed: Mapping[str, str], mistakes: Mapping[str, str]
) -> MembersPage:
    since = joined_at(db, owner.company_id)
    return MembersPage(
        rows=[Row(each, since.get(each.id or 0)) for each in members_of(db, owner.company_id)],
        asked=[_asked(db, one, public_url, now) for one in waiting_to_join(db, owner)],
        searches=[listed.search for listed in searches_of(db, owner)],
        does=DOES,
        typed=typed,
        mistakes=mistakes,
    )


def _asked(db: Connection, one: MemberInvitation, public_url: str, now: int) -> Asked:
    if one.state(now) != "open":
        return Asked(one, "", words.over(one.expires_at, now))
    return Asked(one, link(keys_of(db), public_url, "member_invitation", one.id, one.salt), "")
