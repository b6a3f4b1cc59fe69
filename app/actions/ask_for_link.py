"""Asking for a link by mail that signs in, or that sets a new password."""

import secrets
from dataclasses import replace

from sqlalchemy import Connection, update

from app.actions.limit import count_tries
from app.mail.links import token_hash
from app.mail.outbox import Kind, queue
from app.store.accounts import LINK, Purpose, anybody
from app.store.audit import record
from app.store.clock import AHEAD
from app.store.keys import keys_of, salt
from app.store.limits import LINK_ACCOUNT, LINK_ADDRESS, RESET_ACCOUNT, RESET_ADDRESS, Limit, network
from app.store.members import Member, member_by_email
from app.store.rows import add
from app.store.tables import sign_in_links
from app.store.wall import act_for

MAILS: dict[Purpose, Kind] = {"sign_in": "sign_in_link", "reset": "reset"}
LIMITS: dict[Purpose, tuple[Limit, Limit]] = {
    "sign_in": (LINK_ADDRESS, LINK_ACCOUNT),
    "reset": (RESET_ADDRESS, RESET_ACCOUNT),
}


def ask_for_link(db: Connection, visitor: Member, email: str, purpose: Purpose, now: int) -> int | None:
    """Queue the mail for a member with this address. Returns None, or the seconds to wait after too many.

    For an unknown address the same is written about somebody else and undone, so that it takes as long (safety 15):
    the try that is counted in the same transaction makes the commit as dear in both cases.
    """
    by_address, by_account = LIMITS[purpose]
    wait = count_tries(db, [(by_address, network(visitor.address)), (by_account, email)])
    found, somebody = member_by_email(db, email), anybody(db)
    member = found[0] if found else somebody
    if wait is not None or member is None:
        return wait
    act_for(db, member.company_id)
    with db.begin_nested() as written:
        _send(db, replace(member, address=visitor.address), purpose, now)
        if not found:
            written.rollback()
    return None


def end_links(db: Connection, account_id: int, *purposes: Purpose) -> None:
    """Let the account's links be over, wherever the clock goes. Part of an action: writes no line itself."""
    theirs = (sign_in_links.c.account_id == account_id, sign_in_links.c.purpose.in_(purposes))
    ended = sign_in_links.c.made_at - AHEAD  # which is never after it was made
    db.execute(update(sign_in_links).where(*theirs, sign_in_links.c.used_at.is_(None)).values(expires_at=ended))


def _send(db: Connection, member: Member, purpose: Purpose, now: int) -> None:
    assert member.account_id is not None
    end_links(db, member.account_id, purpose)  # only the newest counts
    new, made = salt(), {"made_at": now, "expires_at": now + LINK}
    about = {"account_id": member.account_id, "purpose": purpose, "salt": new}
    link = add(db, sign_in_links, **about, **made, token_hash=secrets.token_hex(32))
    hashed = token_hash(keys_of(db), "sign_in_link", link, new)
    db.execute(update(sign_in_links).where(sign_in_links.c.id == link).values(token_hash=hashed))
    queue(db, member.company_id, MAILS[purpose], member.email, {}, now, to_name=member.name, sign_in_link_id=link)
    record(db, member, "sign_in_link:make", f"sign_in_link {link}", now, purpose)
