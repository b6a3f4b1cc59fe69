"""Signing in with email and password, and out."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.sign_in import sign_out
from app.refusals import TooMany
from app.store.members import Member, first_company, member_by_email, only_company
from app.store.searches import demo_search
from app.web import tries
from app.web.doors import Anyone, Belonging, Visit
from app.web.entry import begin_session, is_fragment, session_token, signed_off
from app.web.passwords import is_right
from app.web.scored import Scored, scored_search
from app.web.sign_in_code import go_in

__all__ = ["begin_session", "router"]

router = APIRouter()

WRONG = "That email and password do not match."


@dataclass(frozen=True, slots=True)
class SignInPage:
    template: ClassVar[str] = "sign_in.html"
    company: str  # "" where there are several
    email: str
    next: str
    mistake: str
    demo: Scored | None


@router.get("/sign-in")
async def sign_in_form(visit: Anyone, next: str = "/searches") -> Response:
    return await _page(visit, "", next)


@router.post("/sign-in")
async def signed_in(visit: Anyone) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    email, to = typed.get("email", ""), typed.get("next", "/searches")
    asked = tries.of_sign_in(visit, email)
    try:
        await tries.counted(visit, asked, ", or use a sign-in link")
    except TooMany as refused:
        answer = await _page(visit, email, to, refused.sentence, refused.status)
        answer.headers["Retry-After"] = str(refused.wait)
        return answer
    found = await visit.database.read(member_by_email, email)
    if not await is_right(typed.get("password", ""), found[1] if found else None) or found is None:
        return await _page(visit, email, to, WRONG, 422)
    await tries.forgiven(visit, asked)
    return await go_in(visit, found[0], to)


@router.post("/sign-out")
async def signed_out(visit: Belonging) -> Response:
    await visit.write(sign_out, session_token(visit), visit.now)
    return signed_off(visit, "You are signed out.")


async def _page(visit: Visit, email: str, to: str, mistake: str = "", status: int = 200) -> Response:
    first, company, demo = await visit.read(_beside)
    if not first:
        return visit.go("/welcome")
    page = SignInPage(company, email, to, mistake, demo)
    return visit.page(page, "form" if is_fragment(visit) else None, status)


def _beside(db: Connection, member: Member) -> tuple[str | None, str, Scored | None]:
    demo = demo_search(db)
    return first_company(db), only_company(db), scored_search(db, member, demo) if demo else None
