"""The evaluator's form during a call: one question at a time, each answer saved as it is given."""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from app.actions.save_answer import ChangedElsewhere, save_answer
from app.refusals import Mistakes
from app.store.recruiters import Vetting
from app.vetting.answers import Answer
from app.vetting.drafts import is_complete, is_given
from app.vetting.instrument import Item
from app.web import words
from app.web.answer_form import Typed, as_typed, last, read_answer, said
from app.web.asked import wants_part
from app.web.call import Call, asked_about, call_for, call_of, questions
from app.web.doors import Evaluating, Id, Visit
from app.web.saving import both, somebody_else, stamp_of, unstamped

router = APIRouter()

AHEAD = 3  # questions a page fetches before they are wanted, so that Next works without a connection
LACKING = {  # what a saved answer may still need before the form can be submitted
    "support": "It is saved. Say how you know: they said it, a real case, or shown to you.",
    "reason": "It is saved. Say why it does not apply.",
}

__all__ = ["questions", "router"]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    template: ClassVar[str] = "answer.html"
    call: Call
    item: Item
    answer: Answer
    number_typed: str
    seen: int  # the version of the answer, as the page or the script that gets this has seen it
    sequence: int  # of the save this answers
    back: str  # "review" when the question was opened from there
    next: str  # where “Next question” leads
    ahead: list[str]  # the questions a script fetches before they are wanted
    mistakes: dict[str, str]
    lacking: dict[str, str]


@router.get("/vettings/{vetting_id}/answer")
async def resume(visit: Evaluating, vetting_id: Id) -> Response:
    """Open the form at the first question still to be answered; its review when all are."""
    call = await visit.read(call_for, vetting_id)
    form = f"/vettings/{vetting_id}"
    if call.locked_at:
        return visit.go(f"{form}/score")
    welcome = f"Welcome back. You had answered {call.done} of {len(call.items)}." if call.done else ""
    return visit.go(f"{form}/answer/{call.left[0].id}" if call.left else f"{form}/review", welcome)


@router.get("/vettings/{vetting_id}/answer/{item_id}")
async def question(visit: Evaluating, vetting_id: Id, item_id: str, back: str = "") -> Response:
    """One question; only its form where a script turns the page."""
    page = _page(await visit.read(call_for, vetting_id), item_id, back)
    return visit.page(page, "question" if wants_part(visit.request) else None)


@router.post("/vettings/{vetting_id}/answer/{item_id}")
async def save(visit: Evaluating, vetting_id: Id, item_id: str) -> Response:
    """Save the answer: a script is told what is kept now, a plain form goes on to the next question."""
    typed = await visit.typed()
    back, reading = last(typed, "back"), partial(_read, item_id, typed)
    if refused := somebody_else(visit, typed, visit.member.id):
        return refused
    try:
        stamp = stamp_of(typed)
        saved = await visit.save(save_answer, vetting_id, item_id, reading, visit.now, said(typed), stamp)
    except Mistakes as mistakes:
        return _not_saved(visit, _page(await visit.read(call_for, vetting_id), item_id, back), typed, mistakes)
    assert saved.vetting
    page = _page(call_of(saved.vetting, saved.form), item_id, back)
    try:
        saved.accepted()
    except ChangedElsewhere as met:
        return both(visit, met, page.item, page.call.instrument, f"Question {page.call.number(page.item)}", typed)
    return _saved(visit, replace(page, seen=saved.version, sequence=saved.sequence), typed)


def _read(item_id: str, typed: Typed, vetting: Vetting) -> Answer:
    """What was typed for a question of the form. Raises Mistakes; NotHere for a question that it does not ask."""
    asked = asked_about(vetting)
    return read_answer(asked.item(item_id), unstamped(typed), asked.instrument)


def _saved(visit: Visit, page: AnswerPage, typed: Typed) -> Response:
    if wants_part(visit.request):
        return visit.page(page, "saved")
    if is_given(page.answer) and not is_complete(page.item, page.answer):
        needs = "reason" if page.answer.status == "na" else "support"
        return _not_saved(visit, page, typed, Mistakes({needs: LACKING[needs]}))
    return visit.go(page.next)


def _not_saved(visit: Visit, page: AnswerPage, typed: Typed, mistakes: Mistakes) -> Response:
    """The same question with its mistakes, showing what was typed; for a script the sentence."""
    if wants_part(visit.request):
        return PlainTextResponse(mistakes.sentence, 422)
    shown, number = as_typed(page.item, typed), last(typed, "number")
    return visit.page(replace(page, mistakes=mistakes.fields, answer=shown, number_typed=number), status=422)


def _page(call: Call, item_id: str, back: str) -> AnswerPage:
    item, form = call.asking.item(item_id), f"/vettings/{call.vetting.id}"
    answer, after = call.answer(item), call.items[call.number(item) :]
    following = [f"{form}/answer/{one.id}" for one in after] + [f"{form}/review"]
    return AnswerPage(
        call=call,
        item=item,
        answer=answer,
        number_typed="" if answer.number is None else words.plain(answer.number),
        seen=call.version(item),
        sequence=0,
        back="review" if back == "review" else "",
        next=f"{form}/review#{item_id}" if back == "review" else following[0],
        ahead=following[:AHEAD],
        mistakes={},
        lacking=LACKING,
    )
