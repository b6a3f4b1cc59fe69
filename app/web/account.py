"""Your account: name, password, second factor, where you are signed in, and your companies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.change_account import (
    change_password,
    end_other_sessions,
    end_session,
    rename,
    switch_company,
    turn_keys,
)
from app.refusals import Mistakes
from app.store.accounts import Account, Session, account_of, sessions_of
from app.store.keys import sha256
from app.store.members import Member, memberships
from app.web import forms, tries
from app.web.agents import plainly
from app.web.asked import wants_part
from app.web.doors import Belonging, Id, Visit, proved
from app.web.entry import agent, session_token, signed_off, with_session
from app.web.passwords import hashed, is_right, weakness

router = APIRouter()

WRONG = "That is not your password. Forgot it? Sign out and ask for a link to set a new one."
CHANGED = "Your password is changed. Other places where you were signed in are signed out."

KEYS = {"on": "Keys rate again while you fill in a form.", "off": "Keys no longer rate while you fill in a form."}


class Name(forms.Form):
    name: forms.Line


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere the account is signed in; `browser` in plain words."""

    session: Session
    browser: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    template: ClassVar[str] = "account.html"
    account: Account
    companies: list[Member]
    places: list[Place]
    typed: Mapping[str, str]
    mistakes: Mapping[str, str] = field(default_factory=dict)


@router.get("/account")
async def account(visit: Belonging) -> Response:
    return await _page(visit, {})


@router.post("/account/name")
async def name_changed(visit: Belonging) -> Response:
    typed = await visit.typed()
    try:
        form = forms.read(Name, typed, {"name": "Enter your name."})
    except Mistakes as mistakes:
        return await _page(visit, mistakes.fields, typed.get("name", [""])[-1])
    await visit.write(rename, form.name, visit.now)
    return visit.go("/account", "Your name is changed.")


@router.post("/account/password")
async def password_changed(visit: Belonging) -> Response:
    typed = {name: values[-1] for name, values in (await visit.typed()).items()}
    kept = await visit.database.read(account_of, visit.member)
    if not kept.has_password:
        proved(visit)  # by their link: there is nothing else they could give
    elif not await _is_theirs(visit, typed.get("password", ""), kept):
        return await _page(visit, {"password": WRONG})
    new = typed.get("new_password", "")
    if weak := weakness(new, kept.name, kept.email, visit.member.company):
        return await _page(visit, {"new_password": weak})
    token = await visit.database.write(
        change_password, visit.member, session_token(visit), kept.password_hash, await hashed(new), visit.now
    )
    return with_session(visit, visit.go("/account", CHANGED), token)


@router.post("/account/keys")
async def keys_turned(visit: Belonging) -> Response:
    """Whether single keys rate the questions of a form; its own switch asks for no page."""
    on = (await visit.typed()).get("keys", [""])[-1]
    if on not in KEYS:
        raise Mistakes({"keys": "Turn the keys on or off."})
    await visit.write(turn_keys, on == "on", visit.now)
    return Response(status_code=204) if wants_part(visit.request) else visit.go("/account", KEYS[on])


@router.post("/account/sessions/end")
async def sessions_ended(visit: Belonging) -> Response:
    """All others, or with `which=all` this one too."""
    here = "" if (await visit.typed()).get("which") == ["all"] else session_token(visit)
    await visit.write(end_other_sessions, here, visit.now)
    if here:
        return visit.go("/account", "You are signed out everywhere else.")
    return signed_off(visit, "You are signed out everywhere.")


@router.post("/account/sessions/{session_id}/end")
async def session_ended(visit: Belonging, session_id: Id) -> Response:
    await visit.typed()
    await visit.write(end_session, session_id, visit.now)
    return visit.go("/account", "You are signed out there.")


@router.post("/account/companies/{member_id}/open")
async def company_opened(visit: Belonging, member_id: Id) -> Response:
    token = await visit.database.write(
        switch_company, visit.member, session_token(visit), member_id, agent(visit), visit.now
    )
    return with_session(visit, visit.go("/searches"), token)


async def _is_theirs(visit: Visit, password: str, kept: Account) -> bool:
    """Whether this is the account's password. Raises TooMany."""
    asked = tries.of_proof(kept.id)
    await tries.counted(visit, asked)
    right = await is_right(password, kept.password_hash)
    if right:
        await tries.forgiven(visit, asked)
    return right


async def _page(visit: Visit, mistakes: Mapping[str, str], name: str | None = None) -> Response:
    page = await visit.read(_shown, sha256(session_token(visit)), visit.now, mistakes, name)
    return visit.page(page, status=422 if mistakes else 200)


def _shown(
    db: Connection, member: Member, session: str, now: int, mistakes: Mapping[str, str], name: str | None
) -> AccountPage:
    kept = account_of(db, member)
    places = [Place(each, plainly(each.agent)) for each in sessions_of(db, member, session, now)]
    typed = {"name": kept.name if name is None else name}
    return AccountPage(kept, memberships(db, kept.id), places, typed, mistakes)
