"""The people of a search: who evaluates, and who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.choose_people import People, choose_people
from app.refusals import Conflict, Mistakes
from app.store.members import Member, members_of
from app.store.recruiters import vettings_in
from app.store.responses import Filled, responses_in
from app.store.searches import Search, search_to_change, seats_of
from app.web import words
from app.web.doors import Id, Managing

router = APIRouter()

FIELDS = {"restricted", "evaluates", "sees", "discard"}
WRONG = "This page could not be read. Open it again and choose once more."


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the company in this search: what is ticked, and how far their forms are."""

    member: Member
    evaluates: bool
    sees: bool  # ticked: it counts where the search is restricted
    forms_in: int
    begun: int  # begun and not in
    reopened: bool  # one of those was in once, so it is not discarded
    discard: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage:
    template: ClassVar[str] = "people.html"
    search: Search
    recruiters: int
    rows: list[Row]
    restricted: bool
    mistake: str


@router.get("/searches/{search_id}/people")
async def people(visit: Managing, search_id: Id) -> Response:
    return visit.page(await visit.read(_page, search_id))


@router.post("/searches/{search_id}/people")
async def chosen(visit: Managing, search_id: Id) -> Response:
    page = await visit.read(_page, search_id)
    typed = await visit.typed()
    wanted = _read(typed)
    if wanted is None:
        return visit.page(replace(page, mistake=WRONG), status=422)
    try:
        new = await visit.write(choose_people, search_id, wanted, visit.now)
    except (Mistakes, Conflict) as refused:
        return visit.page(_as_ticked(page, wanted, refused.sentence), status=refused.status)
    told = [id for id in new if id != visit.member.id]
    said = (
        f" {words.count(len(told), 'evaluator')} gets a mail."
        if len(told) == 1
        else f" {len(told)} evaluators get a mail."
    )
    return visit.go(f"/searches/{search_id}", "The people of this search are kept." + (said if told else ""))


def _read(typed: Mapping[str, list[str]]) -> People | None:
    """What was ticked; None for what this page does not send."""
    restricted = typed.get("restricted", [""])[-1]
    ids = {name: typed.get(name, []) for name in FIELDS - {"restricted"}}
    plain = all(id.isascii() and id.isdigit() and len(id) < 19 for many in ids.values() for id in many)
    if typed.keys() - FIELDS or not plain or restricted not in ("", "no", "yes"):
        return None
    ticked = {name: frozenset(map(int, many)) for name, many in ids.items()}
    return People(ticked["evaluates"], ticked["sees"], restricted == "yes", ticked["discard"])


def _as_ticked(page: PeoplePage, wanted: People, mistake: str) -> PeoplePage:
    rows = [
        replace(
            row,
            evaluates=row.member.id in wanted.evaluators,
            sees=row.member.id in wanted.readers,
            discard=row.member.id in wanted.discarded,
        )
        for row in page.rows
    ]
    return replace(page, rows=rows, restricted=wanted.restricted, mistake=mistake)


def _page(db: Connection, member: Member, search_id: int) -> PeoplePage:
    search = search_to_change(db, member, search_id)
    vettings = vettings_in(db, search)
    forms = [form for filled in responses_in(db, vettings).values() for form in filled if form.source == "evaluator"]
    seats = seats_of(db, search)
    rows = [_row(each, seats, forms) for each in members_of(db, search.company_id)]
    return PeoplePage(search, len(vettings), rows, search.restricted, "")


def _row(each: Member, seats: Mapping[int, bool], forms: list[Filled]) -> Row:
    own = [form for form in forms if form.member_id == each.id]
    begun = [form for form in own if form.state == "draft"]
    return Row(
        member=each,
        evaluates=seats.get(each.id or 0, False),
        sees=each.id in seats,
        forms_in=len(own) - len(begun),
        begun=len(begun),
        reopened=any(form.reopened_at for form in begun),
    )
