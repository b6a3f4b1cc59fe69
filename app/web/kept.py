"""Reports kept as they were made: keeping one with its search, downloading the very same bytes, and removing one."""

import datetime
from dataclasses import replace
from functools import partial

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.keep_report import Report, keep_report, remove_report
from app.refusals import Conflict
from app.reports.comparison import ComparisonReport
from app.reports.documents import Paper
from app.store.blindness import hidden_in
from app.store.kept_reports import kept_content
from app.store.members import Member
from app.store.searches import Search, search_for, search_to_change
from app.web.doors import Id, Managing, Reading
from app.web.paper import disposition
from app.web.report import PDF, report_of
from app.web.reported import code_of, day_of, printed_as
from app.web.scored import Entrant, near_search

router = APIRouter()

CHANGED = "Something in this report was changed while it was made, so it was not kept. Keep it once more."
SAID = "The report is kept, at the end of this page. Nothing that is changed from now on changes it."


@router.post("/searches/{search_id}/kept")
async def keep(visit: Managing, search_id: Id) -> Response:
    """What whoever keeps it may see, and nothing else, is in it."""
    typed = await visit.typed()
    paper: Paper = "letter" if "letter" in typed.get("paper", []) else "a4"
    report, rests_on = await visit.made(partial(_printed, paper), _to_keep, search_id, day_of(visit.now))
    await visit.write(_keep, search_id, report, rests_on, visit.now)
    return visit.go(f"/searches/{search_id}/report", SAID)


@router.get("/searches/{search_id}/kept/{kept_id}")
async def kept(visit: Reading, search_id: Id, kept_id: Id) -> Response:
    name, content = await visit.read(_content, search_id, kept_id)
    return Response(content, media_type=PDF.media, headers={"Content-Disposition": disposition(name)})


@router.post("/searches/{search_id}/kept/{kept_id}/remove")
async def remove(visit: Managing, search_id: Id, kept_id: Id) -> Response:
    await visit.typed()
    await visit.write(_remove, search_id, kept_id, visit.now)
    return visit.go(f"/searches/{search_id}/report", "The kept report is removed.")


def _printed(paper: Paper, found: tuple[ComparisonReport, list[Entrant]]) -> tuple[Report, list[Entrant]]:
    told, rests_on = found
    about = tuple(int(part.id) for part in told.recruiters if part.forms or part.records)
    content, name = replace(PDF, make=printed_as("comparison", paper)).file(told)
    return Report(name, code_of(told), content, about), rests_on


def _to_keep(
    db: Connection, member: Member, search_id: int, today: datetime.date
) -> tuple[ComparisonReport, list[Entrant]]:
    """The report, and what it rests on."""
    search = search_to_change(db, member, search_id)
    return report_of(db, member, search_id, today), _inside(db, member, search)


def _inside(db: Connection, member: Member, search: Search) -> list[Entrant]:
    """What a report of the search may hold; who is still at it makes no difference."""
    seen = [one for one in near_search(db, member, search).seen() if one.vetting.search.id == search.id]
    return [replace(one, own=None, panel=(), expected=frozenset(), asked=False) for one in seen]


def _keep(db: Connection, member: Member, search_id: int, report: Report, rests_on: list[Entrant], now: int) -> None:
    """Raises Conflict where what it rests on was changed or erased while it was made: looked at while nobody erases."""
    keep_report(db, member, search_id, report, now)
    if _inside(db, member, search_to_change(db, member, search_id)) != rests_on:
        raise Conflict(CHANGED)


def _content(db: Connection, member: Member, search_id: int, kept_id: int) -> tuple[str, bytes]:
    """Not there for those who may not see everything that is in it."""
    search = search_for(db, member, search_id)
    return kept_content(db, search, hidden_in(db, member, search), kept_id)


def _remove(db: Connection, member: Member, search_id: int, kept_id: int, now: int) -> None:
    hidden = hidden_in(db, member, search_for(db, member, search_id))
    remove_report(db, member, search_id, kept_id, hidden, now)
