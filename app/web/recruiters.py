"""The recruiters of a search: who they are, and adding more, typed or from a file that is looked through first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.open_search import add_recruiters
from app.refusals import Mistakes
from app.store.members import Member
from app.store.recruiters import Vetting, vettings_in
from app.store.searches import Search, search_for
from app.web import words
from app.web.doors import Id, Managing, Reading
from app.web.recruiter_list import FILE, LARGEST, RecruiterList, some, together
from app.web.upload import uploaded

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RecruitersPage:
    """`note` says what was read from a file, which stands in the list to be looked through."""

    template: ClassVar[str] = "recruiters.html"
    search: Search
    vettings: list[Vetting]
    typed: str
    mistakes: Mapping[str, str]
    note: str


@router.get("/searches/{search_id}/recruiters")
async def recruiters(visit: Reading, search_id: Id) -> Response:
    return visit.page(await visit.read(_recruiters, search_id))


@router.post("/searches/{search_id}/recruiters")
async def add(visit: Managing, search_id: Id) -> Response:
    _, content = await uploaded(visit.request, FILE, LARGEST)
    typed = (await visit.typed()).get("recruiters", [""])[-1]
    try:
        if content:
            read = together(typed, content)
            return visit.page(await visit.read(_recruiters, search_id, read.as_text(), {}, read_from_file(read)))
        listed = some(typed)
        came = await visit.write(add_recruiters, search_id, listed.named, visit.now)
    except Mistakes as mistakes:
        return visit.page(await visit.read(_recruiters, search_id, typed, mistakes.fields), status=422)
    return visit.go(f"/searches/{search_id}", _added(came, listed))


def read_from_file(read: RecruiterList) -> str:
    """What the page says above a list that was read from a file."""
    said = (
        f"{words.count(len(read.named), 'recruiter')} in the list. Nothing is added yet: look the list through first."
    )
    return f"{said} {read.twice}".strip()


def _added(came: int, listed: RecruiterList) -> str:
    """How many came in, how many were there, and who stood in the list twice."""
    known = len(listed.named) - came
    if not came:
        return "They were in this search already."
    said = [f"{words.count(came, 'recruiter')} added."]
    said += [f"{known} {'was' if known == 1 else 'were'} in this search already."] if known else []
    return " ".join([*said, listed.twice]).strip()


def _recruiters(
    db: Connection,
    member: Member,
    search_id: int,
    typed: str = "",
    mistakes: Mapping[str, str] | None = None,
    note: str = "",
) -> RecruitersPage:
    search = search_for(db, member, search_id)
    return RecruitersPage(search, vettings_in(db, search), typed, mistakes or {}, note)
