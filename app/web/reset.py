"""A new password, by a link in a mail."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.use_link import reset_password
from app.store.accounts import living_link
from app.web.doors import Anyone, Visit
from app.web.passwords import hashed, weakness
from app.web.sign_in_link import NO_ADDRESS, asked, is_address

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ResetPage:
    """Asks for an address, or with `token` for the new password of `email`. `gone`: a link no longer works."""

    template: ClassVar[str] = "reset.html"
    email: str = ""
    mistake: str = ""
    token: str = ""
    gone: bool = False


@router.get("/reset")
async def reset_form(visit: Anyone) -> Response:
    return visit.page(ResetPage())


@router.post("/reset")
async def reset_asked(visit: Anyone) -> Response:
    email = (await visit.typed()).get("email", [""])[-1].strip()
    if not is_address(email):
        return visit.page(ResetPage(email, NO_ADDRESS), status=422)
    return await asked(visit, email, "reset")


@router.get("/reset/{token}")
async def reset_opened(visit: Anyone, token: str) -> Response:
    link = await visit.database.read(living_link, "reset", token, visit.now)
    return visit.page(ResetPage(link.member.email, token=token)) if link else _gone(visit)


@router.post("/reset/{token}")
async def password_set(visit: Anyone, token: str) -> Response:
    password = (await visit.typed()).get("password", [""])[-1]
    link = await visit.database.read(living_link, "reset", token, visit.now)
    if link is None:
        return _gone(visit)
    if weak := weakness(password, link.member.name, link.member.email, link.member.company):
        return visit.page(ResetPage(link.member.email, weak, token), status=422)
    done = await visit.database.write(reset_password, visit.member, token, await hashed(password), visit.now)
    if done is None:
        return _gone(visit)
    return visit.go("/sign-in", "Your password is changed, and you are signed out everywhere. Sign in with it.")


def _gone(visit: Visit) -> Response:
    return visit.page(ResetPage(gone=True), status=404)
