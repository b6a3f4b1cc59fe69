"""Erasing a recruiter, a reference, a member or the company for good: said before, confirmed, then done at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.erase_company import erase_company
from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.erase_respondent import erase_respondent
from app.refusals import Conflict
from app.web.doors import Belonging, Id, Owning, Visit, proved
from app.web.entry import signed_off
from app.web.erasing import ErasePage, of_company, of_member, of_oneself, of_recruiter, of_respondent

router = APIRouter()

WRONG = "Type {} exactly, so that nothing is erased by mistake."
LATER = " Somebody else reads just now, so the log of the database keeps traces until the next erasure or restart."
UNLISTED = " It could not be noted beside the backups: whoever runs the server finds why in its log."


@router.get("/address-book/{recruiter_id}/erase")
async def recruiter_asked(visit: Owning, recruiter_id: Id) -> Response:
    proved(visit)
    return _page(visit, await visit.read(of_recruiter, recruiter_id))


@router.post("/address-book/{recruiter_id}/erase")
async def recruiter_erased(visit: Owning, recruiter_id: Id) -> Response:
    proved(visit)
    page = await visit.read(of_recruiter, recruiter_id)
    return await _done(visit, page, "/address-book", erase_recruiter, recruiter_id)


@router.get("/invitations/{invitation_id}/erase")
async def respondent_asked(visit: Owning, invitation_id: Id) -> Response:
    proved(visit)
    return _page(visit, await visit.read(of_respondent, invitation_id))


@router.post("/invitations/{invitation_id}/erase")
async def respondent_erased(visit: Owning, invitation_id: Id) -> Response:
    proved(visit)
    page = await visit.read(of_respondent, invitation_id)
    return await _done(visit, page, page.back, erase_respondent, invitation_id)


@router.get("/members/{member_id}/erase")
async def member_asked(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    return _page(visit, await visit.read(of_member, member_id))


@router.post("/members/{member_id}/erase")
async def member_erased(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    page = await visit.read(of_member, member_id)
    to = "" if member_id == visit.member.id else "/members"
    return await _done(visit, page, to, erase_member, member_id)


@router.get("/account/erase")
async def oneself_asked(visit: Belonging) -> Response:
    proved(visit)
    return _page(visit, await visit.read(of_oneself))


@router.post("/account/erase")
async def oneself_erased(visit: Belonging) -> Response:
    proved(visit)
    return await _done(visit, await visit.read(of_oneself), "", erase_member, visit.member.id)


@router.get("/company/erase")
async def company_asked(visit: Owning) -> Response:
    proved(visit)
    return _page(visit, await visit.read(of_company))


@router.post("/company/erase")
async def company_erased(visit: Owning) -> Response:
    proved(visit)
    return await _done(visit, await visit.read(of_company), "", erase_company)


async def _done(visit: Visit, page: ErasePage, to: str, erase: Callable[..., Any], *row: Any) -> Response:
    """Erase what was confirmed, free its place on disk, and go on; with `to` "" the one who asked is signed out."""
    typed = (await visit.typed()).get("phrase", [""])[-1]
    if _plain(typed) != _plain(page.phrase):
        return _page(visit, replace(page, typed=typed, mistakes={"phrase": WRONG.format(f"“{page.phrase}”")}), 422)
    try:
        await visit.write(erase, *row, visit.now)
    except Conflict as refused:
        return _page(visit, replace(page, refused=refused.sentence), refused.status)
    listed = await visit.database.list_erasures()
    said = f"Erased for good.{'' if await visit.database.shrink() else LATER}{'' if listed else UNLISTED}"
    return visit.go(to, said) if to else signed_off(visit, said)


def _page(visit: Visit, page: ErasePage, status: int = 200) -> Response:
    return visit.page(page, status=status)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
