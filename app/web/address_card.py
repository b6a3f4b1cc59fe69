"""One recruiter in the address book: what each search found, side by side and never mixed into one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.rename_recruiter import rename_recruiter
from app.refusals import Mistakes
from app.store.address_book import recruiter_for
from app.store.members import Member
from app.web import forms
from app.web.doors import Belonging, Id, Managing, Visit
from app.web.scored import Entrant, Scored, scored_vettings

router = APIRouter()


class Naming(forms.Form):
    name: forms.Line
    firm: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


SENTENCES = {
    "name": "Enter the recruiter's name, in up to 200 characters.",
    "firm": "Shorten the firm to 200 characters.",
}


@dataclass(frozen=True, slots=True)
class AddressCardPage:
    template: ClassVar[str] = "address_card.html"
    recruiter_id: int
    name: str
    firm: str
    met: dict[str, list[Entrant]]  # version of the questionnaire → what was found with it, newest search first
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/address-book/{recruiter_id}")
async def address_card(visit: Belonging, recruiter_id: Id) -> Response:
    return visit.page(await visit.read(_page, recruiter_id))


@router.post("/address-book/{recruiter_id}")
async def rename(visit: Managing, recruiter_id: Id) -> Response:
    typed = await visit.typed()
    try:
        form = forms.read(Naming, typed, SENTENCES)
        await visit.write(rename_recruiter, recruiter_id, form.name, form.firm, visit.now)
    except Mistakes as mistakes:
        return await _again(visit, recruiter_id, {name: texts[-1] for name, texts in typed.items()}, mistakes)
    return visit.go(f"/address-book/{recruiter_id}", "Name and firm are put right in every search.")


async def _again(visit: Visit, recruiter_id: int, typed: Mapping[str, str], mistakes: Mistakes) -> Response:
    return visit.page(await visit.read(_page, recruiter_id, typed, mistakes.fields), status=422)


def _page(
    db: Connection,
    member: Member,
    recruiter_id: int,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> AddressCardPage:
    found = recruiter_for(db, member, recruiter_id)
    who = found[0]
    shown = typed or {"name": who.name, "firm": who.firm}
    met = _by_version(scored_vettings(db, member, found))
    return AddressCardPage(recruiter_id, who.name, who.firm, met, shown, mistakes or {})


def _by_version(found: Sequence[Scored]) -> dict[str, list[Entrant]]:
    """Scores of different questionnaires are never set beside each other, so each version is a table of its own."""
    met: dict[str, list[Entrant]] = {}
    for one in found:
        met.setdefault(" ".join(one.search.instrument), []).append(one.entrants[0])
    return met
