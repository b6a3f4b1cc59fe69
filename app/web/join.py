"""Joining a company by the link of an invitation: opening it changes nothing, the button joins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection, select
from starlette.responses import Response

from app.actions.join import ABSENT, join, join_newly
from app.mail.letters import DOES
from app.refusals import Conflict, Mistakes, NotHere
from app.store.accounts import account_of
from app.store.joining import MemberInvitation, member_invitation_of_token
from app.store.keys import sha256
from app.store.members import Member, member_by_email
from app.store.tables import accounts
from app.web import forms
from app.web.doors import Anyone, Visit
from app.web.entry import begin_session
from app.web.passwords import hashed, weakness
from app.web.sign_in_code import ask_code

router = APIRouter()

State = Literal[
    "theirs",  # signed in with the invited address: one button
    "other",  # signed in with another
    "sign in",  # the address has an account
    "back",  # it has one that belongs to no company any more: a new password
    "new",  # it has none: name and password
    "closed",  # it has none, and no account is made here
    "taken",
    "revoked",
    "expired",
]
STATUS: Mapping[State, int] = {"taken": 410, "revoked": 410, "expired": 410, "closed": 403}
REFUSED: Mapping[State, int] = {"other": 409, "sign in": 401, **STATUS}  # of a post that joins nobody


class Newcomer(forms.Form):
    name: forms.Line
    password: str


class Returned(forms.Form):
    password: str


SENTENCES = {"name": "Enter your name.", "password": "Choose a password of 8 characters or more. A sentence is best."}


@dataclass(frozen=True, slots=True)
class JoinPage:
    template: ClassVar[str] = "join.html"
    invitation: MemberInvitation
    state: State
    token: str
    does: str
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/join/{token}")
async def asked(visit: Anyone, token: str) -> Response:
    """Who asks, to which company, as what, until when: programs that look through mails may open it (safety 13)."""
    page = await _page(visit, token)
    if _is_in(visit, page):
        return visit.go(_first_page(page.invitation))
    return visit.page(page, status=STATUS.get(page.state, 200))


@router.post("/join/{token}")
async def joined(visit: Anyone, token: str) -> Response:
    page = await _page(visit, token)
    if _is_in(visit, page):
        return visit.go(_first_page(page.invitation))
    if page.state in REFUSED:
        return visit.page(page, status=REFUSED[page.state])
    try:
        member = await _join(visit, page)
    except Mistakes as mistakes:
        typed = {name: values[-1] for name, values in (await visit.typed()).items() if name != "password"}
        return visit.page(replace(page, typed=typed, mistakes=mistakes.fields), status=422)
    except Conflict:  # somebody was quicker: the page says what holds now
        again = await _page(visit, token)
        return visit.page(again, status=REFUSED.get(again.state, 409))
    return await _enter(visit, member, _first_page(page.invitation))


async def _enter(visit: Visit, member: Member, to: str) -> Response:
    """Sign them in; an account of old may have a second factor, which its new password does not replace."""
    if visit.member.id is None and (await visit.database.read(account_of, member)).totp_since is not None:
        return await ask_code(visit, member, to)
    return await begin_session(visit, member, to)


async def _join(visit: Visit, page: JoinPage) -> Member:
    """Raises Mistakes for a name or password that cannot be taken, Conflict where the link has ended meanwhile."""
    link = sha256(page.token)
    if page.state == "theirs":
        return await visit.database.write(join, visit.member, link, visit.now)
    typed = await visit.typed()
    wanted: type[Newcomer | Returned] = Newcomer if page.state == "new" else Returned
    form = forms.read(wanted, typed, SENTENCES)
    name = form.name if isinstance(form, Newcomer) else ""
    if weak := weakness(form.password, name, page.invitation.email, page.invitation.company):
        raise Mistakes({"password": weak})
    return await visit.database.write(join_newly, visit.member, link, name, await hashed(form.password), visit.now)


async def _page(visit: Visit, token: str) -> JoinPage:
    """Raises NotHere for what is no link of ours, and for one that was sent anew since."""
    may_be_new = visit.request.app.state.settings.sign_up != "closed"
    page = await visit.database.read(_found, visit.member, token, visit.now, may_be_new)
    if page is None:
        raise NotHere(ABSENT)
    return page


def _is_in(visit: Visit, page: JoinPage) -> bool:
    """Whether this browser has just joined by this link, or long ago."""
    one, who = page.invitation, visit.member
    return page.state == "taken" and (who.email, who.company_id) == (one.email, one.company_id)


def _first_page(one: MemberInvitation) -> str:
    return f"/searches/{one.search_id}" if one.search_id is not None else "/searches"


def _found(db: Connection, member: Member, token: str, now: int, may_be_new: bool) -> JoinPage | None:
    one = member_invitation_of_token(db, sha256(token))
    if one is None:
        return None
    how = one.state(now)
    state = _way_in(db, member, one.email, may_be_new) if how == "open" else how
    return JoinPage(one, state, token, DOES[one.role], {}, {})


def _way_in(db: Connection, member: Member, email: str, may_be_new: bool) -> State:
    if member.id is not None:
        return "theirs" if member.email == email else "other"
    if member_by_email(db, email):
        return "sign in"
    if db.execute(select(accounts.c.id).where(accounts.c.email == email)).first():
        return "back"
    return "new" if may_be_new else "closed"
