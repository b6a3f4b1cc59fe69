"""The door of those who answer by a personal link: the browser that opened it first, and no other."""

import re
import time
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from app.refusals import Refusal
from app.store.invitations import Invitation, Respondent, invitation_of_session
from app.store.keys import sha256
from app.web.asked import address_of, posted, shell_of
from app.web.closed_link import ClosedLinkPage, ended
from app.web.doors import Door
from app.web.outsider import Outsider
from app.web.pages import render
from app.web.security import SAFE

NUMBER = re.compile("[1-9][0-9]{0,17}")  # of an invitation, in an address
UNSEEN = {"seen", "device", "sequence", "who"}
SAVING = "Followthrough-Save"  # the header of a save by script, which keeps what was typed until it is taken

AGAIN = ClosedLinkPage(
    "",
    "Open your personal link again",
    "It is in the latest mail you got, and it works in the browser you began in.",
)
KEPT = "Open your personal link again in another tab, then come back: what you typed is still here, and is saved then."


class NoReply(Refusal):
    """Nobody who may answer here: unknown, another's, revoked and declined look the same."""

    status = 404

    def __init__(self, page: ClosedLinkPage = AGAIN) -> None:
        super().__init__(page.sentence)
        self.page = page


class LinkEnded(NoReply):
    """They could answer here once, and may know why they no longer can."""

    status = 410


class Reply(Outsider):
    """One request of a respondent: `invitation` is what they answer."""

    member: Respondent

    def __init__(self, request: Request, invitation: Invitation) -> None:
        super().__init__(request, invitation.respondent(address_of(request)))
        self.invitation = invitation


class ReplyDoor(Door):
    """Lets the one browser in that exchanged the link of this `invitation_id` for its cookie."""

    def __init__(self) -> None:
        super().__init__()

    async def __call__(self, request: Request) -> Reply:
        number = str(request.path_params["invitation_id"])
        token = request.cookies.get(reply_cookie(request, number), "")
        if not token or not NUMBER.fullmatch(number):
            raise NoReply
        visit = Reply(request, await _answering(request, token, int(number)))
        if page := ended(visit.invitation, visit.now):
            raise LinkEnded(page)
        return visit


async def _answering(request: Request, token: str, invitation_id: int) -> Invitation:
    read, now = request.app.state.database.read, int(time.time())
    found = await read(invitation_of_session, sha256(token), invitation_id, now)
    if found is None or found.revoked_at or found.declined_at:
        raise NoReply
    invitation: Invitation = found
    return invitation


def reply_cookie(request: Request, invitation_id: int | str) -> str:
    """The cookie's name: one for each invitation; `__Host-` where the browser reaches us over TLS."""
    return f"{'__Host-' if request.app.state.settings.tls else ''}reply-{invitation_id}"


async def no_reply(request: Request, refused: Exception) -> Response:
    """The answer to somebody this door keeps out; a save by script keeps what was typed and is told as much."""
    assert isinstance(refused, NoReply)
    if isinstance(refused, LinkEnded) and SAVING in request.headers:
        return PlainTextResponse(f"{refused.page.heading}. {refused.sentence}", refused.status)
    if SAVING in request.headers:
        return PlainTextResponse(KEPT, 401)
    if request.headers.get("HX-Request"):
        return PlainTextResponse(refused.sentence, refused.status)
    page = replace(refused.page, typed=await _typed(request))
    return HTMLResponse(render(page, shell_of(request)), refused.status)


async def _typed(request: Request) -> dict[str, list[str]]:
    """What was sent and can be read, without the fields no person filled in."""
    try:
        sent = {} if request.method in SAFE else await posted(request)
    except HTTPException:
        return {}
    given = {name: [text for text in texts if text] for name, texts in sent.items() if name not in UNSEEN}
    return {name: texts for name, texts in given.items() if texts}


Replying = Annotated[Reply, Depends(ReplyDoor())]
