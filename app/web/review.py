"""Check your answers: every one with a Change link, what is missing, the overall impression, and Submit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.save_answer import Stamp
from app.actions.save_view import View, ViewChangedElsewhere, save_view, view_of
from app.actions.submit import submit
from app.refusals import Mistakes
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.responses import own_response
from app.store.saves import VIEW, last_of
from app.vetting.answers import Answer, Status
from app.vetting.drafts import missing
from app.vetting.instrument import Instrument, Item
from app.web import forms
from app.web.answer_form import Typed
from app.web.asked import wants_part
from app.web.call import questions
from app.web.doors import Evaluating, Id, Visit
from app.web.saving import both_views, somebody_else, stamp_of, unstamped
from app.web.view_form import LONGEST, SENTENCES, mistakes_in, said_of_view, typed_view

router = APIRouter()


class Review(forms.Form):
    impression: Literal["definitely_not", "no", "yes", "definitely"]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
    from_notes: Literal["yes", ""] = ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    template: ClassVar[str] = "review.html"
    vetting: Vetting
    instrument: Instrument
    numbered: list[tuple[int, Item]]
    answers: Mapping[str, Answer]
    left: frozenset[str]
    counts: str
    saved_at: int | None
    seen: int  # the version of the own view that it shows
    sequence: int  # of the save this answers
    view: View
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/review")
async def review(visit: Evaluating, vetting_id: Id) -> Response:
    page, state = await visit.read(_page, vetting_id)
    return visit.go(f"/vettings/{vetting_id}/score") if state == "submitted" else visit.page(page)


@router.post("/vettings/{vetting_id}/review")
async def submitted(visit: Evaluating, vetting_id: Id) -> Response:
    """Submit the form; what a script sends keeps the view as a draft."""
    typed = await visit.typed()
    if refused := somebody_else(visit, typed, visit.member.id):
        return refused
    stamp = stamp_of(typed)
    if wants_part(visit.request):
        return await _kept(visit, vetting_id, typed, stamp)
    typed = {name: texts for name, texts in unstamped(typed).items() if name != "whole"}
    page, _ = await visit.read(_page, vetting_id)
    try:
        form = forms.read(Review, typed, SENTENCES)
        said = (form.impression, form.summary, form.from_notes == "yes")
        await visit.write(submit, vetting_id, page.instrument, *said, visit.now)
    except Mistakes as mistakes:
        return visit.page(replace(page, view=typed_view(typed), mistakes=_all(page, mistakes)), status=422)
    return visit.go(f"/vettings/{vetting_id}/score", "Submitted. Your answers no longer change.")


async def _kept(visit: Visit, vetting_id: int, typed: Typed, stamp: Stamp) -> Response:
    view = typed_view(typed)
    if wrong := mistakes_in(view):
        raise Mistakes(wrong)
    try:
        saved = await visit.save(save_view, vetting_id, view, visit.now, said_of_view(typed), stamp)
        saved.accepted()
    except ViewChangedElsewhere as met:
        return both_views(visit, met, typed)
    page, _ = await visit.read(_page, vetting_id)
    return visit.page(replace(page, saved_at=visit.now, seen=saved.version, sequence=saved.sequence), "saved")


def _all(page: ReviewPage, mistakes: Mistakes) -> dict[str, str]:
    """What is missing in the answers, by question number, then what is missing on this page."""
    unanswered = {i.id: f"Answer question {n}, or mark it as not asked" for n, i in page.numbered if i.id in page.left}
    return unanswered | {name: sentence for name, sentence in mistakes.fields.items() if name in SENTENCES}


def _counts(asked: Sequence[Item], given: Mapping[str, Answer], left: Collection[str]) -> str:
    """“28 answered, 1 not asked, 0 not applying, 1 missing”: every question counted once."""
    done = [given[item.id].status for item in asked if item.id not in left]
    told: dict[Status, str] = {"answered": "answered", "not_asked": "not asked", "na": "not applying"}
    return ", ".join([*(f"{done.count(status)} {name}" for status, name in told.items()), f"{len(left)} missing"])


def _page(db: Connection, member: Member, vetting_id: int) -> tuple[ReviewPage, str]:
    vetting = vetting_to_change(db, member, vetting_id)
    used = instrument(*vetting.search.instrument)
    asked = questions(used, vetting.search.length)
    own = own_response(db, member, vetting)
    given = own.answers if own else {}
    left = frozenset(item.id for item in missing(asked, given))
    last = last_of(db, own, VIEW, kept=True) if own else None
    page = ReviewPage(
        vetting,
        used,
        list(enumerate(asked, 1)),
        given,
        left,
        _counts(asked, given, left),
        own.saved_at if own else None,
        last.version if last else 0,
        0,
        view_of(own),
        {},
    )
    return page, own.state if own else "draft"
