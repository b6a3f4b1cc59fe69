"""Setting the second factor up, removing it, and making new recovery codes."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, update

from app.actions.end_sessions import end_sessions, rotate
from app.actions.pass_code import use_code
from app.refusals import Conflict
from app.store.accounts import account_of
from app.store.audit import record
from app.store.factors import RECOVERY_CODES, Refused, next_salt, recovery_code, recovery_hash, secret_of, shown, typed
from app.store.keys import sha256
from app.store.members import Member
from app.store.tables import accounts, recovery_codes

THERE = "You have a second factor already. Remove it first, then set up another."


@dataclass(frozen=True, slots=True)
class Changed:
    """What the page shows once: the session's new token and the recovery codes; or why nothing was changed."""

    refused: Refused | None = None
    token: str = ""
    codes: tuple[str, ...] = ()


def set_up_factor(db: Connection, member: Member, session: str, code: str, now: int) -> Changed:
    """Let the factor this session was shown count, once a code proves that an app has it. Ends all other sessions.

    `session` is the token of the cookie. Raises Conflict where there is a factor already.
    """
    account = account_of(db, member)
    if account.totp_since is not None:
        raise Conflict(THERE)
    salt = next_salt(db, account.id, sha256(session))
    found = shown(secret_of(db, account.id, salt), typed(code), now)
    if found.step is None:
        return Changed(found.refused)
    factor = {"totp_salt": salt, "totp_since": now, "totp_step": found.step}
    db.execute(update(accounts).where(accounts.c.id == account.id).values(**factor))
    codes = _new_codes(db, account.id)
    return Changed(None, _alone(db, member, session, "factor:set_up", now), codes)


def renew_recovery_codes(db: Connection, member: Member, now: int) -> tuple[str, ...]:
    """New recovery codes in place of the old ones. Raises Conflict where there is no second factor."""
    account = account_of(db, member)
    if account.totp_since is None:
        raise Conflict("You have no second factor. Set it up first.")
    codes = _new_codes(db, account.id)
    record(db, member, "factor:renew_codes", f"member {member.id}", now)
    return codes


def remove_factor(db: Connection, member: Member, session: str, code: str, now: int) -> Changed:
    """Remove the factor with one of its codes; ends all other sessions."""
    if refused := use_code(db, member, code, now):
        return Changed(refused)
    account = account_of(db, member)
    nothing = {"totp_salt": None, "totp_since": None, "totp_step": None}
    db.execute(update(accounts).where(accounts.c.id == account.id).values(**nothing))
    db.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account.id))
    return Changed(None, _alone(db, member, session, "factor:remove", now))


def _alone(db: Connection, member: Member, session: str, action: str, now: int) -> str:
    """End the account's other sessions, give this one a new token, and write the line."""
    assert member.account_id is not None
    end_sessions(db, member, member.account_id, now, sha256(session))
    record(db, member, action, f"member {member.id}", now)
    return rotate(db, member, sha256(session))


def _new_codes(db: Connection, account_id: int) -> tuple[str, ...]:
    codes = tuple(recovery_code() for _ in range(RECOVERY_CODES))
    db.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    hashes = [{"code_hash": recovery_hash(db, account_id, code), "account_id": account_id} for code in codes]
    db.execute(insert(recovery_codes), hashes)
    return codes
