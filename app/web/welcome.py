"""Setting up a company: at the first run by whoever comes, later where anybody may found another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.found_company import found_another, found_company
from app.refusals import Mistakes
from app.store.limits import DAY, Limit, network
from app.store.members import Member, first_company, memberships
from app.store.searches import Search, demo_search
from app.web import forms, tries
from app.web.doors import Anyone, Visit
from app.web.entry import begin_session
from app.web.passwords import hashed, weakness

router = APIRouter()

FOUNDING = Limit("founding a company from an address", 20, DAY)  # where anybody may


class Company(forms.Form):
    company: forms.Line


class Welcome(Company):
    name: forms.Line
    email: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
    password: str


SENTENCES = {
    "company": "Enter the name of your company.",
    "name": "Enter your name.",
    "email": "Enter your work email, like dana@company.example.",
    "password": "Choose a password of 8 characters or more. A sentence is best.",
}


@dataclass(frozen=True, slots=True)
class WelcomePage:
    """`further`: there is a company already, and anybody may found another."""

    template: ClassVar[str] = "welcome.html"
    further: bool
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]
    demo: Search | None


@router.get("/welcome")
async def welcome(visit: Anyone) -> Response:
    company, demo = await visit.read(_state)
    if company and not _is_open(visit):
        return visit.go("/searches" if visit.member.id else "/sign-in")
    return visit.page(WelcomePage(bool(company), {}, {}, demo))


@router.post("/welcome")
async def set_up(visit: Anyone) -> Response:
    typed = await visit.typed()
    company, demo = await visit.read(_state)
    if company and _is_open(visit):
        await tries.counted(visit, [(FOUNDING, network(visit.member.address))])
    try:
        owner = await _founded(visit, typed)
    except Mistakes as mistakes:
        if company and not _is_open(visit):
            return visit.go("/sign-in")
        kept = {name: values[-1] for name, values in typed.items() if name != "password"}
        return visit.page(WelcomePage(bool(company), kept, mistakes.fields, demo), status=422)
    return await begin_session(visit, owner, "/searches/new")


async def _founded(visit: Visit, typed: dict[str, list[str]]) -> Member:
    """The owner of the new company. Raises Mistakes, and Conflict where no further company may be founded."""
    if visit.member.id is not None:
        form = forms.read(Company, typed, SENTENCES)
        made = await visit.write(found_another, form.company, _is_open(visit), visit.now)
        belongs = await visit.database.read(memberships, visit.member.account_id or 0)
        return next(each for each in belongs if each.id == made)
    try:
        new = forms.read(Welcome, typed, SENTENCES)
    except Mistakes as mistakes:  # all at once, also what is wrong with the password
        weak = weakness(typed.get("password", [""])[-1])
        raise Mistakes({**mistakes.fields, **({"password": weak} if weak else {})}) from None
    if weak := weakness(new.password, new.name, new.email, new.company):
        raise Mistakes({"password": weak})
    who = (new.company, new.name, new.email, await hashed(new.password))
    return await visit.database.write(found_company, *who, visit.now, _is_open(visit), visit.member.address)


def _is_open(visit: Visit) -> bool:
    """Whether anybody may found a company beside those there are."""
    sign_up: str = visit.request.app.state.settings.sign_up
    return sign_up == "open"


def _state(db: Connection, member: Member) -> tuple[str | None, Search | None]:  # noqa: ARG001
    return first_company(db), demo_search(db)
