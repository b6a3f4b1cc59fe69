"""Where a personal link leads: who asks, about whom and why, what becomes of an answer, and the way to say no.

Reading the page changes nothing, so that mail scanners and previews may look at it; only its buttons do (safety 13).
"""

import secrets
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_reply import too_late, warning
from app.actions.decline import decline, stop_reminders
from app.actions.open_link import OpenedElsewhere, open_link
from app.actions.resend import renew
from app.refusals import NotHere
from app.store.instruments import instrument
from app.store.invitations import SESSION, Invitation, browser_of, invitation_of_token
from app.store.keys import sha256
from app.store.members import VISITOR
from app.vetting.instrument import Form
from app.web import closed_link
from app.web.asked import ONCE, address_of
from app.web.doors import Door, Visit
from app.web.reply_door import Replying, reply_cookie

router = APIRouter()

State = Literal["start", "go_on", "answered", "answered_elsewhere", "elsewhere", "ended", "declined", "revoked"]
ENTERING = ("start", "go_on", "answered")  # states in which this browser may come in
DAYS = 365 * 86_400  # seconds a theme is remembered


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """`begun`: this browser has opened the form before; `warning`: where what is sent could not be taken back."""

    template: ClassVar[str] = "invited.html"
    invitation: Invitation
    form: Form
    begun: bool
    warning: str


@dataclass(frozen=True, slots=True)
class Found:
    """A link of ours, and how it stands for the browser that asks; `stays`: why what is sent cannot be taken back."""

    invitation: Invitation
    state: State
    stays: str


class LinkDoor(Door):
    """Anybody may stand before a personal link; whom they are signed in as makes no difference there."""

    async def __call__(self, request: Request) -> Visit:
        return Visit(request, replace(VISITOR, address=address_of(request)))


Holding = Annotated[Visit, Depends(LinkDoor(visitors=True))]


@router.get("/i/{token}")
async def invited(visit: Holding, token: str) -> Response:
    return _shown(visit, await _found(visit, token))


@router.post("/i/{token}")
async def act(visit: Holding, token: str) -> Response:
    """What the page's buttons ask for. They post to the page's own address, so that no page names the token."""
    typed = await visit.typed()
    if "theme" in typed:
        return themed(visit, typed["theme"][-1])
    deeds = {"decline": say_no, "no-reminders": silence, "new-link": ask_for_new_link}
    return await deeds.get(typed.get("do", [""])[-1], start)(visit, token)


@router.post("/i/{token}/decline")
async def say_no(visit: Holding, token: str) -> Response:
    found = await _found(visit, token)
    if found is None or found.state not in ("start", "go_on"):
        return _shown(visit, found, 409)
    who = found.invitation.respondent(visit.member.address)
    await visit.database.write(decline, who, found.invitation, visit.now)
    return visit.page(closed_link.declined(found.invitation))


@router.post("/i/{token}/no-reminders")
async def silence(visit: Holding, token: str) -> Response:
    """Send no more reminders; also for mail programs, which post here without showing a page."""
    found = await _found(visit, token)
    if found is not None:
        who = found.invitation.respondent(visit.member.address)
        await visit.database.write(stop_reminders, who, found.invitation, visit.now)
    return _shown(visit, await _found(visit, token))


@router.post("/reply/{invitation_id}/decline")
async def stop(visit: Replying) -> Response:
    await visit.typed()
    await visit.write(decline, visit.invitation, visit.now)
    return visit.page(closed_link.declined(visit.invitation))


async def start(visit: Visit, token: str) -> Response:
    """Let the first browser in, with a cookie and an address without the token; another is told so (safety 14)."""
    found = await _found(visit, token)
    if found is None or found.state not in ENTERING:
        return _shown(visit, found, 409)
    name = reply_cookie(visit.request, found.invitation.id)
    own, key = visit.request.cookies.get(name, ""), getattr(visit.request.state, ONCE, "") or secrets.token_urlsafe(16)
    try:
        number, session = await visit.database.write(
            open_link, sha256(token), own, key, visit.member.address, visit.now
        )
    except (NotHere, OpenedElsewhere):  # somebody was faster
        return _shown(visit, await _found(visit, token), 409)
    answer = visit.go(f"/reply/{number}")
    tls = visit.request.app.state.settings.tls
    answer.set_cookie(name, session, max_age=SESSION, httponly=True, samesite="lax", secure=tls)
    return answer


async def ask_for_new_link(visit: Visit, token: str) -> Response:
    """Mail a new link to the address that is known, and not shown."""
    found = await _found(visit, token)
    if found is None or found.state not in ("elsewhere", "answered_elsewhere"):
        return _shown(visit, found, 409)
    who = found.invitation.respondent(visit.member.address)
    done = await visit.database.write(renew, who, sha256(token), visit.now)
    page, status = closed_link.new_link(found.invitation, done)
    return visit.page(page, status=status)


async def _found(visit: Visit, token: str) -> Found | None:
    return await visit.database.read(_look, visit, sha256(token))


def _look(db: Connection, visit: Visit, link_hash: str) -> Found | None:
    invitation = invitation_of_token(db, link_hash)
    if invitation is None:
        return None
    own = visit.request.cookies.get(reply_cookie(visit.request, invitation.id), "")
    state = _state(invitation, browser_of(db, invitation, visit.now), sha256(own), visit.now)
    why = {"start": warning, "go_on": warning, "answered": too_late, "answered_elsewhere": too_late}.get(state)
    return Found(invitation, state, why(db, invitation) if why else "")


def _state(invitation: Invitation, browser: str | None, own: str, now: int) -> State:
    reached = invitation.state(now)
    if reached == "declined" or reached == "revoked":
        return reached
    if closed_link.ended(invitation, now):
        return "ended"
    elsewhere = browser not in (None, own)
    if reached == "answered":
        return "answered_elsewhere" if elsewhere else "answered"
    return "elsewhere" if elsewhere else "go_on" if browser else "start"


def _shown(visit: Visit, found: Found | None, status: int = 200) -> Response:
    """The page for how a link stands; `status` is for states that are not gone for good."""
    if found is None:
        return visit.page(closed_link.UNKNOWN, status=404)
    if found.state in ("start", "go_on"):
        form = instrument(*found.invitation.vetting.search.instrument).form[found.invitation.source]
        return visit.page(InvitedPage(found.invitation, form, found.state == "go_on", found.stays))
    page = _closed(found, visit.now)
    return visit.page(page, status=410 if found.state in ("ended", "revoked") else status)


def _closed(found: Found, now: int) -> closed_link.ClosedLinkPage:
    invitation, state = found.invitation, found.state
    if state == "declined":
        return closed_link.declined(invitation)
    if state == "revoked":
        return closed_link.revoked(invitation)
    if state == "elsewhere":
        return closed_link.elsewhere(invitation)
    over = closed_link.ended(invitation, now)
    return over or closed_link.answered(invitation, found.stays, here=state == "answered")


def themed(visit: Visit, theme: str) -> Response:
    answer = visit.go(visit.request.url.path)
    answer.set_cookie("theme", "dark" if theme == "dark" else "light", max_age=DAYS, httponly=True, samesite="lax")
    return answer
