"""After a respondent has sent their form: thanks, the receipt, and the way to change or delete what they sent."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_reply import change_reply, too_late
from app.actions.withdraw_reply import withdraw_reply
from app.store.invitations import Invitation, Respondent
from app.vetting.receipt import short
from app.web.closed_link import ended
from app.web.reply_door import Replying
from app.web.reply_sheet import Sheet, sheet_for

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ReplyDonePage:
    """`too_late`: why nothing can be changed or deleted any more; "" while it can."""

    template: ClassVar[str] = "reply_done.html"
    sheet: Sheet
    code: str
    consent: bool
    too_late: str


@router.get("/reply/{invitation_id}/done")
async def done(visit: Replying) -> Response:
    page = await visit.read(_page, visit.invitation)
    return visit.page(page) if page else visit.go(f"/reply/{visit.invitation.id}")


@router.post("/reply/{invitation_id}/change")
async def change(visit: Replying) -> Response:
    """Take the form back, to be changed and sent again."""
    await visit.typed()
    await visit.write(change_reply, visit.invitation, visit.now)
    return visit.go(
        f"/reply/{visit.invitation.id}/review", "Your answers are yours again. Send them once you are done."
    )


@router.post("/reply/{invitation_id}/withdraw")
async def withdraw(visit: Replying) -> Response:
    """Delete everything; the page says so, and the link leads nowhere else from then on."""
    await visit.typed()
    await visit.write(withdraw_reply, visit.invitation, visit.now)
    page = ended(replace(visit.invitation, withdrawn_at=visit.now), visit.now)
    assert page
    return visit.page(page)


def _page(db: Connection, who: Respondent, invitation: Invitation) -> ReplyDonePage | None:
    sheet = sheet_for(db, who, invitation)
    if sheet.own is None or not sheet.is_sent:
        return None
    return ReplyDonePage(sheet, short(sheet.own.receipt), sheet.own.consent, too_late(db, invitation))
