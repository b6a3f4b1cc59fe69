"""The recruiters of a search: who they are, and adding more, one on each line."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.open_search import MOST, Named, add_recruiters
from app.refusals import Mistakes
from app.store.members import Member
from app.store.recruiters import Vetting, vettings_in
from app.store.searches import Search, search_for
from app.web import words
from app.web.doors import Id, Managing, Reading

router = APIRouter()

LONGEST = 200  # characters of a name or a firm


@dataclass(frozen=True, slots=True)
class RecruitersPage:
    template: ClassVar[str] = "recruiters.html"
    search: Search
    vettings: list[Vetting]
    typed: str
    mistake: str


@router.get("/searches/{search_id}/recruiters")
async def recruiters(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_recruiters, search_id))


@router.post("/searches/{search_id}/recruiters")
async def add(visit: Managing, search_id: Id) -> Response:
    typed = (await visit.typed()).get("recruiters", [""])[-1]
    try:
        came = await visit.write(add_recruiters, search_id, some(typed), visit.now)
    except Mistakes as mistakes:
        return visit.page(await visit.read(_recruiters, search_id, typed, mistakes.sentence), status=422)
    said = f"{words.count(came, 'recruiter')} added." if came else "They were in this search already."
    return visit.go(f"/searches/{search_id}", said)


def named(lines: str) -> list[Named]:
    """`Name, Firm` on each line → (name, firm); blank lines and repeated ones dropped. Raises Mistakes."""
    parts = [[_seen(part) for part in line.partition(",")[::2]] for line in lines.splitlines()]
    found = list(dict.fromkeys((name or firm, firm if name else "") for name, firm in parts if name or firm))
    if len(found) > MOST:
        raise Mistakes({"recruiters": f"A search compares up to {MOST} recruiters. You listed {len(found)}."})
    if longest := next((name for name, firm in found if len(name) > LONGEST or len(firm) > LONGEST), None):
        raise Mistakes({"recruiters": f"Shorten the line that begins “{longest[:40]}” to {LONGEST} characters."})
    return found


def _seen(part: str) -> str:
    return part.strip() if words.visible(part) else ""


def some(lines: str) -> list[Named]:
    """The named recruiters, at least one. Raises Mistakes."""
    if found := named(lines):
        return found
    raise Mistakes({"recruiters": "Enter at least one recruiter, one on each line."})


def _recruiters(db: Connection, member: Member, search_id: int, typed: str = "", mistake: str = "") -> RecruitersPage:
    search = search_for(db, member, search_id)
    return RecruitersPage(search, vettings_in(db, search), typed, mistake)
