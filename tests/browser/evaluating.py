"""An evaluator in a real browser: a search with one recruiter, and what they are asked about them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page
from sqlalchemy import Connection, Engine, update

import machine
from app.actions.open_search import open_search
from app.actions.sign_in import sign_in
from app.store.instruments import DEFAULT, instrument
from app.store.tables import accounts, sessions
from app.vetting.instrument import Item
from app.web.call import questions
from app.web.passwords import HASHER
from browser.conftest import Problems
from people import OURS, member

Length = Literal["full", "short"]
USED = instrument(*DEFAULT)
PASSWORD = "a quiet long secret"


def asked(length: Length) -> tuple[Item, ...]:
    """The questions of a call, in their order."""
    return questions(USED, length)


def opened(db: Connection, length: Length) -> str:
    """The token of an owner whose search, the first, has one recruiter, the first vetting."""
    alice, now = member(db, OURS, "Alice Moreau", "owner"), int(time.time())
    open_search(db, alice, "Head of Data Platform", [("Ana Ferreira", "Northlight Search")], length, USED, now)
    return sign_in(db, alice, now)


def end_session(engine: Engine) -> None:
    """Nobody is signed in any more; the password signs in again."""
    with engine.begin() as db:
        db.execute(sessions.delete())
        db.execute(update(accounts).values(password_hash=HASHER.hash(PASSWORD)))


@contextmanager
def browsing(
    chromium: Browser, address: str, token: str, problems: Problems, *, scripts: bool = True
) -> Iterator[Page]:
    """A page of a browser in which they are signed in."""
    context = chromium.new_context(base_url=address, java_script_enabled=scripts, reduced_motion="reduce")
    context.set_default_timeout(machine.PATIENCE)
    context.add_cookies([{"name": "session", "value": token, "url": address}])
    page = context.new_page()
    problems.listen(page)
    yield page
    context.close()
