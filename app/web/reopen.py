"""Reopening an evaluator's form: which one, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.reopen import LONGEST, SHORTEST, WHY, reopen
from app.refusals import Conflict, Mistakes
from app.store.blindness import Part
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_to_change
from app.web import forms
from app.web.doors import Id, Managing, Visit
from app.web.scored import seen_vetting

router = APIRouter()


class Reopen(forms.Form):
    response: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,17}$")]
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST)]


SENTENCES = {"response": "Choose the form to reopen.", "why": WHY}


@dataclass(frozen=True, slots=True)
class ReopenPage:
    """`forms` are those that are in: whose they are is known to everybody, what is in them is not shown here."""

    template: ClassVar[str] = "reopen.html"
    vetting: Vetting
    forms: list[Part]
    longest: int
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/reopen")
async def asked(visit: Managing, vetting_id: Id) -> Response:
    return await _page(visit, vetting_id)


@router.post("/vettings/{vetting_id}/reopen")
async def reopened(visit: Managing, vetting_id: Id) -> Response:
    page = await visit.read(_shown, vetting_id, {}, {})
    typed = await visit.typed()
    try:
        form = forms.read(Reopen, typed, SENTENCES)
        await visit.write(reopen, vetting_id, int(form.response), form.why, visit.now)
    except (Mistakes, Conflict) as refused:
        fields = refused.fields if isinstance(refused, Mistakes) else {"response": refused.sentence}
        kept = {name: values[-1] for name, values in typed.items()}
        return await _page(visit, vetting_id, kept, fields, refused.status)
    whose = next((part.name for part in page.forms if part.response_id == int(form.response)), "")
    return visit.go(
        f"/vettings/{vetting_id}/score", f"The form of {whose} is open again, and counts once it is back in."
    )


async def _page(
    visit: Visit,
    vetting_id: int,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return visit.page(await visit.read(_shown, vetting_id, typed or {}, mistakes or {}), status=status)


def _shown(
    db: Connection, member: Member, vetting_id: int, typed: Mapping[str, str], mistakes: Mapping[str, str]
) -> ReopenPage:
    vetting = vetting_to_change(db, member, vetting_id)
    panel = seen_vetting(db, member, vetting).panel
    return ReopenPage(vetting, [part for part in panel if part.state == "submitted"], LONGEST, typed, mistakes)
