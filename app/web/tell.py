"""Telling a recruiter what was found about them: who gets the link, how far it is, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.tell import ANSWER_IN, may_tell, tell, untell
from app.mail.links import link
from app.refusals import Mistakes
from app.store.invitations import invitations_in
from app.store.keys import keys_of
from app.store.members import Member
from app.store.own_pages import OwnPage, own_page_in
from app.store.recruiters import Vetting, vetting_to_change
from app.web import forms, words
from app.web.doors import Id, Managing

router = APIRouter()

SENTENCES = {"name": "Shorten the name to 200 characters.", "email": "Write one address, like ana@example.com."}


class Telling(forms.Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    email: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^$|^[^@\s]+@[^@\s]+$", max_length=254)] = (
        ""
    )


@dataclass(frozen=True, slots=True)
class TellPage:
    """`state` of the link, "" where nobody was told; `over` since when it is expired; `can`: the panel is open."""

    template: ClassVar[str] = "tell.html"
    vetting: Vetting
    can: bool
    own: OwnPage | None
    state: str
    over: str
    link: str
    days: int
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/tell")
async def shown(visit: Managing, vetting_id: Id) -> Response:
    url = visit.request.app.state.settings.public_url
    return visit.page(await visit.read(_page, vetting_id, url, visit.now))


@router.post("/vettings/{vetting_id}/tell")
async def told(visit: Managing, vetting_id: Id) -> Response:
    settings, typed = visit.request.app.state.settings, await visit.typed()
    try:
        form = forms.read(Telling, typed, SENTENCES)
        await visit.write(tell, vetting_id, form.name, form.email, settings.invitations_a_day, visit.now)
    except Mistakes as mistakes:
        kept = {name: values[-1] for name, values in typed.items()}
        page = await visit.read(_page, vetting_id, settings.public_url, visit.now, kept, mistakes.fields)
        return visit.page(page, status=422)
    mailed = f"A mail with the link goes to {form.email}." if form.email else "Copy the link and send it yourself."
    return visit.go(f"/vettings/{vetting_id}/tell", f"The page is made. {mailed}")


@router.post("/vettings/{vetting_id}/tell/revoke")
async def taken_back(visit: Managing, vetting_id: Id) -> Response:
    await visit.typed()
    await visit.write(untell, vetting_id, visit.now)
    return visit.go(f"/vettings/{vetting_id}/tell", "The link was taken back.")


def _page(
    db: Connection,
    member: Member,
    vetting_id: int,
    public_url: str,
    now: int,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> TellPage:
    vetting = vetting_to_change(db, member, vetting_id)
    own = own_page_in(db, vetting)
    state = own.state(now) if own else ""
    open_ = own is not None and state in ("made", "opened")
    return TellPage(
        vetting=vetting,
        can=may_tell(db, vetting),
        own=own,
        state=state,
        over=words.over(own.expires_at, now) if own and state == "expired" else "",
        link=link(keys_of(db), public_url, "own_page", own.id, own.salt) if own and open_ else "",
        days=ANSWER_IN,
        typed=typed if typed is not None else _known(db, vetting, own),
        mistakes=mistakes or {},
    )


def _known(db: Connection, vetting: Vetting, own: OwnPage | None) -> dict[str, str]:
    """Whom the link went to before, else who was asked for the recruiter's own answers."""
    if own:
        return {"name": own.name, "email": own.email}
    asked = next((one for one in invitations_in(db, vetting) if one.source == "self"), None)
    return {"name": asked.name, "email": asked.email} if asked else {"name": vetting.name, "email": ""}
