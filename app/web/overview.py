"""The overview of a search: its steps, who has answered, and what waits for you."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.members import Member
from app.store.recruiters import Vetting
from app.store.searches import Search, search_for
from app.vetting.drafts import missing
from app.vetting.instrument import Item
from app.web import words
from app.web.answer import questions
from app.web.doors import Id, Reading
from app.web.scored import Entrant, Result, Scored, scored_search

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Row:
    """One recruiter's line; `action` is what the member can do next."""

    vetting: Vetting
    evaluators_in: int
    evaluators: int
    references: int
    own_answers: bool
    records: int
    result: Result | None
    hidden: bool
    no_score: str
    action: str  # start, continue, score or nothing


@dataclass(frozen=True, slots=True)
class Task:
    icon: str
    what: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    template: ClassVar[str] = "overview.html"
    search: Search
    rows: list[Row]
    tasks: list[Task]
    open_count: int
    forms_in: int
    forms_all: int


@router.get("/searches/{search_id}")
async def overview(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_overview, search_id))


def _overview(db: Connection, member: Member, search_id: int) -> OverviewPage:
    scored = scored_search(db, member, search_for(db, member, search_id))
    rows = [_row(member, entrant) for entrant in scored.entrants]
    return OverviewPage(
        search=scored.search,
        rows=rows,
        tasks=_tasks(scored, rows),
        open_count=sum(row.result is not None for row in rows),
        forms_in=sum(row.evaluators_in for row in rows),
        forms_all=sum(row.evaluators for row in rows),
    )


def _row(member: Member, entrant: Entrant) -> Row:
    return Row(
        vetting=entrant.vetting,
        evaluators_in=entrant.evaluators_in,
        evaluators=max(1, entrant.evaluators_in + entrant.drafts),
        references=entrant.references,
        own_answers=entrant.own_answers,
        records=len(entrant.log.candidates) if entrant.log else 0,
        result=entrant.result,
        hidden=entrant.hidden,
        no_score="No score" if entrant.forms else "Not yet",
        action=_action(member, entrant),
    )


def _action(member: Member, entrant: Entrant) -> str:
    if entrant.forms:
        return "score"
    if member.role == "viewer" or entrant.vetting.search.demo:
        return ""
    return "continue" if entrant.own else "start"


def _tasks(scored: Scored, rows: list[Row]) -> list[Task]:
    asked = questions(scored.instrument, scored.search.length)
    tasks = [_task(entrant, asked) for entrant, row in zip(scored.entrants, rows, strict=True) if row.action != "score"]
    waiting = [task for task in tasks if task and not scored.search.demo]
    together = sum(row.result is not None for row in rows)
    if together >= 2:
        href = f"/searches/{scored.search.id}/compare"
        waiting.append(Task("git-compare-arrows", f"Compare {together} recruiters", "Who is ahead, and how sure", href))
    return waiting


def _task(entrant: Entrant, asked: tuple[Item, ...]) -> Task | None:
    href = f"/vettings/{entrant.vetting.id}/answer"
    if entrant.own is None:
        return Task("circle", f"Vet {entrant.vetting.name}", f"{len(asked)} questions, in one call", href)
    left = len(missing(asked, entrant.own.answers))
    detail = f"{len(asked) - left} of {words.count(len(asked), 'question')} answered"
    return Task("circle-dot-dashed", f"Finish {entrant.vetting.name}", detail, href)
