"""The overview of a search: its steps, who has answered, and what waits for you and for others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.invite import LIVING
from app.store.calibrations import own_practice
from app.store.expiry import Ending, ending
from app.store.instruments import examples
from app.store.invitations import invitations_about
from app.store.members import Member, members_of
from app.store.recruiters import Vetting
from app.store.reopenings import Reopening, reopenings_of
from app.store.searches import Search, search_for
from app.vetting.drafts import missing
from app.vetting.instrument import Item
from app.web import words
from app.web.answer import questions
from app.web.doors import Id, Reading
from app.web.evidence import undecided, waiting_flags
from app.web.invitations import KINDS, STATES, row_of
from app.web.invitations import Row as Asked
from app.web.score import next_action
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
    undecided: int  # serious flags that wait for a decision
    hidden: bool
    no_score: str
    action: str  # start, continue, score or nothing


@dataclass(frozen=True, slots=True)
class Task:
    icon: str
    what: str
    detail: str
    href: str
    guide: str = ""  # the interview guide, for a form that is to be filled in


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose form is not in yet, and about whom; everybody may know that, and nothing of the answers."""

    name: str
    about: list[str]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    template: ClassVar[str] = "overview.html"
    search: Search
    rows: list[Row]
    tasks: list[Task]
    undecided: int  # serious flags that wait for a decision, over all recruiters
    practise: bool  # before the first form, while an example call is left to rate
    waiting: list[Waiting]
    asked: list[Asked]  # outside the company, who have not answered; for those who may remind them
    kinds: Mapping[str, Any]
    states: Mapping[str, str]
    apart: bool  # an evaluator who was not chosen here
    appear: str  # when scores appear that the member cannot see yet; empty where there are none
    reopenings: list[Reopening]
    ending: list[Ending]  # scores that end soon
    open_count: int
    forms_in: int
    forms_all: int


@router.get("/searches/{search_id}")
async def overview(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_overview, search_id, visit.now))


def _overview(db: Connection, member: Member, search_id: int, now: int) -> OverviewPage:
    scored = scored_search(db, member, search_for(db, member, search_id))
    rows = [_row(scored, entrant) for entrant in scored.entrants]
    return OverviewPage(
        search=scored.search,
        rows=rows,
        tasks=_tasks(member, scored, rows),
        undecided=undecided(scored),
        practise=_practise(db, member, scored),
        waiting=_waiting(db, member, scored),
        asked=_asked(db, member, scored, now),
        kinds=KINDS,
        states=STATES,
        apart=member.role == "evaluator" and _stands_apart(scored),
        appear=_appear(member, scored),
        reopenings=reopenings_of(db, scored.search.company_id, [part for e in scored.entrants for part in e.panel]),
        ending=[] if scored.search.demo else ending(db, member, now, [row.vetting.id for row in rows]),
        open_count=sum(row.result is not None for row in rows),
        forms_in=sum(row.evaluators_in for row in rows),
        forms_all=sum(row.evaluators for row in rows),
    )


def _row(scored: Scored, entrant: Entrant) -> Row:
    card = scored.comparison.cards.get(entrant.key)
    return Row(
        vetting=entrant.vetting,
        evaluators_in=entrant.evaluators_in,
        evaluators=max(1, len(entrant.panel) + len(entrant.expected - _begun(entrant))),
        references=entrant.references,
        own_answers=entrant.own_answers,
        records=len(entrant.log.candidates) if entrant.log else 0,
        result=entrant.result,
        undecided=waiting_flags(scored.instrument, card, entrant) if card else 0,
        hidden=entrant.hidden,
        no_score=_no_score(entrant),
        action="score" if entrant.forms else next_action(entrant),
    )


def _no_score(entrant: Entrant) -> str:
    if entrant.vetting.expired_at is not None:
        return words.expired(entrant.vetting.expired_at)
    return "No score" if entrant.forms else "Not yet"


