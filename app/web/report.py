"""The report of a search: what it holds, and its files in every format, each made in a bounded worker."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.keep_report import is_decided
from app.refusals import Conflict
from app.reports.comparison import ComparisonReport, filename
from app.reports.documents import Paper
from app.reports.league_picture import league_png, league_svg
from app.reports.recorded import comparison_json
from app.store.kept_reports import Kept, kept_in
from app.store.members import Member
from app.store.searches import Search, search_for
from app.web.doors import Id, Reading, Visit
from app.web.paper import to_keep
from app.web.reported import code_of, day_of, left_out, printed_as, reported, why_empty, written_as
from app.web.scored import scored_search

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Format:
    """One way to download the report: its address ends in `word`, its file's name begins with `what`."""

    word: str
    title: str
    use: str
    media: str
    make: Callable[[ComparisonReport], bytes]
    what: str = "Recruiters"
    papers: bool = False  # whether there is a choice of them

    def file(self, told: ComparisonReport) -> tuple[bytes, str]:
        """The file and its name."""
        return self.make(told), self.name(told.search, told.date)

    def name(self, search: str, date: datetime.date) -> str:
        return filename(search, date, self.word.rpartition(".")[2], self.what)


PDF = Format(
    "report.pdf",
    "PDF",
    "To hand to whoever decides: the comparison on page 1, then every recruiter, every answer, method and weights. "
    "Tagged for screen readers.",
    "application/pdf",
    printed_as("comparison"),
    papers=True,
)
SUMMARY = Format(
    "summary.pdf",
    "PDF, summary alone",
    "Page 1 of the same report for a meeting: everyone on one scale, side by side and in a sentence each.",
    "application/pdf",
    printed_as("summary"),
    what="Summary",
    papers=True,
)
XLSX = Format(
    "report.xlsx",
    "Workbook",
    "To sort and filter: summary, dimensions, answers, notes and method as sheets of a spreadsheet. No formulas.",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    written_as("workbook"),
)
CSV = Format(
    "report.csv",
    "CSV, one row for each recruiter",
    "For statistics programs and other spreadsheets: every number of the comparison in one wide table.",
    "text/csv",
    written_as("recruiters"),
)
ANSWERS = Format(
    "answers.csv",
    "CSV, one row for each answer",
    "For your own analysis: who answered what, in words and points, in one long table.",
    "text/csv",
    written_as("answers"),
    what="Answers",
)
SVG = Format(
    "league.svg",
    "Picture, SVG",
    "For slides, sharp at any size: everyone on one scale, with the code and what it rests on.",
    "image/svg+xml",
    league_svg,
    what="League",
)
PNG = Format(
    "league.png",
    "Picture, PNG",
    "The same for programs that take no SVG: 1,920 pixels wide.",
    "image/png",
    league_png,
    what="League",
)
JSON = Format(
    "report.json",
    "JSON",
    "For other programs: everything, exact and documented. “followthrough score” finds the same numbers in it.",
    "application/json",
    comparison_json,
)
FORMATS = (PDF, SUMMARY, XLSX, SVG, PNG, CSV, ANSWERS, JSON)


@dataclass(frozen=True, slots=True)
class ReportPage:
    template: ClassVar[str] = "report.html"
    search: Search
    scored: int
    left_out: str
    empty: str  # why there is nothing to report
    formats: list[tuple[Format, str]]  # each with the name of its file
    kept: list[Kept]  # reports that were kept, and may be seen
    decided: bool
    code: str = ""  # that all of them have; only where it was asked for


@router.get("/searches/{search_id}/report")
async def report(visit: Reading, search_id: Id) -> Response:
    page = await visit.aside(_page, search_id, day_of(visit.now))
    await visit.expects_file()
    return visit.page(page)


@router.get("/searches/{search_id}/report/code")
async def code(visit: Reading, search_id: Id) -> Response:
    """The page with the code in it: the report is made for it, so the page itself does not wait."""
    page = await visit.read(_page, search_id, day_of(visit.now))
    shown = replace(page, code=await visit.made(code_of, report_of, search_id, day_of(visit.now)))
    return visit.page(shown, "code" if visit.by_htmx else None)


@router.get("/searches/{search_id}/report.pdf")
async def pdf(visit: Reading, search_id: Id, paper: Paper = "a4") -> Response:
    return await _file(visit, search_id, replace(PDF, make=printed_as("comparison", paper)))


@router.get("/searches/{search_id}/summary.pdf")
async def summary(visit: Reading, search_id: Id, paper: Paper = "a4") -> Response:
    return await _file(visit, search_id, replace(SUMMARY, make=printed_as("summary", paper)))


@router.get("/searches/{search_id}/report.xlsx")
async def xlsx(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, XLSX)


@router.get("/searches/{search_id}/report.csv")
async def csv(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, CSV)


@router.get("/searches/{search_id}/answers.csv")
async def answers(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, ANSWERS)


@router.get("/searches/{search_id}/league.svg")
async def svg(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, SVG)


@router.get("/searches/{search_id}/league.png")
async def png(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, PNG)


@router.get("/searches/{search_id}/report.json")
async def json(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, JSON)


async def _file(visit: Visit, search_id: int, format: Format) -> Response:
    """The comparison as a file; what this member may not see yet is not in it."""
    await visit.read(search_for, search_id)  # who may not have it does not wait for it
    return to_keep(*await visit.made(format.file, report_of, search_id, day_of(visit.now)), format.media)


def _page(db: Connection, member: Member, search_id: int, today: datetime.date) -> ReportPage:
    search = search_for(db, member, search_id)
    scored = scored_search(db, member, search)
    kept = kept_in(db, search, [one.vetting.id for one in scored.entrants if one.hidden])
    formats = [(format, format.name(search.title, today)) for format in FORMATS]
    return ReportPage(
        search, len(scored.league), left_out(scored), why_empty(scored), formats, kept, is_decided(search)
    )


def report_of(db: Connection, member: Member, search_id: int, today: datetime.date) -> ComparisonReport:
    """Everything of a search that this member may have. Raises NotHere, or Conflict where no score is."""
    scored = scored_search(db, member, search_for(db, member, search_id))
    if not scored.league:
        raise Conflict(why_empty(scored))
    return reported(db, scored, today)
