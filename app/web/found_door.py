"""The door to what was found about a recruiter: the browser that opened the link first, while the panel is open."""

import time
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from app.store.keys import sha256
from app.store.own_pages import OwnPage, Told, own_page_of_browser
from app.store.replies import is_panel_open
from app.web import words
from app.web.asked import address_of
from app.web.closed_link import ClosedLinkPage
from app.web.doors import Door
from app.web.outsider import Outsider
from app.web.reply_door import NUMBER, LinkEnded, NoReply


class Found(Outsider):
    """One request of the recruiter: `own` is the page they were given."""

    member: Told

    def __init__(self, request: Request, own: OwnPage) -> None:
        super().__init__(request, own.told(address_of(request)))
        self.own = own


class FoundDoor(Door):
    """Lets the one browser in that exchanged the link of this `page_id` for its cookie."""

    def __init__(self) -> None:
        super().__init__()

    async def __call__(self, request: Request) -> Found:
        number, now = str(request.path_params["page_id"]), int(time.time())
        token = request.cookies.get(found_cookie(request, number), "")
        if not token or not NUMBER.fullmatch(number):
            raise NoReply
        own, closed = await request.app.state.database.read(_own, sha256(token), int(number), now)
        if own is None:
            raise NoReply
        if closed:
            raise LinkEnded(closed)
        return Found(request, own)


def _own(db: Connection, browser: str, page_id: int, now: int) -> tuple[OwnPage | None, ClosedLinkPage | None]:
    own = own_page_of_browser(db, browser, page_id)
    return own, closed_page(db, own, now) if own else None


def closed_page(db: Connection, own: OwnPage, now: int) -> ClosedLinkPage | None:
    """Why nothing is shown behind a link now; None while it is open."""
    company, ask = own.vetting.search.company, f"Ask {own.asker} if you still want to read or change something."
    state = own.state(now)
    if state == "revoked":
        return ClosedLinkPage(company, "This link was taken back", f"What you wrote stays as it was. {ask}")
    if state == "expired":
        return ClosedLinkPage(
            company, f"This link {words.over(own.expires_at, now)}", f"What you wrote stays as it was. {ask}"
        )
    if own.vetting.expired_at is not None:
        old = f"What was found is a year old and counts no more. {ask}"
        return ClosedLinkPage(company, "This is no longer kept", old)
    if not is_panel_open(db, own.vetting):
        return ClosedLinkPage(
            company,
            "This is being looked at again",
            f"{company} has taken up a form again. Come back by the same link in a few days. {ask}",
        )
    return None


def found_cookie(request: Request, page_id: int | str) -> str:
    """The cookie's name: one for each page; `__Host-` where the browser reaches us over TLS."""
    return f"{'__Host-' if request.app.state.settings.tls else ''}found-{page_id}"


Finding = Annotated[Found, Depends(FoundDoor())]