def _begun(entrant: Entrant) -> set[int | None]:
    return {part.member_id for part in entrant.panel}


def _appear(member: Member, scored: Scored) -> str:
    if any(entrant.asked for entrant in scored.entrants):
        return "Scores appear once your own form is in"
    if member.role == "evaluator" and _stands_apart(scored):
        return "Scores appear for those who evaluate"
    hidden = any(entrant.hidden for entrant in scored.entrants)
    return "Scores appear once the evaluators’ forms are in" if hidden else ""


def _stands_apart(scored: Scored) -> bool:
    """Whether others were chosen, and no form is this member's."""
    apart = [entrant.expected and entrant.own is None and not entrant.asked for entrant in scored.entrants]
    return bool(apart) and all(apart)


def _waiting(db: Connection, member: Member, scored: Scored) -> list[Waiting]:
    """Who is waited for: those chosen and those who have begun, in the order they joined."""
    late: dict[int, list[str]] = {}
    for entrant in scored.entrants:
        done = {part.member_id for part in entrant.panel if part.state == "submitted"}
        for each in (_begun(entrant) | entrant.expected) - done - {member.id, None}:
            late.setdefault(each, []).append(entrant.vetting.name)  # type: ignore[arg-type]
    known = members_of(db, scored.search.company_id) if late else []
    return [Waiting(each.name, late[each.id]) for each in known if each.id in late]


def _asked(db: Connection, member: Member, scored: Scored, now: int) -> list[Asked]:
    """Who was asked by a link and has not answered, in the order they were asked."""
    if member.role not in words.MANAGING or scored.search.demo:
        return []
    found = invitations_about(db, [one.vetting for one in scored.entrants])
    rows = [row_of(one, "", sealed=False, mails=False, now=now) for one in found]
    return [row for row in rows if row.state in LIVING and row.state != "answered"]


def _practise(db: Connection, member: Member, scored: Scored) -> bool:
    """Whether example calls are offered: to who is asked for a form and has begun none, until all are rated."""
    begun = any(entrant.own for entrant in scored.entrants)
    if begun or not any(entrant.asked for entrant in scored.entrants):
        return False
    return len(examples(*scored.search.instrument)) > len(own_practice(db, member, scored.search))


def _tasks(member: Member, scored: Scored, rows: list[Row]) -> list[Task]:
    asked = questions(scored.instrument, scored.search.length)
    wanted = ("start", "continue")
    mine = [entrant for entrant, row in zip(scored.entrants, rows, strict=True) if row.action in wanted]
    waiting = [_task(entrant, asked) for entrant in mine]
    if member.role in words.MANAGING and not scored.search.demo:
        waiting += [_look(row) for row in rows if row.undecided]
    together = sum(row.result is not None for row in rows)
    if together >= 2:
        href = f"/searches/{scored.search.id}/compare"
        waiting.append(Task("git-compare-arrows", f"Compare {together} recruiters", "Who is ahead, and how sure", href))
    return waiting


def _look(row: Row) -> Task:
    """Flags that nobody has decided on: in their place, as a task for who runs the search."""
    left = f"{words.count(row.undecided, 'decision')} to write"
    return Task("flag", f"Look at the red flags of {row.vetting.name}", left, f"/vettings/{row.vetting.id}/score#flags")


def _task(entrant: Entrant, asked: tuple[Item, ...]) -> Task:
    href, guide = f"/vettings/{entrant.vetting.id}/answer", f"/vettings/{entrant.vetting.id}/guide.pdf"
    if entrant.own is None:
        return Task("circle", f"Vet {entrant.vetting.name}", f"{len(asked)} questions, in one call", href, guide)
    left = len(missing(asked, entrant.own.answers))
    detail = f"{len(asked) - left} of {words.count(len(asked), 'question')} answered"
    return Task("circle-dot-dashed", f"Finish {entrant.vetting.name}", detail, href)
