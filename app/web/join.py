"""Joining a company by the link of an invitation: opening it changes nothing, the button joins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection, select
from starlette.responses import Response

from app.actions.join import ABSENT, join, join_again, join_newly
from app.mail.letters import DOES
from app.refusals import Conflict, Mistakes, NotHere
from app.store.accounts import account_of
from app.store.joining import MemberInvitation, member_invitation_of_token
from app.store.keys import sha256
from app.store.members import Member, member_by_email
from app.store.tables import accounts
from app.web import forms, tries, words
from app.web.doors import Anyone, Visit
from app.web.entry import begin_session, with_joining
from app.web.passwords import hashed, is_right, weakness
from app.web.sign_in_code import ask_code

router = APIRouter()

State = Literal[
    "theirs",  # signed in with the invited address: one button
    "other",  # signed in with another
    "sign in",  # the address has an account
    "back",  # it has one that belongs to no company any more: its password
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


WRONG = "That is not the password of this account. If it is lost, ask to be invited at another address."
SENTENCES = {"name": "Enter your name.", "password": "Choose a password of 8 characters or more. A sentence is best."}


@dataclass(frozen=True, slots=True)
class JoinPage:
    template: ClassVar[str] = "join.html"
    invitation: MemberInvitation
    state: State
    over: str  # since when it lets nobody in, "" where that is not because of its age
    does: str
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/join/{token}")
async def asked(visit: Anyone, token: str) -> Response:
    """Who asks, to which company, as what, until when: programs that look through mails may open it (safety 13)."""
    page = await _page(visit, token)
    if _is_in(visit, page):
        return visit.go(_first_page(page.invitation))
    answer = visit.page(page, status=STATUS.get(page.state, 200))
    return with_joining(visit, answer, token) if page.state == "sign in" else answer


@router.post("/join/{token}")
async def joined(visit: Anyone, token: str) -> Response:
    page = await _page(visit, token)
    if _is_in(visit, page):
        return visit.go(_first_page(page.invitation))
    if page.state in REFUSED:
        return visit.page(page, status=REFUSED[page.state])
    try:
        member = await _join(visit, page, sha256(token))
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


async def _join(visit: Visit, page: JoinPage, link: str) -> Member:
    """Raises Mistakes for a name or password that cannot be taken, Conflict where the link has ended meanwhile."""
    if page.state == "theirs":
        return await visit.database.write(join, visit.member, link, visit.now)
    if page.state == "back":
        account = await _proven(visit, page.invitation.email)
        return await visit.database.write(join_again, visit.member, link, account, visit.now)
    form = _newcomer(await visit.typed(), page.invitation)
    return await visit.database.write(join_newly, visit.member, link, form.name, await hashed(form.password), visit.now)


def _newcomer(typed: dict[str, list[str]], one: MemberInvitation) -> Newcomer:
    """Raises Mistakes for the name and the password at once."""
    name, password = (typed.get(field, [""])[-1] for field in ("name", "password"))
    weak = weakness(password, name, one.email, one.company)
    mistakes = {"password": weak} if weak else {}
    try:
        form = forms.read(Newcomer, typed, SENTENCES)
    except Mistakes as wrong:
        raise Mistakes({**wrong.fields, **mistakes}) from None
    if mistakes:
        raise Mistakes(mistakes)
    return form


async def _proven(visit: Visit, email: str) -> int:
    """The id of the account of this address, whose password was typed. Raises Mistakes, and TooMany after many."""
    asked = tries.of_sign_in(visit, email)
    await tries.counted(visit, asked)
    account_id, kept = await visit.database.read(_account, email)
    if not await is_right((await visit.typed()).get("password", [""])[-1], kept):
        raise Mistakes({"password": WRONG})
    await tries.forgiven(visit, asked)
    return account_id


def _account(db: Connection, email: str) -> tuple[int, str]:
    row = db.execute(select(*accounts.c["id", "password_hash"]).where(accounts.c.email == email)).one()
    return row.id, row.password_hash


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
    over = words.over(one.expires_at, now) if state == "expired" else ""
    return JoinPage(one, state, over, DOES[one.role], {}, {})


def _way_in(db: Connection, member: Member, email: str, may_be_new: bool) -> State:
    if member.id is not None:
        return "theirs" if member.email == email else "other"
    if member_by_email(db, email):
        return "sign in"
    if db.execute(select(accounts.c.id).where(accounts.c.email == email)).first():
        return "back"
    return "new" if may_be_new else "closed"
