"""Check your answers before they are sent: each with a Change link, and whether a reference’s words may be told."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_reply import warning
from app.actions.submit_reply import submit_reply
from app.refusals import Mistakes
from app.store.invitations import Invitation, Respondent
from app.vetting.instrument import Item
from app.web.answer_form import last
from app.web.reply_door import Replying
from app.web.reply_sheet import Sheet, sheet_for, told

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Told:
    """One answer in words; `is_open` where nothing was said."""

    item: Item
    words: str
    note: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReplyReviewPage:
    template: ClassVar[str] = "reply_review.html"
    sheet: Sheet
    answers: list[Told]
    consent: bool
    warning: str  # where what is sent could not be taken back
    mistakes: dict[str, str]


@router.get("/reply/{invitation_id}/review")
async def review(visit: Replying) -> Response:
    page = await visit.read(_page, visit.invitation)
    return visit.go(f"/reply/{visit.invitation.id}/done") if page.sheet.is_sent else visit.page(page)


@router.post("/reply/{invitation_id}/review")
async def sent(visit: Replying) -> Response:
    """Send the form."""
    consent = last(await visit.typed(), "consent") == "yes"
    page = await visit.read(_page, visit.invitation)
    try:
        await visit.write(submit_reply, visit.invitation, consent, visit.now)
    except Mistakes as mistakes:
        return visit.page(replace(page, consent=consent, mistakes=mistakes.fields), status=422)
    return visit.go(f"/reply/{visit.invitation.id}/done")


def _page(db: Connection, who: Respondent, invitation: Invitation) -> ReplyReviewPage:
    sheet = sheet_for(db, who, invitation)
    left, consent = sheet.left, sheet.own.consent if sheet.own else False
    answers = [Told(item, told(sheet, item), sheet.answer(item).note, item in left) for item in sheet.items]
    return ReplyReviewPage(sheet, answers, consent, warning(db, invitation), {})
