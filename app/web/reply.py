"""The form of somebody who answers by a link: one question a page, made for a phone, each answer saved with Next."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from app.actions.decline import stop_reminders
from app.actions.save_answer import ChangedElsewhere
from app.actions.save_reply import save_reply
from app.refusals import Mistakes
from app.vetting.answers import Answer
from app.vetting.instrument import Item
from app.web import words
from app.web.answer_form import Typed, last, said
from app.web.asked import wants_part
from app.web.reply_answers import as_chosen, read_reply
from app.web.reply_door import Reply, Replying
from app.web.reply_sheet import Choice, Sheet, choices, in_full, sheet_for, sheet_of
from app.web.saving import both, somebody_else, stamp_of, unstamped

router = APIRouter()

AHEAD = 3  # questions


@dataclass(frozen=True, slots=True)
class ReplyPage:
    template: ClassVar[str] = "reply.html"
    sheet: Sheet
    item: Item
    choices: list[Choice]
    number_typed: str
    unit: str
    note: str
    sequence: int  # of the save this answers
    back: str  # "review" when the question was opened from there
    before: str  # where Back leads; "" for nowhere
    before_label: str
    next: str
    ahead: list[str]  # the questions a script fetches before they are wanted
    mistakes: dict[str, str]


@router.get("/reply/{invitation_id}")
async def go_on(visit: Replying) -> Response:
    """Lead to where this respondent goes on."""
    sheet = await visit.read(sheet_for, visit.invitation)
    begun = len(sheet.items) - len(sheet.left)
    back = begun and not sheet.is_sent
    welcome = f"Welcome back. You had answered {begun} of {len(sheet.items)}." if back else ""
    return visit.go(f"/reply/{visit.invitation.id}/{sheet.begins}", welcome)


@router.post("/reply/{invitation_id}/no-reminders")
async def silence(visit: Replying) -> Response:
    await visit.typed()
    await visit.write(stop_reminders, visit.invitation, visit.now)
    return visit.go(f"/reply/{visit.invitation.id}", "You get no more reminders.")


@router.get("/reply/{invitation_id}/{item_id}")
async def question(visit: Replying, item_id: str, back: str = "") -> Response:
    sheet = await visit.read(sheet_for, visit.invitation)
    page = _page(sheet, item_id, back)
    if sheet.is_sent:
        return visit.go(f"/reply/{visit.invitation.id}/done")
    return visit.page(page, "question" if wants_part(visit.request) else None)


@router.post("/reply/{invitation_id}/{item_id}")
async def save(visit: Replying, item_id: str) -> Response:
    """Save the answer: a script is told what is kept now, a plain form goes on to the next question or back."""
    typed = await visit.typed()
    back, sheet = last(typed, "back"), sheet_of(visit.invitation, None)
    item = sheet.item(item_id)
    if refused := somebody_else(visit, typed, visit.invitation.id):
        return refused
    try:
        stamp, given = stamp_of(typed), read_reply(item, unstamped(typed), sheet.instrument)
    except Mistakes as mistakes:
        return _not_saved(visit, _page(await visit.read(sheet_for, visit.invitation), item_id, back), typed, mistakes)
    try:
        saved = await visit.save(save_reply, visit.invitation, item_id, given, said(typed), stamp, visit.now)
        saved.accepted()
    except ChangedElsewhere as met:
        return both(visit, met, in_full(item), sheet.instrument, f"Question {sheet.number(item)}", typed)
    page = _page(replace(sheet, own=saved.form), item_id, back)
    if wants_part(visit.request):
        return visit.page(replace(page, sequence=saved.sequence), "saved")
    return visit.go(page.before if last(typed, "go") == "back" and page.before else page.next)


def _not_saved(visit: Reply, page: ReplyPage, typed: Typed, mistakes: Mistakes) -> Response:
    """The same question with its mistakes, showing what was typed; for a script the sentence."""
    if wants_part(visit.request):
        return PlainTextResponse(mistakes.sentence, 422)
    shown = as_chosen(page.item, typed)
    again = replace(page, choices=choices(page.item, shown), note=shown.note, number_typed=last(typed, "number"))
    return visit.page(replace(again, mistakes=mistakes.fields), status=422)


def _page(sheet: Sheet, item_id: str, back: str) -> ReplyPage:
    item = sheet.item(item_id)
    answer: Answer = sheet.answer(item)
    before, after = _around(sheet, item, back)
    return ReplyPage(
        sheet=sheet,
        item=item,
        choices=choices(item, answer),
        number_typed="" if answer.number is None else words.plain(answer.number),
        unit=sheet.instrument.number_maps[item.map].unit if item.map else "",
        note=answer.note,
        sequence=0,
        back="review" if back == "review" else "",
        before=before,
        before_label=_label(sheet, item, back),
        next=after,
        ahead=_ahead(sheet, item, back),
        mistakes={},
    )


def _around(sheet: Sheet, item: Item, back: str) -> tuple[str, str]:
    """Where Back and Next lead: through the form, or both to the review it was opened from."""
    form, number = f"/reply/{sheet.invitation.id}", sheet.number(item)
    if back == "review":
        return f"{form}/review", f"{form}/review#{item.id}"
    first = f"{form}/about" if sheet.relationships else ""
    before = f"{form}/{sheet.items[number - 2].id}" if number > 1 else first
    return before, f"{form}/{sheet.items[number].id}" if number < len(sheet.items) else f"{form}/review"


def _label(sheet: Sheet, item: Item, back: str) -> str:
    number = sheet.number(item)
    return "Back to the review" if back == "review" else f"Back to question {number - 1}" if number > 1 else "Back"


def _ahead(sheet: Sheet, item: Item, back: str) -> list[str]:
    if back == "review":
        return []
    form, after = f"/reply/{sheet.invitation.id}", sheet.items[sheet.number(item) :]
    return [f"{form}/{one.id}" for one in after[:AHEAD]]
