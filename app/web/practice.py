"""Practice before the first vetting: two written calls to rate, each with its key afterwards; no score knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.calibrations import Practised, own_practice, practised_in
from app.store.instruments import examples, instrument
from app.store.members import Member, members_of
from app.store.searches import Search, evaluators_of, search_for
from app.vetting.calibration import calibration, severity_sentence
from app.vetting.examples import Example
from app.web import words
from app.web.doors import Evaluating, Id

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Call:
    """One example call, and how the member's rating of it lies to the key; "" until they have rated it."""

    example: Example
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One member and what came of their practice: a sentence for each call, "" for one they have not rated."""

    name: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class PracticePage:
    """`rows`: who has practised, for those who run the search; None for everybody else."""

    template: ClassVar[str] = "practice.html"
    search: Search
    calls: list[Call]
    rows: list[Row] | None


@router.get("/searches/{search_id}/practice")
async def practice(visit: Evaluating, search_id: Id) -> Response:
    return visit.page(await visit.read(_page, search_id))


def _page(db: Connection, member: Member, search_id: int) -> PracticePage:
    search = search_for(db, member, search_id)
    calls, own = examples(*search.instrument), own_practice(db, member, search)
    return PracticePage(
        search=search,
        calls=[Call(call, sentence(search, call, own.get(call.id))) for call in calls],
        rows=_rows(db, member, search, calls) if member.role in words.MANAGING and not search.demo else None,
    )


def sentence(search: Search, call: Example, practised: Practised | None) -> str:
    """“Half a point milder than the key, on average.”; "" where it was not rated."""
    if practised is None:
        return ""
    return severity_sentence(calibration(instrument(*search.instrument), call, practised.answers))


def _rows(db: Connection, member: Member, search: Search, calls: Sequence[Example]) -> list[Row]:
    """Whoever evaluates or has practised, in the order they joined."""
    done = {(each.member_id, each.example): each for each in practised_in(db, search)}
    wanted = evaluators_of(db, [search])[search.id] | {who for who, _ in done}
    known = [each for each in members_of(db, member.company_id) if each.id in wanted]
    return [
        Row(each.name, [sentence(search, call, done.get((each.id or 0, call.id))) for call in calls]) for each in known
    ]
