"""What every route that changes something is sent so that it does change something: who sends it, and after what."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyotp
from sqlalchemy import Connection, update

from actors import ACTORS, Actor, Doors, expected
from app.actions.save_answer import save_answer
from app.actions.second_factor import set_up_factor
from app.actions.sign_in import sign_in
from app.store import tables as t
from app.store.expiry import LASTS
from app.store.factors import next_salt, secret_of
from app.store.instruments import DEFAULT, examples
from app.store.keys import sha256
from app.vetting.answers import Answer
from app.web.passwords import HASHER
from household import DAY, Household
from journey import as_the_key
from panels import INSTRUMENT
from policy import POLICY, SENT
from visitor import Fields, Visitor

PASSWORD = "a quiet long secret"
HASH = HASHER.hash(PASSWORD)

# Routes that write no line, and why.
WITHOUT = {
    "POST /theme": "the theme is a cookie of the browser; nothing of it is on the server",
}
# Routes that change something of which no line is left, and why.
UNTOLD = {
    "POST /company/erase": "the trail of a company goes with it",
}
# Routes that write another number of lines than one, and why.
SEVERAL = {
    "POST /welcome": (2, "a company is founded, and its owner signed in: two things, in two transactions"),
    "POST /join/{token}": (2, "somebody joins, and is signed in: two things"),
    "POST /vettings/{vetting_id}/form": (3, "every answer on the page is saved on its own, as by a script"),
}

Arranged = Callable[[Household, Connection], Fields | None]


@dataclass(frozen=True)
class Change:
    """`arranged` makes what the route needs and returns what is sent, None for what the policy says; `who` sends it."""

    arranged: Arranged = lambda house, db: None
    who: Actor | None = None
    first: str = ""  # where the same browser has sent the same form before
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)  # what is sent along


def sender(route: str) -> Actor:
    """Who sends it: the first of all who may come in, unless it needs somebody else."""
    chosen = CHANGES.get(route, Change()).who
    return chosen or next(one for one in ACTORS if expected(POLICY[route], one, "own") == "in")


def signing_in(house: Household, db: Connection) -> Fields:
    """Alice has a password, of which the others know only that there is one."""
    theirs = t.accounts.c.id == house.people["alice"].account_id
    db.execute(update(t.accounts).where(theirs).values(password_hash=HASH))
    return {"email": house.people["alice"].email, "password": PASSWORD, "next": "/searches"}


def new_password(house: Household, db: Connection) -> Fields:
    signing_in(house, db)
    return {"password": PASSWORD, "new_password": "another quiet secret"}


def proof(house: Household, db: Connection) -> Fields:
    signing_in(house, db)
    return {"password": PASSWORD, "next": "/searches"}


def asking(house: Household, db: Connection) -> Fields:
    return {"email": house.people["alice"].email}


def elsewhere(house: Household, db: Connection) -> None:
    """Alice is signed in at a second place."""
    sign_in(db, house.people["alice"], house.now, "Phone")


def factor(house: Household, db: Connection) -> Fields:
    """The code of the second factor that Alice's session may set up."""
    account = house.people["alice"].account_id or 0
    secret = secret_of(db, account, next_salt(db, account, sha256(house.sessions["alice"])))
    return {"code": pyotp.TOTP(secret).at(int(time.time()))}


def with_factor(house: Household, db: Connection) -> Fields:
    """Alice has set one up and keeps the session she had; a recovery code is sent."""
    session, code = house.sessions["alice"], str(factor(house, db)["code"])
    made = set_up_factor(db, house.people["alice"], session, code, int(time.time()))
    same = t.sessions.c.token_hash == sha256(made.token)
    db.execute(update(t.sessions).where(same).values(token_hash=sha256(session)))
    return {**signing_in(house, db), "code": made.codes[0]}


def one_code(house: Household, db: Connection) -> Fields:
    return {"code": with_factor(house, db)["code"]}


def factors_for_all(house: Household, db: Connection) -> Fields:
    with_factor(house, db)
    return {"required": "yes"}


def complete(house: Household, db: Connection) -> None:
    """Bob's form lacks nothing."""
    for item in INSTRUMENT.asked("evaluator", "short"):
        save_answer(db, house.people["bob"], house.ids["open begun"], item.id, Answer(status="not_asked"), house.now)


def ends_soon(house: Household, db: Connection) -> None:
    """The last form about the recruiter was sent almost a year ago."""
    about = t.responses.c.vetting_id == house.ids["open done"]
    db.execute(update(t.responses).where(about).values(submitted_at=house.now - LASTS + DAY))


