"""The second step of signing in: a code, for those who have a second factor."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.pass_code import pass_code
from app.store.accounts import account_of, pending, pending_member
from app.store.factors import Refused
from app.store.members import Member
from app.web import tries, words
from app.web.doors import Anyone, Visit
from app.web.entry import agent, begin_session, is_fragment, left, let_in, pending_cookie, with_pending

router = APIRouter()

OVER = "Sign in again: it is more than five minutes since you gave your password."
SENTENCES: dict[Refused, str] = {
    "wrong": "That code does not match. Codes change every 30 seconds: type the newest.",
    "used": "That code was used already. Wait for the next one, half a minute at most.",
    "clock": "Your phone's clock seems to be wrong. Set it to the network's time, then type the newest code.",
}


@dataclass(frozen=True, slots=True)
class CodePage:
    template: ClassVar[str] = "sign_in_code.html"
    next: str
    mistake: str


@router.get("/sign-in/code")
async def code_form(visit: Anyone, next: str = "/searches") -> Response:
    return _page(visit, next) if await _waiting(visit) else visit.go("/sign-in", OVER)


@router.post("/sign-in/code")
async def code_given(visit: Anyone) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    to, member = typed.get("next", "/searches"), await _waiting(visit)
    if member is None:
        return _page(visit, to, OVER, 422) if is_fragment(visit) else visit.go("/sign-in", OVER)
    asked = tries.of_code(member.account_id)
    await tries.counted(visit, asked)
    waiting, given = visit.request.cookies[pending_cookie(visit.request)], typed.get("code", "")
    passed = await visit.database.write(pass_code, visit.member, waiting, given, visit.now, agent(visit), left(visit))
    if not passed.token:
        return _page(visit, to, SENTENCES[passed.refused], 422)
    await tries.forgiven(visit, asked)
    return let_in(visit, passed.token, to, _left_over(passed.codes_left))


async def go_in(visit: Visit, member: Member, to: str) -> Response:
    """Who gave the right password: in, or on to the code of their second factor."""
    account = await visit.database.read(account_of, member)
    return await begin_session(visit, member, to) if account.totp_since is None else await ask_code(visit, member, to)


async def ask_code(visit: Visit, member: Member, to: str) -> Response:
    """On to the code, which this browser may give for five minutes."""
    value = await visit.database.read(pending, member, visit.now)
    stays = is_fragment(visit)
    return with_pending(visit, _page(visit, to) if stays else visit.go(f"/sign-in/code?next={quote(to)}"), value)


async def _waiting(visit: Visit) -> Member | None:
    value = visit.request.cookies.get(pending_cookie(visit.request), "")
    return await visit.database.read(pending_member, value, visit.now)


def _page(visit: Visit, to: str, mistake: str = "", status: int = 200) -> Response:
    return visit.page(CodePage(to, mistake), "form" if is_fragment(visit) else None, status)


def _left_over(codes: int | None) -> str:
    if codes is None:
        return ""
    return f"That recovery code is used up. You have {words.count(codes, 'code')} left."
