"""Signing in by a link in a mail: asking for it, and the button that uses it."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.ask_for_link import ask_for_link
from app.actions.use_link import sign_in_by_link
from app.refusals import TooMany
from app.store.accounts import LINK, Purpose, living_link
from app.store.members import first_company
from app.web import words
from app.web.doors import Anyone, Visit
from app.web.entry import agent, drop_cookie, left, let_in
from app.web.sign_in_code import ask_code

router = APIRouter()

AFTER = "after-link"  # the cookie with the page to go on to, which a mail need not carry
NO_ADDRESS = "Enter your work email, like dana@company.example."
SENT = "If {} has an account here, a link is on its way to it. It works once, for 10 minutes."


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Asks for an address, or with `token` for the button. `gone` says that a link no longer works."""

    template: ClassVar[str] = "sign_in_link.html"
    email: str = ""
    next: str = ""
    mistake: str = ""
    token: str = ""
    gone: bool = False


@router.get("/sign-in/link")
async def link_form(visit: Anyone, next: str = "") -> Response:
    return visit.page(LinkPage(next=next))


@router.post("/sign-in/link")
async def link_asked(visit: Anyone) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    email, to = typed.get("email", "").strip(), typed.get("next", "")
    if not is_address(email):
        return visit.page(LinkPage(email, to, NO_ADDRESS), status=422)
    answer = await asked(visit, email, "sign_in")
    secure = visit.request.app.state.settings.tls
    answer.set_cookie(AFTER, quote(to), max_age=LINK, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/sign-in/link/{token}")
async def link_opened(visit: Anyone, token: str) -> Response:
    """One button: opening a link changes nothing, as programs that look through mails do it too (safety 13)."""
    link = await visit.database.read(living_link, "sign_in", token, visit.now)
    return visit.page(LinkPage(token=token)) if link else _gone(visit)


@router.post("/sign-in/link/{token}")
async def link_used(visit: Anyone, token: str) -> Response:
    to = words.unquoted(visit.request.cookies.get(AFTER, "")) or "/searches"
    entered = await visit.database.write(sign_in_by_link, visit.member, token, visit.now, agent(visit), left(visit))
    if entered is None:
        return _gone(visit)
    member, session = entered
    answer = let_in(visit, session, to) if session else await ask_code(visit, member, to)
    drop_cookie(visit.request, answer, AFTER)
    return answer


async def asked(visit: Visit, email: str, purpose: Purpose) -> Response:
    """Ask for a link: the same answer for every address (safety 15). Raises TooMany."""
    if not await visit.database.read(first_company):
        return visit.go("/welcome")
    wait = await visit.database.write(ask_for_link, visit.member, email.lower(), purpose, visit.now)
    if wait is not None:
        raise TooMany(wait)
    return visit.go("/sign-in", SENT.format(email))


def is_address(email: str) -> bool:
    """Whether a mail could be sent there."""
    before, at, after = email.partition("@")
    return bool(before and at and after) and "@" not in after and len(email) <= 254 and not set(email) & set(" \n\t")


def _gone(visit: Visit) -> Response:
    return visit.page(LinkPage(gone=True), status=404)
