"""The searches of a company, and starting a new one with its recruiters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.open_search import open_search
from app.refusals import Mistakes
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.searches import Listed, Search, demo_search, searches_of
from app.vetting.instrument import Instrument
from app.web import forms, words
from app.web.doors import Belonging, Managing, Visit
from app.web.recruiters import named

router = APIRouter()


class NewSearch(forms.Form):
    title: forms.Line
    recruiters: forms.Text = ""
    length: Literal["full", "short"]


SENTENCES = {
    "title": "Name the role you are hiring for, in up to 200 characters.",
    "recruiters": "List the recruiters one on each line, in up to 10,000 characters.",
    "length": "Choose how thorough the vetting should be.",
}


@dataclass(frozen=True, slots=True)
class SearchesPage:
    template: ClassVar[str] = "searches.html"
    listed: list[Listed]
    demo: Search | None


@dataclass(frozen=True, slots=True)
class NewSearchPage:
    template: ClassVar[str] = "new_search.html"
    instrument: Instrument
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]
    demo: Search | None


@router.get("/searches")
async def searches(visit: Belonging) -> Response:
    page = await visit.read(_listed)
    return visit.page(page) if page.listed else visit.go("/searches/new")


@router.get("/searches/new")
async def new_search(visit: Managing) -> Response:
    return await _form(visit, {}, {})


@router.post("/searches")
async def start_search(visit: Managing) -> Response:
    typed = await visit.typed()
    try:
        form = forms.read(NewSearch, typed, SENTENCES)
        lines = named(form.recruiters)
    except Mistakes as mistakes:
        return await _form(visit, {name: values[-1] for name, values in typed.items()}, mistakes.fields)
    opened = await visit.write(open_search, form.title, lines, form.length, instrument(*DEFAULT), visit.now)
    return visit.go(f"/searches/{opened}", f"Search opened with {words.count(len(lines), 'recruiter')}.")


async def _form(visit: Visit, typed: Mapping[str, str], mistakes: Mapping[str, str]) -> Response:
    page = NewSearchPage(instrument(*DEFAULT), typed, mistakes, (await visit.read(_listed)).demo)
    return visit.page(page, status=422 if mistakes else 200)


def _listed(db: Connection, member: Member) -> SearchesPage:
    return SearchesPage(searches_of(db, member), demo_search(db))
