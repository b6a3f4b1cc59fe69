"""Taking out what is held about the company or one person, as a zip archive: noted first, made beside the pages."""

from collections.abc import Callable
from typing import IO, Any

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.erase_respondent import asked_too
from app.actions.take_out import Of, take_out
from app.store.erasable import named_recruiter
from app.store.members import ever_member
from app.web.doors import Belonging, Id, Owning, Visit, proved
from app.web.paper import as_stream, file_name
from app.web.taken_out import company_archive, day, member_archive, recruiter_archive, respondent_archive

router = APIRouter()


@router.post("/company/export")
async def company(visit: Owning) -> Response:
    proved(visit)
    return await _sent(visit, "company", visit.member.company_id, visit.member.company, company_archive)


@router.post("/address-book/{recruiter_id}/export")
async def recruiter(visit: Owning, recruiter_id: Id) -> Response:
    proved(visit)
    name, _ = await visit.read(named_recruiter, recruiter_id)
    return await _sent(visit, "recruiter", recruiter_id, name, recruiter_archive, recruiter_id)


@router.post("/invitations/{invitation_id}/export")
async def respondent(visit: Owning, invitation_id: Id) -> Response:
    proved(visit)
    asked = await visit.read(lambda db, owner: asked_too(db, owner.company_id, invitation_id))
    return await _sent(visit, "invitation", invitation_id, asked[0].name, respondent_archive, invitation_id)


@router.post("/members/{member_id}/export")
async def member(visit: Owning, member_id: Id) -> Response:
    proved(visit)
    target = await visit.read(lambda db, owner: ever_member(db, owner.company_id, member_id))
    return await _sent(visit, "member", member_id, target.name, member_archive, member_id)


@router.post("/account/export")
async def oneself(visit: Belonging) -> Response:
    proved(visit)
    own = visit.member.id or 0
    return await _sent(visit, "member", own, visit.member.name, member_archive, own)


async def _sent(visit: Visit, of: Of, row: int, name: str, make: Callable[..., IO[bytes]], *which: Any) -> Response:
    """The archive as a download; its line is in the trail before anything is read, so that it is in the archive too."""
    await visit.typed()
    await visit.write(take_out, of, row, visit.now)
    file = await visit.aside(make, *which, visit.now)
    called = file_name("Followthrough export", name, f" - {day(visit.now)}.zip")
    return as_stream(file, called, "application/zip")