def panel_closed(house: Household, db: Connection) -> None:
    """Bob's form is not in any more, so that nobody has read what others answered."""
    form = t.responses.c.id == house.ids["open evaluation"]
    db.execute(update(t.responses).where(form).values(state="draft", submitted_at=None, compact=None))


def practised(house: Household, db: Connection) -> Fields:
    return as_the_key(examples(*DEFAULT)[0])


def reopening(house: Household, db: Connection) -> Fields:
    return {"response": str(house.ids["open evaluation"]), "why": "A wrong date was entered."}


def people(house: Household, db: Connection) -> Fields:
    return {"restricted": "yes", "evaluates": str(house.people["bob"].id), "sees": str(house.people["carol"].id)}


def not_opened(house: Household, db: Connection) -> None:
    """No browser has opened the link to what was found."""
    page = t.own_pages.c.id == house.ids["page_id"]
    db.execute(update(t.own_pages).where(page).values(browser_hash="", opened_at=None))


def replying(house: Household, db: Connection) -> Fields:
    """The page showed all that was written before."""
    return {"overall": "It was a busy month.", "seen": str(10**6)}


def says(text: Callable[[Household], str]) -> Arranged:
    """What has to be typed before something is erased."""
    return lambda house, db: {"phrase": text(house)}


VISITOR, BOB = ACTORS[0], next(one for one in ACTORS if one.person == "bob")
CANDIDATE = next(one for one in ACTORS if one.reply == "candidate")
CLIENT = Actor("client", "ours", reply="client")
TOLD = next(one for one in ACTORS if one.reply == "found")
CHANGES: Mapping[str, Change] = {
    "POST /sign-in": Change(signing_in),
    "POST /sign-in/code": Change(with_factor, first="/sign-in"),
    "POST /sign-in/again": Change(proof),
    "POST /sign-in/link": Change(asking),
    "POST /sign-in/link/{token}": Change(who=VISITOR),
    "POST /reset": Change(asking),
    "POST /reset/{token}": Change(who=VISITOR),
    "POST /join/{token}": Change(who=VISITOR),
    "POST /i/{token}": Change(who=VISITOR),
    "POST /f/{token}": Change(not_opened, VISITOR),
    "POST /found/{page_id}/reply": Change(replying, TOLD),
    "POST /found/{page_id}/proofs": Change(who=TOLD, files={"proof": ("proof.txt", b"They wrote on 3 May.")}),
    "POST /account/password": Change(new_password),
    "POST /account/sessions/end": Change(elsewhere),
    "POST /account/second-factor": Change(factor),
    "POST /account/second-factor/codes": Change(with_factor),
    "POST /account/second-factor/remove": Change(one_code),
    "POST /company/second-factor": Change(factors_for_all),
    "POST /company/erase": Change(says(lambda house: house.said("Company"))),
    "POST /account/erase": Change(says(lambda house: house.people["bob"].name), BOB),
    "POST /members/{member_id}/erase": Change(says(lambda house: house.people["carol"].name)),
    "POST /address-book/{recruiter_id}/erase": Change(says(lambda house: house.said("Tom"))),
    "POST /invitations/{invitation_id}/erase": Change(says(lambda house: house.said("Waiting"))),
    "POST /searches/{search_id}/people": Change(people),
    "POST /searches/{search_id}/practice/{example}": Change(practised),
    "POST /vettings/{vetting_id}/review": Change(complete, BOB),
    "POST /vettings/{vetting_id}/renew": Change(ends_soon),
    "POST /vettings/{vetting_id}/reopen": Change(reopening),
    "POST /reply/{invitation_id}/about": Change(lambda house, db: {"relationship": "other"}, CLIENT),
    "POST /reply/{invitation_id}/change": Change(panel_closed, CANDIDATE),
    "POST /reply/{invitation_id}/{item_id}": Change(lambda house, db: {"value": "declined"}, CLIENT),
}


def ready(doors: Doors, route: str) -> tuple[Visitor, str, dict[str, Any]]:
    """A browser of who sends this form, after what it needs, with the address and what to send: fields and files."""
    made, who, change = doors.world, sender(route), CHANGES.get(route, Change())
    house = doors.house(who)
    fields = made.arrange(lambda db: change.arranged(house, db))
    fields = SENT[route] if fields is None else fields
    browser = made.site.visitor()
    browser.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    made.enter(browser, house, who.person, who.reply)
    if change.first:
        browser.post(change.first, fields, follow=False)
    path = doors.address(made.routes[route], who, "own")
    assert path
    return browser, path, {"fields": fields, "files": change.files}
