"""What follows a right password, link or code: a session and its cookie, or on the way there a pending one."""

import re
from dataclasses import replace
from typing import Literal

from fastapi import Request
from starlette.responses import Response

from app.actions.sign_in import Left, sign_in
from app.store.accounts import PENDING
from app.store.members import Member
from app.web import words
from app.web.asked import cookie_name
from app.web.doors import Visit
from app.web.security import is_own_address

FRAGMENT = "Followthrough-Fragment"  # a page that stays open asks for a form alone, and for no redirect
TOKEN = re.compile("[A-Za-z0-9_-]{20,100}")  # of a link
AGENT = 300  # characters kept of what a browser says of itself


async def begin_session(visit: Visit, member: Member, to: str) -> Response:
    """Sign the member in under a new token and go on to one of our own pages."""
    who = replace(member, address=visit.member.address)
    return let_in(visit, await visit.database.write(sign_in, who, visit.now, agent(visit), left(visit)), to)


def let_in(visit: Visit, token: str, to: str, said: str = "") -> Response:
    """The answer to whoever is signed in now: 204 for a page that stays open, else one of our own pages."""
    stays = is_fragment(visit)
    to = _joining(visit.request) or (to if is_own_address(to) else "/searches")
    answer = Response(status_code=204) if stays else visit.go(to, said)
    if not stays:
        drop_cookie(visit.request, answer, joining_cookie(visit.request))
    drop_cookie(visit.request, answer, pending_cookie(visit.request))
    return with_session(visit, answer, token)


def with_session(visit: Visit, answer: Response, token: str) -> Response:
    """The answer with the session's token in its cookie."""
    secure = visit.request.app.state.settings.tls
    answer.set_cookie(cookie_name(visit.request), token, httponly=True, samesite="lax", secure=secure)
    return answer


def signed_off(visit: Visit, said: str) -> Response:
    """The answer to whoever was signed in until now: nothing stays in the browser (ASVS 14.3.1)."""
    answer = visit.go("/sign-in", said)
    drop_cookie(visit.request, answer, cookie_name(visit.request))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def with_joining(visit: Visit, answer: Response, token: str) -> Response:
    """The answer with the link to come back to after signing in: no address holds it meanwhile (ASVS 14.2.1)."""
    return _with_short_lived(visit, answer, joining_cookie(visit.request), token, "lax")


def joining_cookie(request: Request) -> str:
    """`__Host-` where the browser reaches us over TLS."""
    return "__Host-joining" if request.app.state.settings.tls else "joining"


def _joining(request: Request) -> str:
    """Where somebody came from who signs in to join; "" for everybody else."""
    token = request.cookies.get(joining_cookie(request), "")
    return f"/join/{token}" if TOKEN.fullmatch(token) else ""


def with_pending(visit: Visit, answer: Response, value: str) -> Response:
    """The answer with what is remembered between the password and the code."""
    return _with_short_lived(visit, answer, pending_cookie(visit.request), value, "strict")


def pending_cookie(request: Request) -> str:
    """`__Host-` where the browser reaches us over TLS."""
    return "__Host-pending" if request.app.state.settings.tls else "pending"


def _with_short_lived(
    visit: Visit, answer: Response, name: str, value: str, same_site: Literal["lax", "strict"]
) -> Response:
    """The answer with a cookie for as long as a second step may take."""
    secure = visit.request.app.state.settings.tls
    answer.set_cookie(name, value, max_age=PENDING, httponly=True, secure=secure, samesite=same_site)
    return answer


def drop_cookie(request: Request, answer: Response, name: str) -> None:
    """Remove a cookie from the browser; it ignores a `__Host-` cookie that is not secure."""
    if name in request.cookies:
        answer.delete_cookie(name, httponly=True, samesite="lax", secure=request.app.state.settings.tls)


def session_token(visit: Visit) -> str:
    """The token of the session that asks."""
    return visit.request.cookies.get(cookie_name(visit.request), "")


def left(visit: Visit) -> Left:
    """The session a browser leaves by signing in again, which must not live on."""
    return (visit.member.company_id, session_token(visit)) if visit.member.id is not None else None


def agent(visit: Visit) -> str:
    """What the browser says of itself."""
    return words.clean(visit.request.headers.get("user-agent", ""))[:AGENT]


def is_fragment(visit: Visit) -> bool:
    """Whether a page that stays open asks."""
    return visit.request.headers.get(FRAGMENT) == "1"
