"""Showing once more who you are, before something that cannot be taken back."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.sign_in import prove
from app.store.accounts import account_of
from app.web import tries
from app.web.doors import Belonging
from app.web.entry import session_token, with_session
from app.web.passwords import is_right
from app.web.security import is_own_address

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AgainPage:
    """`has_password` is false for somebody who signs in by link only."""

    template: ClassVar[str] = "sign_in_again.html"
    next: str
    has_password: bool
    mistake: str


@router.get("/sign-in/again")
async def again_form(visit: Belonging, next: str = "/searches") -> Response:
    account = await visit.database.read(account_of, visit.member)
    return visit.page(AgainPage(next, account.has_password, ""))


@router.post("/sign-in/again")
async def proven(visit: Belonging) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    to, asked = typed.get("next", "/searches"), tries.of_proof(visit.member.account_id)
    await tries.counted(visit, asked)
    account = await visit.database.read(account_of, visit.member)
    if not await is_right(typed.get("password", ""), account.password_hash):
        return visit.page(AgainPage(to, account.has_password, "That is not your password."), status=422)
    await tries.forgiven(visit, asked)
    token = await visit.database.write(prove, visit.member, session_token(visit), visit.now)
    return with_session(visit, visit.go(to if is_own_address(to) else "/searches"), token)
