"""The receipt of a submitted form: exactly what was sent, in words, for whoever sent it and nobody else."""

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import Conflict
from app.reports.documents import Paper
from app.reports.receipt import Receipt, receipt, receipt_pdf
from app.reports.receipt_lines import ReceiptLine
from app.store.instruments import instrument
from app.store.invitations import Invitation, Respondent
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_for
from app.store.replies import reply_of
from app.store.responses import Filled, as_stored, own_response
from app.web.doors import Evaluating, Id
from app.web.paper import as_pdf, file_name
from app.web.reply_door import Replying

router = APIRouter()

Part = tuple[str, list[ReceiptLine]]  # a dimension, "" where the form has none, and its answers in the order asked
NONE = "There is a receipt once you have sent your form. It says exactly what you sent."


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """`differs`: what is stored now makes another receipt than the one given when the form was sent."""

    template: ClassVar[str] = "receipt.html"
    vetting: Vetting
    receipt: Receipt
    parts: list[Part]
    differs: bool


@dataclass(frozen=True, slots=True)
class ReplyReceiptPage:
    template: ClassVar[str] = "reply_receipt.html"
    invitation: Invitation
    receipt: Receipt
    parts: list[Part]
    differs: bool


@router.get("/vettings/{vetting_id}/receipt")
async def own(visit: Evaluating, vetting_id: Id) -> Response:
    """The member's own form only."""
    return visit.page(await visit.read(_page, vetting_id))


@router.get("/vettings/{vetting_id}/receipt.pdf")
async def own_pdf(visit: Evaluating, vetting_id: Id, paper: Paper = "a4") -> Response:
    page = await visit.read(_page, vetting_id)
    return await _pdf(page.receipt, paper)


@router.get("/reply/{invitation_id}/receipt")
async def replied(visit: Replying) -> Response:
    return visit.page(await visit.read(_reply_page, visit.invitation))


@router.get("/reply/{invitation_id}/receipt.pdf")
async def replied_pdf(visit: Replying, paper: Paper = "a4") -> Response:
    page = await visit.read(_reply_page, visit.invitation)
    return await _pdf(page.receipt, paper)


async def _pdf(made: Receipt, paper: Paper) -> Response:
    return await as_pdf(lambda receipt: receipt_pdf(receipt, paper), made, file_name("Receipt", made.number))


def _page(db: Connection, member: Member, vetting_id: int) -> ReceiptPage:
    vetting = vetting_for(db, member, vetting_id)
    form = _as_stored(db, own_response(db, member, vetting))
    made = receipt_for(vetting, form, vetting.search.title)
    return ReceiptPage(vetting, made, _parts(made), _differs(form, made))


def _reply_page(db: Connection, _who: Respondent, invitation: Invitation) -> ReplyReceiptPage:
    """What the company searches for stays its own: somebody who answers by a link is told about whom they did."""
    form = _as_stored(db, reply_of(db, invitation))
    made = receipt_for(invitation.vetting, form, "")
    return ReplyReceiptPage(invitation, made, _parts(made), _differs(form, made))


def _as_stored(db: Connection, form: Filled | None) -> Filled | None:
    """A receipt is of what is stored, so it trusts nothing that was read before."""
    return as_stored(db, form) if form else None


def receipt_for(vetting: Vetting, form: Filled | None, search: str) -> Receipt:
    """The receipt of what is stored now. Raises Conflict for a form that was not submitted."""
    if form is None or form.state != "submitted" or form.submitted_at is None:
        raise Conflict(NONE)
    return receipt(
        instrument(*vetting.search.instrument),
        form.source,
        form.length,
        form.answers,
        company=vetting.search.company,
        search=search,
        recruiter=vetting.name,
        respondent=form.respondent,
        submitted_at=form.submitted_at,
        impression=form.impression,
        summary=form.summary,
        consent=form.consent,
        vetting_id=vetting.id,
        shuffled=form.source != "evaluator",
    )


def _parts(made: Receipt) -> list[Part]:
    return [(part, list(lines)) for part, lines in groupby(made.lines, key=lambda line: line.part)]


def _differs(form: Filled | None, made: Receipt) -> bool:
    """A form that was sent before there were receipts has none to differ from."""
    return form is not None and form.receipt not in ("", made.hash)
