"""One mail as it is sent, to be read and copied, tried again, or noted as sent by hand."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter
from jinja2 import UndefinedError
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.post_mail import mark_sent, send_again
from app.mail.letters import Letter, letter
from app.mail.standing import CARRIES, ended
from app.store.keys import keys_of
from app.store.members import Member
from app.store.messages import Message, message_for
from app.store.sealed import is_mail_sealed
from app.web import words
from app.web.doors import Id, Managing, Visit

router = APIRouter()

HIDDEN = "(a personal link, shown to nobody else)"
GONE = "(the link is gone)"
FORGOTTEN = "What this mail said is no longer kept."
SEALED = "What this mail says could tell you what others answered. It is shown once you may see that."


@dataclass(frozen=True, slots=True)
class OneMailPage:
    """`ended`: why its link no longer works, or ""; `mailto`: the mail for one's own mail program, or ""."""

    template: ClassVar[str] = "one_mail.html"
    message: Message
    letter: Letter
    ended: str
    by_hand: bool  # there is no mail server
    sealed: bool  # it would tell what others answered
    mailto: str
    may_mark: bool


@router.get("/mail/{message_id}")
async def one_mail(visit: Managing, message_id: Id) -> Response:
    settings = visit.request.app.state.settings
    return visit.page(await visit.read(_page, message_id, settings.public_url, not settings.smtp_host, visit.now))


@router.post("/mail/{message_id}/again")
async def again(visit: Managing, message_id: Id) -> Response:
    await visit.typed()
    await visit.write(send_again, message_id, visit.now)
    return visit.go(f"/mail/{message_id}", _tried(visit))


@router.post("/mail/{message_id}/sent")
async def marked(visit: Managing, message_id: Id) -> Response:
    await visit.typed()
    await visit.write(mark_sent, message_id, visit.now)
    return visit.go("/mail", "Noted as sent.")


def _tried(visit: Visit) -> str:
    server = visit.request.app.state.settings.smtp_host
    return "It is tried again now." if server else "It waits again. It goes out once a mail server is set."


def _page(db: Connection, member: Member, message_id: int, public_url: str, by_hand: bool, now: int) -> OneMailPage:
    message = message_for(db, member, message_id)
    sealed = is_mail_sealed(db, member, message)
    told, over = _letter(db, message, public_url, sealed), ended(message, now)
    unsent = message.state != "sent" and not message.personal and not sealed
    mailto = _mailto(message, told) if unsent and by_hand and not over else ""
    return OneMailPage(message, told, over, by_hand, sealed, mailto, unsent and (by_hand or message.state == "failed"))


def _letter(db: Connection, message: Message, public_url: str, sealed: bool) -> Letter:
    """Its words, with the link only where others may hold it and where it is still there."""
    if sealed:
        return Letter(words.MAILS[message.kind], SEALED, "")
    gone = GONE if message.kind in CARRIES and message.link is None else ""
    try:
        return letter(message, keys_of(db), public_url, HIDDEN if message.personal else gone)
    except UndefinedError:  # what it spoke of was erased
        return Letter(words.MAILS[message.kind], FORGOTTEN, "")


def _mailto(message: Message, told: Letter) -> str:
    body = told.text.replace("\n", "\r\n")
    return f"mailto:{quote(message.to_email, '@')}?subject={quote(told.subject, '')}&body={quote(body, '')}"
