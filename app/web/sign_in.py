"""Signing in with e-mail and password, and out."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.sign_in import sign_in, sign_out
from app.store.members import Member, first_company, member_by_email
from app.store.searches import demo_search
from app.web.doors import Anyone, Belonging, Visit, cookie_name
from app.web.passwords import is_right
from app.web.scored import Scored, scored_search
from app.web.security import is_own_address

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SignInPage:
    template: ClassVar[str] = "sign_in.html"
    company: str
    email: str
    next: str
    mistake: str
    demo: Scored | None


@router.get("/sign-in")
async def sign_in_form(visit: Anyone, next: str = "/searches") -> Response:
    company, demo = await visit.read(_beside)
    return visit.page(SignInPage(company, "", next, "", demo)) if company else visit.go("/welcome")


@router.post("/sign-in")
async def signed_in(visit: Anyone) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    email, to = typed.get("email", ""), typed.get("next", "/searches")
    found = await visit.database.read(member_by_email, email)
    if not await is_right(typed.get("password", ""), found[1] if found else None) or found is None:
        company, demo = await visit.read(_beside)
        if not company:
            return visit.go("/welcome")
        sentence = "That email and password do not match."
        return visit.page(SignInPage(company, email, to, sentence, demo), status=422)
    return await begin_session(visit, found[0], to)


@router.post("/sign-out")
async def signed_out(visit: Belonging) -> Response:
    await visit.write(sign_out, visit.request.cookies[cookie_name(visit.request)], visit.now)
    answer = visit.go("/sign-in", "You are signed out.")
    secure = visit.request.app.state.settings.tls  # a browser ignores a `__Host-` cookie without it
    answer.delete_cookie(cookie_name(visit.request), httponly=True, samesite="lax", secure=secure)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def begin_session(visit: Visit, member: Member, to: str) -> Response:
    """Sign the member in under a new token and go on to one of our own pages."""
    token = await visit.database.write(sign_in, member, visit.now)
    answer = visit.go(to if is_own_address(to) else "/searches")
    secure = visit.request.app.state.settings.tls
    answer.set_cookie(cookie_name(visit.request), token, httponly=True, samesite="lax", secure=secure)
    return answer


def _beside(db: Connection, member: Member) -> tuple[str | None, Scored | None]:
    demo = demo_search(db)
    return first_company(db), scored_search(db, member, demo) if demo else None
