"""The first run: the company, its owner, and a password."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.found_company import found_company
from app.refusals import Mistakes
from app.store.members import Member, first_company
from app.store.searches import Search, demo_search
from app.web import forms
from app.web.doors import Anyone
from app.web.passwords import hashed
from app.web.sign_in import begin_session

router = APIRouter()


class Welcome(forms.Form):
    company: forms.Line
    name: forms.Line
    email: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
    password: Annotated[str, StringConstraints(min_length=8, max_length=1024)]


SENTENCES = {
    "company": "Enter the name of your company.",
    "name": "Enter your name.",
    "email": "Enter your work email, like dana@company.example.",
    "password": "Choose a password of 8 characters or more. A sentence is best.",
}


@dataclass(frozen=True, slots=True)
class WelcomePage:
    template: ClassVar[str] = "welcome.html"
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]
    demo: Search | None


@router.get("/welcome")
async def welcome(visit: Anyone) -> Response:
    company, demo = await visit.read(_state)
    return visit.go("/sign-in") if company else visit.page(WelcomePage({}, {}, demo))


@router.post("/welcome")
async def set_up(visit: Anyone) -> Response:
    typed = await visit.typed()
    company, demo = await visit.read(_state)
    try:
        form = forms.read(Welcome, typed, SENTENCES)
    except Mistakes as mistakes:
        kept = {name: values[-1] for name, values in typed.items() if name != "password"}
        if company:
            return visit.go("/sign-in")
        return visit.page(WelcomePage(kept, mistakes.fields, demo), status=422)
    password_hash = await hashed(form.password)
    owner = await visit.database.write(found_company, form.company, form.name, form.email, password_hash, visit.now)
    return await begin_session(visit, owner, "/searches/new")


def _state(db: Connection, member: Member) -> tuple[str | None, Search | None]:  # noqa: ARG001
    return first_company(db), demo_search(db)
