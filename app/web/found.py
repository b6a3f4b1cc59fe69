"""What was found about a recruiter, for the recruiter alone, and what they reply: beside what it answers, unedited."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.reply_to_found import is_decided, write_remarks
from app.refusals import Mistakes
from app.store.instruments import instrument
from app.store.members import Member
from app.store.own_pages import OwnPage, Told
from app.store.remarks import Reply, reply_in
from app.vetting.card_sentences import flag_text
from app.vetting.combining import chosen_weights
from app.vetting.flags import BY_HAND
from app.vetting.privacy import REFERENCES, Given, RecruiterView, for_recruiter
from app.web.answer_form import last
from app.web.found_door import Finding
from app.web.saving import COUNT
from app.web.scored import scored_vetting

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FoundPage:
    """`flags`: about → the flag's words. `typed`: about → what stands in its field."""

    template: ClassVar[str] = "found.html"
    own: OwnPage
    view: RecruiterView
    flags: Mapping[str, str]
    reply: Reply
    seen: int  # the newest remark this page shows
    decided: bool
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/found/{page_id}")
async def found(visit: Finding) -> Response:
    return visit.page(await visit.read(found_page, visit.own))


@router.post("/found/{page_id}/reply")
async def replied(visit: Finding) -> Response:
    """Keep what they wrote; all fields are sent together, and only what changed is a new version."""
    typed = await visit.typed()
    page = await visit.read(found_page, visit.own)
    said = {about: last(typed, about).strip() for about in page.typed if about in typed}
    seen = last(typed, "seen")
    try:
        if unknown := typed.keys() - page.typed.keys() - {"seen"}:
            raise Mistakes({"overall": f"This form has no field “{sorted(unknown)[0]}”."})
        changed = await visit.write(
            write_remarks, visit.own, said, int(seen) if COUNT.fullmatch(seen) else 0, visit.now
        )
    except Mistakes as mistakes:
        return visit.page(await visit.read(found_page, visit.own, said, mistakes.fields), status=422)
    company = visit.own.vetting.search.company
    kept = f"It stands beside what it answers, where {company} reads it." if changed else "Nothing had changed."
    return visit.go(f"/found/{visit.own.id}", kept)


def found_page(
    db: Connection,
    _who: Told,
    own: OwnPage,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> FoundPage:
    view, reply = own_view(db, own), reply_in(db, own.vetting)
    flags = flags_told(own, view)
    fields = ("overall", *(f"dimension.{one.dimension.id}" for one in view.dimensions), *flags, "facts")
    stands = {about: reply.about[about].text if about in reply.about else "" for about in fields}
    newest = max((remark.id for remark in reply.about.values()), default=0)
    return FoundPage(own, view, flags, reply, newest, is_decided(own), stands | dict(typed or {}), mistakes or {})


def own_view(db: Connection, own: OwnPage) -> RecruiterView:
    """What may be told, from the forms an owner would see, and of references those in when the recruiter was told."""
    search = own.vetting.search
    used = instrument(*search.instrument)
    scored = scored_vetting(db, Member(0, search.company_id, search.company, "", "", "owner"), own.vetting)
    entrant = scored.entrants[0]
    given = [
        Given(form.response, form.consent)
        for form in entrant.forms
        if form.source not in REFERENCES or (form.submitted_at or 0) <= own.told_at
    ]
    weights = chosen_weights(used, search.weights)
    return for_recruiter(used, given, weights, entrant.log, scored.constants.mean, scored.constants.sigma2)


def flags_told(own: OwnPage, view: RecruiterView) -> dict[str, str]:
    """flag.<id> → its words, for the flags that are told."""
    used = instrument(*own.vetting.search.instrument)
    worded = {flag_text(used, flag): f"flag.{flag}" for flag in (*used.flag, BY_HAND)}
    return {worded[text]: text for text in view.flags}
