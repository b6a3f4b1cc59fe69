"""The report of a search: what it holds, and its files in every format, each made in a bounded worker."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import Conflict
from app.reports.comparison import ComparisonReport, document, filename
from app.reports.comparison_csv import answers_csv, recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.league_picture import league_png, league_svg
from app.reports.pdf import comparison_pdf
from app.reports.recorded import comparison_json
from app.reports.scorecard import Vetting as Reported
from app.reports.scorecard import View
from app.store.members import Member
from app.store.searches import Search, search_for
from app.web import words
from app.web.doors import Id, Reading, Visit
from app.web.evidence import flags
from app.web.paper import as_file
from app.web.scored import Entrant, Scored, scored_search

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

    def name(self, search: str, date: datetime.date) -> str:
        return filename(search, date, self.word.rpartition(".")[2], self.what)


PDF = Format(
    "report.pdf",
    "PDF",
    "To hand to whoever decides: the comparison on page 1, then every recruiter, every answer, method and weights. "
    "Tagged for screen readers.",
    "application/pdf",
    lambda report: comparison_pdf(report).content,
)
XLSX = Format(
    "report.xlsx",
    "Workbook",
    "To sort and filter: summary, dimensions, answers, notes and method as sheets of a spreadsheet. No formulas.",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    comparison_xlsx,
)
CSV = Format(
    "report.csv",
    "CSV, one row for each recruiter",
    "For statistics programs and other spreadsheets: every number of the comparison in one wide table.",
    "text/csv",
    recruiters_csv,
)
ANSWERS = Format(
    "answers.csv",
    "CSV, one row for each answer",
    "For your own analysis: who answered what, in words and points, in one long table.",
    "text/csv",
    answers_csv,
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
FORMATS = (PDF, XLSX, SVG, PNG, CSV, ANSWERS, JSON)


@dataclass(frozen=True, slots=True)
class ReportPage:
    template: ClassVar[str] = "report.html"
    search: Search
    scored: int
    left_out: str
    formats: list[tuple[Format, str]]  # each with the name of its file


@router.get("/searches/{search_id}/report")
async def report(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_page, search_id, _today(visit.now)))


@router.get("/searches/{search_id}/report.pdf")
async def pdf(visit: Reading, search_id: Id) -> Response:
    return await _file(visit, search_id, PDF)


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
    told = await visit.read(_report, search_id, _today(visit.now))
    return await as_file(format.make, told, format.name(told.search, told.date), format.media)


def _page(db: Connection, member: Member, search_id: int, today: datetime.date) -> ReportPage:
    scored = scored_search(db, member, search_for(db, member, search_id))
    formats = [(format, format.name(scored.search.title, today)) for format in FORMATS]
    return ReportPage(scored.search, len(scored.league), _left_out(member, scored), formats)


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
        vettings=[_reported(scored, entrant) for entrant in scored.entrants if not _is_left_out(entrant)],
        left_out=_left_out(member, scored),
        weights_name=scored.search.weights_name,
        constants=scored.constants,
        answered_until=_newest(scored),
    )


def _left_out(member: Member, scored: Scored) -> str:
    """How many are not in the report, never who; nothing where all are."""
    old = sum(entrant.vetting.expired_at is not None for entrant in scored.entrants)
    hidden = sum(_is_left_out(entrant) for entrant in scored.entrants) - old
    waited_for = "the evaluators’ forms are in" if member.role == "viewer" else "your own form is in"
    told = ((hidden, f"hidden until {waited_for}"), (old, "the score has expired"))
    return " ".join(f"{words.count(n, 'recruiter is', 'recruiters are')} left out: {why}." for n, why in told if n)


def _is_left_out(entrant: Entrant) -> bool:
    return entrant.hidden or entrant.vetting.expired_at is not None


def _newest(scored: Scored) -> int | None:
    """When the newest form that is in the report was submitted."""
    return max((form.submitted_at for one in scored.entrants for form in one.forms if form.submitted_at), default=None)


def _reported(scored: Scored, entrant: Entrant) -> Reported:
    return Reported(
        entrant.key,
        entrant.vetting.name,
        entrant.vetting.firm,
        entrant.responses,
        looked_at=_looked_at(scored, entrant),
        log=entrant.log,
        views=tuple(_views(entrant)),
    )


def _looked_at(scored: Scored, entrant: Entrant) -> dict[str, str]:
    """Flag → what was decided and why, by whom and when."""
    card = scored.comparison.cards.get(entrant.key)
    found = flags(scored.instrument, card, entrant.responses, entrant.decided(card)) if card else []
    return {
        flag.id: f"{flag.standing} {flag.decided.why} {words.day(flag.decided.made_at)}."
        for flag in found
        if flag.decided
    }


def _views(entrant: Entrant) -> Iterator[View]:
    for form in entrant.forms:
        if form.source == "evaluator" and form.impression:
            yield View(form.respondent, words.IMPRESSIONS[form.impression], form.summary)


def _today(now: int) -> datetime.date:
    return datetime.datetime.fromtimestamp(now, datetime.UTC).astimezone().date()
