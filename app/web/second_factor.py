"""The second factor of an account: setting it up, its recovery codes, and removing it."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.second_factor import remove_factor, renew_recovery_codes, set_up_factor
from app.store.accounts import account_of, codes_left
from app.store.factors import address_of, next_salt, secret_of
from app.store.keys import sha256
from app.store.members import Member
from app.web import qr, tries
from app.web.doors import Belonging, Visit, proved
from app.web.entry import session_token, with_session
from app.web.security import is_own_address
from app.web.sign_in_code import SENTENCES

router = APIRouter()


@dataclass(frozen=True, slots=True)
class NewFactor:
    """What an authenticator app is shown: as a picture, and to type."""

    qr: qr.Code
    secret: str


@dataclass(frozen=True, slots=True)
class FactorPage:
    """Either `new` is to be set up or there is one `since`; `codes` are recovery codes, shown this once."""

    template: ClassVar[str] = "second_factor.html"
    since: int | None
    codes_left: int
    new: NewFactor | None
    next: str
    codes: tuple[str, ...] = ()
    mistake: str = ""


@router.get("/account/second-factor")
async def second_factor(visit: Belonging, next: str = "/account") -> Response:
    proved(visit)
    return await _page(visit, next)


@router.post("/account/second-factor")
async def set_up(visit: Belonging) -> Response:
    proved(visit)
    typed, session = await visit.typed(), session_token(visit)
    to, code = typed.get("next", ["/account"])[-1], typed.get("code", [""])[-1]
    changed = await visit.database.write(set_up_factor, visit.member, session, code, visit.now)
    if changed.refused:
        return await _page(visit, to, SENTENCES[changed.refused])
    return with_session(visit, await _codes(visit, to, changed.codes), changed.token)


@router.post("/account/second-factor/codes")
async def renew(visit: Belonging) -> Response:
    proved(visit)
    await visit.typed()
    codes = await visit.database.write(renew_recovery_codes, visit.member, visit.now)
    return await _codes(visit, "/account", codes)


@router.post("/account/second-factor/remove")
async def remove(visit: Belonging) -> Response:
    proved(visit)
    code, asked = (await visit.typed()).get("code", [""])[-1], tries.of_code(visit.member.account_id)
    await tries.counted(visit, asked)
    changed = await visit.database.write(remove_factor, visit.member, session_token(visit), code, visit.now)
    if changed.refused:
        return await _page(visit, "/account", SENTENCES[changed.refused])
    await tries.forgiven(visit, asked)
    answer = visit.go(
        "/account", "Your second factor is removed. Other places where you were signed in are signed out."
    )
    return with_session(visit, answer, changed.token)


async def _page(visit: Visit, to: str, mistake: str = "") -> Response:
    page = await visit.read(_shown, sha256(session_token(visit)), to if is_own_address(to) else "/account", mistake)
    return visit.page(page, status=422 if mistake else 200)


async def _codes(visit: Visit, to: str, codes: tuple[str, ...]) -> Response:
    return visit.page(FactorPage(visit.now, len(codes), None, to if is_own_address(to) else "/account", codes))


def _shown(db: Connection, member: Member, session: str, to: str, mistake: str) -> FactorPage:
    account, new = account_of(db, member), None
    if account.totp_since is None:
        secret = secret_of(db, account.id, next_salt(db, account.id, session))
        new = NewFactor(qr.code(address_of(secret, account.email)), secret)
    return FactorPage(account.totp_since, codes_left(db, account.id), new, to, (), mistake)
