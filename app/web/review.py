"""Check your answers: every one with a Change link, what is missing, the overall impression, and Submit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.submit import submit
from app.refusals import Mistakes
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.store.responses import own_response
from app.vetting.answers import Answer
from app.vetting.drafts import missing
from app.vetting.instrument import Instrument, Item
from app.web import forms
from app.web.answer import questions
from app.web.doors import Evaluating, Id

router = APIRouter()


class Review(forms.Form):
    impression: Literal["definitely_not", "no", "yes", "definitely"]
    summary: forms.Line


SENTENCES = {
    "impression": "Choose whether you would let them speak for you.",
    "summary": "Say why in one or two sentences, in up to 200 characters.",
}


@dataclass(frozen=True, slots=True)
class ReviewPage:
    template: ClassVar[str] = "review.html"
    vetting: Vetting
    instrument: Instrument
    numbered: list[tuple[int, Item]]
    answers: Mapping[str, Answer]
    left: frozenset[str]
    saved_at: int | None
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/review")
async def review(visit: Evaluating, vetting_id: Id) -> Response:
    page, state = await visit.read(_page, vetting_id)
    return visit.go(f"/vettings/{vetting_id}/score") if state == "submitted" else visit.page(page)


@router.post("/vettings/{vetting_id}/review")
async def submitted(visit: Evaluating, vetting_id: Id) -> Response:
    typed = await visit.typed()
    page, _ = await visit.read(_page, vetting_id)
    try:
        form = forms.read(Review, typed, SENTENCES)
        await visit.write(submit, vetting_id, page.instrument, form.impression, form.summary, visit.now)
    except Mistakes as mistakes:
        kept = {name: values[-1] for name, values in typed.items()}
        return visit.page(replace(page, typed=kept, mistakes=_all(page, mistakes)), status=422)
    return visit.go(f"/vettings/{vetting_id}/score", "Submitted. Your answers no longer change.")


def _all(page: ReviewPage, mistakes: Mistakes) -> dict[str, str]:
    """What is missing in the answers, by question number, then what is missing on this page."""
    unanswered = {i.id: f"Answer question {n}, or mark it as not asked" for n, i in page.numbered if i.id in page.left}
    return unanswered | {name: sentence for name, sentence in mistakes.fields.items() if name in SENTENCES}


def _page(db: Connection, member: Member, vetting_id: int) -> tuple[ReviewPage, str]:
    vetting = vetting_to_change(db, member, vetting_id)
    used = instrument(*vetting.search.instrument)
    asked = questions(used, vetting.search.length)
    own = own_response(db, member, vetting)
    given = own.answers if own else {}
    left = frozenset(item.id for item in missing(asked, given))
    page = ReviewPage(vetting, used, list(enumerate(asked, 1)), given, left, own.saved_at if own else None, {}, {})
    return page, own.state if own else "draft"
