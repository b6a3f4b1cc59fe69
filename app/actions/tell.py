"""Telling a recruiter what was found about them: a link to a page of their own, made once the panel is open."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, update

from app.actions.personal_link import check_mails_left
from app.actions.personal_link import day as day_of
from app.mail.links import token_hash
from app.mail.outbox import queue
from app.refusals import Conflict, NotHere
from app.store.audit import record
from app.store.keys import keys_of, salt
from app.store.members import Member
from app.store.own_pages import LASTS, OwnPage, own_page_in
from app.store.recruiters import Vetting, hold, vetting_to_change
from app.store.replies import is_panel_open
from app.store.rows import add
from app.store.tables import own_pages

ANSWER_IN = 10  # working days that are suggested for a reply
CLOSED = "Nothing can be told while evaluators’ forms are out, or once the score has expired."
NOT_TOLD = "Nobody has been told yet, so there is no link to take back."


def tell(db: Connection, member: Member, vetting_id: int, name: str, email: str, a_day: int, now: int) -> None:
    """Make the page, or its link anew; mail it where there is an address. An earlier link is dead from then on.

    Raises Conflict while the panel is closed, Mistakes where the day's mails are used up.
    """
    vetting = vetting_to_change(db, member, vetting_id)
    if email:
        check_mails_left(db, member.company_id, a_day, now)
    hold(db, vetting)
    if not may_tell(db, vetting):
        raise Conflict(CLOSED)
    page = _made(db, member, vetting, name, email, now)
    if email:
        content = {"company": vetting.search.company, "by": member.name, "recruiter": vetting.name}
        content["expires"] = day_of(page.answer_by)
        queue(db, member.company_id, "found", email, content, now, to_name=name, own_page_id=page.id)
    record(db, member, "own_page:make", f"vetting {vetting.id}", now)


def untell(db: Connection, member: Member, vetting_id: int, now: int) -> None:
    """Take the link back; what the recruiter wrote stays. Raises Conflict where nobody was told."""
    vetting = vetting_to_change(db, member, vetting_id)
    hold(db, vetting)
    page = own_page_in(db, vetting)
    if page is None:
        raise Conflict(NOT_TOLD)
    if page.revoked_at is None:
        change(db, page, revoked_at=now, browser_hash="")
        record(db, member, "own_page:revoke", f"vetting {vetting.id}", now)


def change(db: Connection, page: OwnPage, **values: object) -> None:
    mine = (own_pages.c.id == page.id, own_pages.c.company_id == page.vetting.search.company_id)
    db.execute(update(own_pages).where(*mine).values(**values))


def in_working_days(now: int, days: int) -> int:
    """The moment so many days from Monday to Friday later; holidays are not known."""
    moment = datetime.fromtimestamp(now, UTC)
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return int(moment.timestamp())


def may_tell(db: Connection, vetting: Vetting) -> bool:
    """Whether there is something to tell: every evaluator's form is in, and the score has not expired."""
    return vetting.expired_at is None and is_panel_open(db, vetting)


def _made(db: Connection, member: Member, vetting: Vetting, name: str, email: str, now: int) -> OwnPage:
    """`told_at` stays that of the first time: what is counted there never changes by one reference alone."""
    mine = {"company_id": vetting.search.company_id, "vetting_id": vetting.id}
    fresh = {"name": name, "email": email, "salt": salt(), "browser_hash": "", "made_by": member.id, "made_at": now}
    fresh |= {"answer_by": in_working_days(now, ANSWER_IN), "expires_at": now + LASTS}
    page = own_page_in(db, vetting)
    row = page.id if page else add(db, own_pages, **mine, **fresh, told_at=now, token_hash=f"{vetting.id} {now}")
    linked = {**fresh, "token_hash": token_hash(keys_of(db), "own_page", row, str(fresh["salt"]))}
    db.execute(
        update(own_pages)
        .where(own_pages.c.id == row, own_pages.c.company_id == mine["company_id"])
        .values(**linked, opened_at=None, revoked_at=None)
    )
    made = own_page_in(db, vetting)
    if made is None:
        raise NotHere
    return made
