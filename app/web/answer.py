"""The evaluator's form during a call: one question at a time, each answer saved as it is given."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.save_answer import save_answer
from app.refusals import Mistakes, NotHere
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.responses import Filled, own_response
from app.vetting.answers import Answer
from app.vetting.drafts import is_complete, is_given, missing
from app.vetting.instrument import Dimension, Instrument, Item
from app.web import words
from app.web.answer_form import Typed, as_typed, last, read_answer, said
from app.web.doors import Evaluating, Id

router = APIRouter()

LACKING = {  # what a saved answer may still need before the form can be submitted
    "answered": {"support": "It is saved. Say how you know: they said it, a real case, or shown to you."},
    "na": {"reason": "It is saved. Say why it does not apply."},
}


@dataclass(frozen=True, slots=True)
class Section:
    """One dimension in the outline: how many of its questions are done, and where to go on."""

    dimension: Dimension
    done: int
    asked: int
    go_on: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    template: ClassVar[str] = "answer.html"
    vetting: Vetting
    instrument: Instrument
    item: Item
    dimension: Dimension
    answer: Answer
    number_typed: str
    number: int
    items: tuple[Item, ...]
    sections: list[Section]
    left: int
    minutes: int
    saved_at: int | None
    back: str  # "review" when the question was opened from there
    mistakes: dict[str, str]


@router.get("/vettings/{vetting_id}/answer")
async def resume(visit: Evaluating, vetting_id: Id) -> Response:
    """Open the form at the first question still to be answered; its review when all are."""
    return visit.go(await visit.read(_first, vetting_id))


@router.get("/vettings/{vetting_id}/answer/{item_id}")
async def question(visit: Evaluating, vetting_id: Id, item_id: str, back: str = "") -> Response:
    page, state = await visit.read(_page, vetting_id, item_id)
    page = replace(page, back="review" if back == "review" else "")
    return visit.go(f"/vettings/{vetting_id}/score") if state == "submitted" else visit.page(page)


@router.post("/vettings/{vetting_id}/answer/{item_id}")
async def save(visit: Evaluating, vetting_id: Id, item_id: str) -> Response:
    """Save the answer: htmx gets the saved state, a plain form goes on to the next question."""
    typed = await visit.typed()
    page, _ = await visit.read(_page, vetting_id, item_id)
    try:
        given = read_answer(page.item, typed, page.instrument)
    except Mistakes as mistakes:
        return visit.page(_again(page, typed, mistakes), "saved" if visit.by_htmx else None, 422)
    await visit.write(save_answer, vetting_id, item_id, given, visit.now, said(typed))
    page, _ = await visit.read(_page, vetting_id, item_id)
    if visit.by_htmx:
        return visit.page(page, "saved")
    if is_given(page.answer) and not is_complete(page.item, page.answer):
        return visit.page(_again(page, typed, Mistakes(LACKING[page.answer.status])), status=422)
    return visit.go(f"/vettings/{vetting_id}/review#{item_id}" if last(typed, "back") == "review" else _after(page))


def _again(page: AnswerPage, typed: Typed, mistakes: Mistakes) -> AnswerPage:
    """The same question with its mistakes, showing what was typed."""
    shown = as_typed(page.item, typed)
    number, back = last(typed, "number"), "review" if last(typed, "back") == "review" else ""
    return replace(page, mistakes=mistakes.fields, answer=shown, number_typed=number, back=back)


def questions(instrument: Instrument, length: str) -> tuple[Item, ...]:
    """The evaluator's items in the order of a call (measurement 3)."""
    place = {dimension: n for n, dimension in enumerate(instrument.call_order)}
    return tuple(sorted(instrument.asked("evaluator", length), key=lambda item: place[item.dimension]))


def _first(db: Connection, member: Member, vetting_id: int) -> str:
    vetting = vetting_to_change(db, member, vetting_id)
    own = own_response(db, member, vetting)
    left = missing(questions(instrument(*vetting.search.instrument), vetting.search.length), own.answers if own else {})
    if own and own.state == "submitted":
        return f"/vettings/{vetting_id}/score"
    return f"/vettings/{vetting_id}/answer/{left[0].id}" if left else f"/vettings/{vetting_id}/review"


def _page(db: Connection, member: Member, vetting_id: int, item_id: str) -> tuple[AnswerPage, str]:
    vetting = vetting_to_change(db, member, vetting_id)
    asked = questions(used := instrument(*vetting.search.instrument), vetting.search.length)
    item = next((item for item in asked if item.id == item_id), None)
    if item is None:
        raise NotHere("That question is not part of this form.")
    own = own_response(db, member, vetting)
    return _question(vetting, used, asked, item, own), own.state if own else "draft"


def _question(
    vetting: Vetting, used: Instrument, asked: tuple[Item, ...], item: Item, own: Filled | None
) -> AnswerPage:
    given = own.answers if own else {}
    answer = given.get(item.id, Answer())
    left = missing(asked, given)
    minutes = used.short_form.minutes if vetting.search.length == "short" else used.form["evaluator"].minutes
    return AnswerPage(
        vetting=vetting,
        instrument=used,
        item=item,
        dimension=used.dimension[item.dimension],
        answer=answer,
        number_typed="" if answer.number is None else words.plain(answer.number),
        number=asked.index(item) + 1,
        items=asked,
        sections=[_section(used.dimension[d], asked, left) for d in used.call_order],
        left=len(left),
        minutes=-(-minutes * len(left) // len(asked)),
        saved_at=own.saved_at if own else None,
        back="",
        mistakes={},
    )


def _section(dimension: Dimension, asked: tuple[Item, ...], left: tuple[Item, ...]) -> Section:
    own = [item for item in asked if item.dimension == dimension.id]
    waiting = [item for item in left if item.dimension == dimension.id]
    return Section(dimension, len(own) - len(waiting), len(own), (waiting or own)[0].id)


def _after(page: AnswerPage) -> str:
    form = f"/vettings/{page.vetting.id}"
    last = page.number == len(page.items)
    return f"{form}/review" if last else f"{form}/answer/{page.items[page.number].id}"
