"""The company: its name, whether everybody needs a second factor, and what is done with all it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_company import rename_company, require_second_factor
from app.refusals import Conflict, Mistakes
from app.store.company import Factors, factors_in
from app.store.members import Member, left
from app.web import forms
from app.web.doors import Owning, Visit, proved

router = APIRouter()


class Name(forms.Form):
    name: forms.Line


class SecondFactor(forms.Form):
    required: Literal["", "yes"] = ""


@dataclass(frozen=True, slots=True)
class CompanyPage:
    template: ClassVar[str] = "company.html"
    factors: Factors
    name: str
    left: list[Member]  # who was removed, and may be erased
    mistakes: Mapping[str, str]


@router.get("/company")
async def company(visit: Owning) -> Response:
    proved(visit)
    return await _page(visit, visit.member.company)


@router.post("/company/name")
async def renamed(visit: Owning) -> Response:
    proved(visit)
    typed = await visit.typed()
    try:
        form = forms.read(Name, typed, {"name": "Enter the name of your company, in up to 200 characters."})
    except Mistakes as mistakes:
        return await _page(visit, typed.get("name", [""])[-1], mistakes.fields, mistakes.status)
    await visit.write(rename_company, form.name, visit.now)
    return visit.go("/company", f"The company is now called {form.name}.")


@router.post("/company/second-factor")
async def asked_of_all(visit: Owning) -> Response:
    proved(visit)
    form = forms.read(SecondFactor, await visit.typed(), {})
    try:
        await visit.write(require_second_factor, form.required == "yes", visit.now)
    except Conflict as refused:
        return await _page(visit, visit.member.company, {"required": refused.sentence}, refused.status)
    said = "Everybody needs a second factor from their next click on." if form.required else "Each member decides."
    return visit.go("/company", said)


async def _page(visit: Visit, name: str, mistakes: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return visit.page(await visit.read(_shown, name, mistakes or {}), status=status)


def _shown(db: Connection, owner: Member, name: str, mistakes: Mapping[str, str]) -> CompanyPage:
    return CompanyPage(factors_in(db, owner), name, left(db, owner.company_id), mistakes)
