"""The whole form on one page: to look it through, or to type in what was written by hand on the interview guide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.save_answer import Saved
from app.actions.save_form import save_form
from app.actions.save_view import SavedView, View, view_of
from app.store.members import Member
from app.store.saves import VIEW, last_of
from app.vetting.answers import Answer
from app.vetting.instrument import Dimension, Item
from app.web import whole_form, words
from app.web.answer_form import Typed, as_typed, last
from app.web.call import Call, call_for
from app.web.doors import Evaluating, Id
from app.web.saving import Side, side, side_of_view, somebody_else
from app.web.view_form import typed_view
from app.web.whole_form import fields, prefix, read_form

router = APIRouter()

MET = "This was changed elsewhere meanwhile. Both are kept: choose the one that counts."


@dataclass(frozen=True, slots=True)
class Met:
    """What was saved elsewhere meanwhile, and when."""

    other: Side
    at: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `at` stands before the names of its fields, `seen` is the version of the answer it shows."""

    item: Item
    at: str
    seen: int
    answer: Answer
    number_typed: str
    met: Met | None = None


@dataclass(frozen=True, slots=True)
class AskedView:
    """The own view, which is asked last."""

    view: View
    seen: int
    met: Met | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """`summary`: every mistake with the number of its question; `mistakes` has the same beside their fields."""

    template: ClassVar[str] = "form.html"
    call: Call
    parts: list[tuple[Dimension, list[Asked]]]
    view: AskedView
    summary: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/form")
async def form(visit: Evaluating, vetting_id: Id) -> Response:
    return visit.page(await visit.read(_page, vetting_id))


@router.post("/vettings/{vetting_id}/form")
async def save(visit: Evaluating, vetting_id: Id) -> Response:
    """Save every answer that can be taken, and show again those that cannot. A script saves them one by one instead."""
    typed = await visit.typed()
    call = await visit.read(call_for, vetting_id)
    if refused := somebody_else(visit, typed, visit.member.id):
        return refused
    sent = read_form(call, typed)
    saved, view = await visit.save(save_form, vetting_id, sent.answers, sent.view, visit.now)
    page = await visit.read(_page, vetting_id)
    met = {item: one for item, one in saved.items() if one.refused is not None}
    met_view = view if view and view.refused is not None else None
    if sent.mistakes or met or met_view:
        again = _again(page, typed, sent.mistakes, met, met_view)
        return visit.page(again, status=422 if sent.mistakes else 409)
    if last(typed, "go") == "review":
        return visit.go(f"/vettings/{vetting_id}/review")
    return visit.go(f"/vettings/{vetting_id}/form", f"Saved. {page.call.done} of {len(page.call.items)} answered.")


def _page(db: Connection, member: Member, vetting_id: int) -> FormPage:
    call = call_for(db, member, vetting_id)
    kept = last_of(db, call.own, VIEW, kept=True) if call.own else None
    parts = [(section.dimension, [_asked(call, item) for item in section.items]) for section in call.sections]
    return FormPage(call, parts, AskedView(view_of(call.own), kept.version if kept else 0), {}, {})


def _asked(call: Call, item: Item) -> Asked:
    answer = call.answer(item)
    number = "" if answer.number is None else words.plain(answer.number)
    return Asked(item, prefix(item), call.version(item), answer, number)


def _again(
    page: FormPage, typed: Typed, mistakes: Mapping[str, str], met: Mapping[str, Saved], met_view: SavedView | None
) -> FormPage:
    """The page with what was typed where it was not saved, and with both answers where one met another."""
    wrong = {name.partition("-")[0] for name in mistakes} | met.keys()
    parts = [
        (dimension, [_as_sent(page.call, one, typed, met) if one.item.id in wrong else one for one in asked])
        for dimension, asked in page.parts
    ]
    view = page.view
    if met_view:
        view = AskedView(met_view.refused or View(), met_view.version, Met(side_of_view(met_view.view), met_view.at))
    elif "view" in wrong:
        view = replace(view, view=typed_view(fields(whole_form.VIEW, typed)))
    everything = {**mistakes, **{f"{item}-met": MET for item in (*met, *(["view"] if met_view else []))}}
    return replace(page, parts=parts, view=view, mistakes=everything, summary=_numbered(page.call, everything))


def _as_sent(call: Call, asked: Asked, typed: Typed, met: Mapping[str, Saved]) -> Asked:
    own = fields(asked.at, typed)
    shown = replace(asked, answer=as_typed(asked.item, own), number_typed=last(own, "number"))
    if other := met.get(asked.item.id):
        return replace(shown, seen=other.version, met=Met(side(asked.item, other.answer, call.instrument), other.at))
    return replace(shown, seen=int(last(own, "seen") or 0))


def _numbered(call: Call, mistakes: Mapping[str, str]) -> dict[str, str]:
    """Each mistake with the number of its question, as the guide has it too."""
    numbers = {item.id: f"Question {call.number(item)}" for item in call.items} | {"view": "Your own view"}
    return {name: f"{numbers[name.partition('-')[0]]}: {sentence}" for name, sentence in mistakes.items()}
