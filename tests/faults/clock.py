"""Everything that is good for a time: made at one moment, and tried at others while the clock jumps."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, update

from app.actions.ask_for_link import ask_for_link
from app.actions.invite_member import invite_member
from app.actions.open_link import open_link
from app.actions.sign_in import sign_in, stay_signed_in
from app.refusals import NotHere, ProveFirst
from app.store import invitations, joining, own_pages
from app.store.accounts import LINK, PENDING, Purpose, living_link, pending, pending_member
from app.store.joining import member_invitation_to_change
from app.store.keys import keys_of, sha256
from app.store.members import ABSOLUTE, IDLE, Member, member_of_session
from app.store.tables import own_pages as pages
from app.store.tables import sign_in_links
from app.web.closed_link import ended
from app.web.doors import PROVEN, REFRESH, proved
from asking import INES, Arranged
from outbox import Office, account, linked

Good = Callable[[int], bool]  # whether it is good at a moment


@dataclass(frozen=True, slots=True)
class Lasting:
    """Something that lasts for so many seconds; `made` makes it at a moment and says how to try it."""

    name: str
    lasts: int
    made: Callable[[Arranged, int], Good]


def entered(of: Arranged) -> Member:
    return replace(of.alice, account_id=account(of.db, of.alice))


def session(of: Arranged, at: int) -> Good:
    token = sign_in(of.db, of.alice, at)
    return lambda now: member_of_session(of.db, sha256(token), now) is not None


def used_session(of: Arranged, at: int) -> Good:
    """One that is used whenever it is tried."""
    token = sign_in(of.db, of.alice, at)

    def good(now: int) -> bool:
        found = member_of_session(of.db, sha256(token), now)
        if found and now - found[1] > REFRESH:
            stay_signed_in(of.db, token, now)
        return found is not None

    return good


def proof(_: Arranged, at: int) -> Good:
    def good(now: int) -> bool:
        visit: Any = SimpleNamespace(now=now, proven_at=at)
        with suppress(ProveFirst):
            proved(visit)
            return True
        return False

    return good


def half_way(of: Arranged, at: int) -> Good:
    value = pending(of.db, entered(of), at)
    return lambda now: pending_member(of.db, value, now) is not None


def token_of(db: Connection, purpose: Purpose) -> str:
    """The token of the newest link."""
    row = db.execute(sign_in_links.select().where(sign_in_links.c.purpose == purpose)).all()[-1]
    return keys_of(db).token("sign_in_link", row.id, row.salt)


def by_mail(purpose: Purpose) -> Callable[[Arranged, int], Good]:
    def made(of: Arranged, at: int) -> Good:
        assert ask_for_link(of.db, entered(of), of.alice.email, purpose, at) is None
        token = token_of(of.db, purpose)
        return lambda now: living_link(of.db, purpose, token, now) is not None

    return made


def to_join(of: Arranged, at: int) -> Good:
    made = invite_member(of.db, of.alice, "noor@halden.example", "viewer", None, False, 99, at)
    return lambda now: member_invitation_to_change(of.db, of.alice, made).state(now) == "open"


def to_answer(of: Arranged, at: int) -> Good:
    asked = of.ask(now=at)

    def good(now: int) -> bool:
        undone = of.db.begin_nested()
        with suppress(NotHere):
            open_link(of.db, of.link_hash(asked), "", "form", "", now)
            undone.rollback()
            return True
        undone.rollback()
        return False

    return good


def answering(of: Arranged, at: int) -> Good:
    """A browser in which a link was opened, as the door asks about it."""
    asked = of.ask(replace(INES, email="ines.two@candidates.example"), now=at)
    browser = sha256(open_link(of.db, of.link_hash(asked), "", "form", "", at)[1])

    def good(now: int) -> bool:
        found = invitations.invitation_of_session(of.db, browser, asked, now)
        return found is not None and ended(found, now) is None

    return good


def to_read(of: Arranged, at: int) -> Good:
    office = Office(of.alice, of.vetting.search.id, of.vetting.id)
    mine = pages.c.id == linked(of.db, office, "found", at)
    of.db.execute(update(pages).where(mine).values(expires_at=at + own_pages.LASTS))

    def good(now: int) -> bool:
        page = own_pages.own_page_in(of.db, of.vetting)
        return page is not None and page.state(now) == "made"

    return good


LASTING = (
    Lasting("a session", IDLE, session),
    Lasting("a session that is used", ABSOLUTE, used_session),
    Lasting("proof of who somebody is", PROVEN, proof),
    Lasting("a password before its code", PENDING, half_way),
    Lasting("a link to sign in", LINK, by_mail("sign_in")),
    Lasting("a link to set a password", LINK, by_mail("reset")),
    Lasting("a link to join", joining.LASTS, to_join),
    Lasting("a link to answer", invitations.LASTS, to_answer),
    Lasting("a browser that answers", invitations.LASTS, answering),
    Lasting("a link to what was found", own_pages.LASTS, to_read),
)
