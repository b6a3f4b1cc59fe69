"""Where the link to what was found leads: one button, which lets the first browser in.

Reading the page changes nothing, so that mail scanners and previews may look at it (safety 13).
"""

import secrets
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.open_found import open_found
from app.actions.open_link import OpenedElsewhere
from app.refusals import NotHere
from app.store.keys import sha256
from app.store.own_pages import OwnPage, own_page_of_token
from app.web.asked import ONCE
from app.web.closed_link import UNKNOWN, ClosedLinkPage
from app.web.doors import Visit
from app.web.found_door import closed_page, found_cookie
from app.web.invited import Holding, themed

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FoundLinkPage:
    template: ClassVar[str] = "found_link.html"
    own: OwnPage


@router.get("/f/{token}")
async def found_link(visit: Holding, token: str) -> Response:
    return await _shown(visit, token)


@router.post("/f/{token}")
async def opened(visit: Holding, token: str) -> Response:
    """Let the first browser in, with a cookie and an address without the token; another is told so (safety 14)."""
    typed = await visit.typed()
    if "theme" in typed:
        return themed(visit, typed["theme"][-1])
    own, closed = await visit.database.read(_look, visit, sha256(token))
    if own is None or closed:
        return await _shown(visit, token)
    held = visit.request.cookies.get(found_cookie(visit.request, own.id), "")
    key = getattr(visit.request.state, ONCE, "") or secrets.token_urlsafe(16)
    try:
        number, session = await visit.database.write(
            open_found, sha256(token), held, key, visit.member.address, visit.now
        )
    except (NotHere, OpenedElsewhere):  # somebody was faster
        return await _shown(visit, token)
    answer = visit.go(f"/found/{number}")
    lasts = max(own.expires_at - visit.now, 0)
    tls = visit.request.app.state.settings.tls
    name = found_cookie(visit.request, number)
    answer.set_cookie(name, session, max_age=lasts, httponly=True, samesite="lax", secure=tls)
    return answer


async def _shown(visit: Visit, token: str) -> Response:
    own, closed = await visit.database.read(_look, visit, sha256(token))
    if own is None:
        return visit.page(UNKNOWN, status=404)
    if closed:
        return visit.page(closed, status=closed_status(own, visit.now))
    return visit.page(FoundLinkPage(own))


def closed_status(own: OwnPage, now: int) -> int:
    return 410 if own.state(now) in ("revoked", "expired") else 409


def _look(db: Connection, visit: Visit, link_hash: str) -> tuple[OwnPage | None, ClosedLinkPage | None]:
    own = own_page_of_token(db, link_hash)
    return own, (closed_page(db, own, visit.now) or _elsewhere(visit, own)) if own else None


def _elsewhere(visit: Visit, own: OwnPage) -> ClosedLinkPage | None:
    """Only the first browser comes in, so that nobody reads along unnoticed."""
    held = visit.request.cookies.get(found_cookie(visit.request, own.id), "")
    if own.browser_hash in ("", sha256(held)):
        return None
    sentence = f"It works in that browser only. Go on there, or ask {own.asker} for a new link."
    return ClosedLinkPage(own.vetting.search.company, "This link was opened in another browser", sentence)
