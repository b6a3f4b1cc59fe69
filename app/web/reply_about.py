"""The first page of a reference's form: what they are to the recruiter, asked of themselves."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.begin_reply import begin_reply
from app.refusals import Mistakes
from app.web.answer_form import last
from app.web.reply_door import Reply, Replying
from app.web.reply_sheet import Sheet, sheet_for

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ReplyAboutPage:
    template: ClassVar[str] = "reply_about.html"
    sheet: Sheet
    back: str  # "review" when it was opened from there
    mistakes: dict[str, str]


@router.get("/reply/{invitation_id}/about")
async def about(visit: Replying, back: str = "") -> Response:
    sheet = await visit.read(sheet_for, visit.invitation)
    if sheet.is_sent or not sheet.relationships:
        return visit.go(f"/reply/{visit.invitation.id}")
    return visit.page(_page(sheet, back))


@router.post("/reply/{invitation_id}/about")
async def said(visit: Replying) -> Response:
    """Keep what they are; each is a button, so that one press says it and goes on."""
    typed = await visit.typed()
    page = _page(await visit.read(sheet_for, visit.invitation), last(typed, "back"))
    try:
        await visit.write(begin_reply, visit.invitation, last(typed, "relationship"), visit.now)
    except Mistakes as mistakes:
        return visit.page(replace(page, mistakes=mistakes.fields), status=422)
    return visit.go(_onward(visit, page))


def _onward(visit: Reply, page: ReplyAboutPage) -> str:
    form = f"/reply/{visit.invitation.id}"
    return f"{form}/review#relationship" if page.back else f"{form}/{page.sheet.items[0].id}"


def _page(sheet: Sheet, back: str) -> ReplyAboutPage:
    return ReplyAboutPage(sheet, "review" if back == "review" else "", {})
