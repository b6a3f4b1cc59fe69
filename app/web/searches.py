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
from app.web.recruiter_list import FILE, LARGEST, RecruiterList, pasted, together
from app.web.recruiters import read_from_file
from app.web.upload import uploaded

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
    note: str  # what was read from a file
    demo: Search | None


@router.get("/searches")
async def searches(visit: Belonging) -> Response:
    page = await visit.read(_listed)
    first = not page.listed and visit.member.role in words.MANAGING
    return visit.go("/searches/new") if first else visit.page(page)


@router.get("/searches/new")
async def new_search(visit: Managing) -> Response:
    return await _form(visit, {}, {})


@router.post("/searches")
async def start_search(visit: Managing) -> Response:
    _, content = await uploaded(visit.request, FILE, LARGEST)
    sent = await visit.typed()
    typed = {name: values[-1] for name, values in sent.items()}
    try:
        if content:
            read = together(typed.get("recruiters", ""), content)
            return await _form(visit, typed | {"recruiters": read.as_text()}, {}, read_from_file(read))
        form, listed = _read(sent)
    except Mistakes as mistakes:
        return await _form(visit, typed, mistakes.fields)
    opened = await visit.write(open_search, form.title, listed.named, form.length, instrument(*DEFAULT), visit.now)
    said = f"Search opened with {words.count(len(listed.named), 'recruiter')}."
    return visit.go(f"/searches/{opened}", f"{said} {listed.twice}".strip())


def _read(sent: dict[str, list[str]]) -> tuple[NewSearch, RecruiterList]:
    """Raises Mistakes for the form and for every line of its list at once."""
    text, mistakes, listed = sent.get("recruiters", [""])[-1], {}, RecruiterList([])
    try:
        listed = pasted(text)
    except Mistakes as wrong:
        mistakes = wrong.fields
    try:
        form = forms.read(NewSearch, sent, SENTENCES)
    except Mistakes as wrong:
        raise Mistakes({**wrong.fields, **mistakes}) from None
    if mistakes:
        raise Mistakes(mistakes)
    return form, listed


async def _form(visit: Visit, typed: Mapping[str, str], mistakes: Mapping[str, str], note: str = "") -> Response:
    page = NewSearchPage(instrument(*DEFAULT), typed, mistakes, note, (await visit.read(_listed)).demo)
    return visit.page(page, status=422 if mistakes else 200)


def _listed(db: Connection, member: Member) -> SearchesPage:
    return SearchesPage(searches_of(db, member), demo_search(db))
