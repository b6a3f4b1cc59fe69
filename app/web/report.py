"""The report of a search: what it holds, and its PDF, made in a bounded worker."""

import asyncio
import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import Busy, Conflict
from app.reports.comparison import ComparisonReport, document, filename
from app.reports.pdf import PdfFailed, comparison_pdf
from app.reports.scorecard import Vetting as Reported
from app.reports.scorecard import View
from app.store.members import Member
from app.store.searches import Search, search_for
from app.web import words
from app.web.doors import Id, Reading
from app.web.scored import Entrant, Scored, scored_search

router = APIRouter()

WORKERS = ThreadPoolExecutor(2, thread_name_prefix="followthrough-pdf")  # typst releases the GIL


@dataclass(frozen=True, slots=True)
class ReportPage:
    template: ClassVar[str] = "report.html"
    search: Search
    scored: int
    left_out: str
    name: str


@router.get("/searches/{search_id}/report")
async def report(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_page, search_id, _today(visit.now)))


@router.get("/searches/{search_id}/report.pdf")
async def pdf(visit: Reading, search_id: Id) -> Response:
    """The comparison as a PDF; what this member may not see yet is not in it."""
    told = await visit.read(_report, search_id, _today(visit.now))
    try:
        made = await asyncio.get_running_loop().run_in_executor(WORKERS, comparison_pdf, told)
    except PdfFailed as failed:
        raise Busy("The PDF could not be made just now. Nothing is lost: try again in a minute.") from failed
    name = filename(told.search, told.date)
    disposition = f"attachment; filename=\"{name.encode('ascii', 'replace').decode()}\"; filename*=UTF-8''{quote(name)}"
    return Response(made.content, media_type="application/pdf", headers={"Content-Disposition": disposition})


def _page(db: Connection, member: Member, search_id: int, today: datetime.date) -> ReportPage:
    scored = scored_search(db, member, search_for(db, member, search_id))
    return ReportPage(
        scored.search, len(scored.league), _left_out(member, scored), filename(scored.search.title, today)
    )


def _report(db: Connection, member: Member, search_id: int, today: datetime.date) -> ComparisonReport:
    scored = scored_search(db, member, search_for(db, member, search_id))
    if not scored.league:
        raise Conflict("There is nothing to report yet. Submit the form of at least one recruiter first.")
    return _document(member, scored, today)


def _document(member: Member, scored: Scored, today: datetime.date) -> ComparisonReport:
    return document(
        company=scored.search.company,
        search=scored.search.title,
        date=today,
        demo=scored.search.demo,
        instrument=scored.instrument,
        comparison=scored.comparison,
        vettings=[_reported(entrant) for entrant in scored.entrants if not entrant.hidden],
        left_out=_left_out(member, scored),
        weights_name=scored.search.weights_name,
        posteriors={one.key: one.result.posterior for one in scored.league if one.result},
    )


def _left_out(member: Member, scored: Scored) -> str:
    """How many are not in the report, never who; nothing where all are."""
    hidden = sum(entrant.hidden for entrant in scored.entrants)
    if not hidden:
        return ""
    waited_for = "the evaluators’ forms are in" if member.role == "viewer" else "your own form is in"
    return f"{words.count(hidden, 'recruiter is', 'recruiters are')} left out: hidden until {waited_for}."


def _reported(entrant: Entrant) -> Reported:
    return Reported(
        entrant.key,
        entrant.vetting.name,
        entrant.vetting.firm,
        entrant.responses,
        log=entrant.log,
        views=tuple(_views(entrant)),
    )


def _views(entrant: Entrant) -> Iterator[View]:
    for form in entrant.forms:
        if form.source == "evaluator" and form.impression:
            yield View(form.respondent, words.IMPRESSIONS[form.impression], form.summary)


def _today(now: int) -> datetime.date:
    return datetime.datetime.fromtimestamp(now, datetime.UTC).astimezone().date()
