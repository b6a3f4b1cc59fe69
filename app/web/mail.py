"""The company's mail: what waits, what was sent, and what failed and why."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.members import Member
from app.store.messages import STATES, Message, State, counts_of, messages_of
from app.web.doors import Managing

router = APIRouter()

PAGE = 50  # mails on one page


@dataclass(frozen=True, slots=True)
class MailPage:
    """`state` is "" for all; `earlier` and `later` are page numbers, 0 where there is none."""

    template: ClassVar[str] = "mail.html"
    messages: list[Message]
    counts: dict[State, int]
    state: str
    later: int
    earlier: int
    by_hand: bool  # there is no mail server


@router.get("/mail")
async def mail(visit: Managing, state: str = "", page: int = 1) -> Response:
    by_hand = not visit.request.app.state.settings.smtp_host
    return visit.page(await visit.read(_page, state, min(max(page, 1), 10**9), by_hand))


def _page(db: Connection, member: Member, wanted: str, page: int, by_hand: bool) -> MailPage:
    state = next((each for each in STATES if each == wanted), None)
    found = messages_of(db, member, state, (page - 1) * PAGE, PAGE + 1)
    earlier = page + 1 if len(found) > PAGE else 0
    return MailPage(found[:PAGE], counts_of(db, member), state or "", page - 1, earlier, by_hand)
