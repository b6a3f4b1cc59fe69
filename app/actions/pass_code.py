"""The second step of signing in: a code of the authenticator app, or a recovery code."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, or_, update

from app.actions.sign_in import Left, sign_in
from app.store.accounts import account_of, codes_left, pending_member
from app.store.factors import Refused, is_from_app, recovery_hash, secret_of, shown, typed
from app.store.members import Member
from app.store.tables import accounts, recovery_codes


@dataclass(frozen=True, slots=True)
class Passed:
    """The token of the session, or why there is none. `codes_left` is set after a recovery code."""

    token: str = ""
    refused: Refused = "wrong"
    codes_left: int | None = None


def pass_code(db: Connection, visitor: Member, pending: str, code: str, now: int, agent: str, left: Left) -> Passed:
    """Begin the session that waits for this code. The code is used up with it."""
    member = pending_member(db, pending, now)
    refused = use_code(db, member, code, now) if member else "wrong"
    if member is None or refused:
        return Passed(refused=refused or "wrong")
    by_app = is_from_app(typed(code))
    token = sign_in(
        db, replace(member, address=visitor.address), now, agent, left, f"{'' if by_app else 'recovery '}code"
    )
    return Passed(token, codes_left=None if by_app else codes_left(db, member.account_id or 0))


def use_code(db: Connection, member: Member, code: str, now: int) -> Refused | None:
    """Use a code up: each works once (ASVS 6.5.1). Returns None, or why it is not taken.

    Part of an action: writes no line itself.
    """
    account, given = account_of(db, member), typed(code)
    if account.totp_since is None or account.totp_salt is None:
        return "wrong"
    if not is_from_app(given):
        return None if _use_recovery(db, account.id, given, now) else "wrong"
    found = shown(secret_of(db, account.id, account.totp_salt), given, now)
    if found.step is None:
        return found.refused
    fresh = or_(accounts.c.totp_step.is_(None), accounts.c.totp_step < found.step)
    same = (accounts.c.id == account.id, accounts.c.totp_salt == account.totp_salt)
    taken = db.execute(update(accounts).where(*same, fresh).values(totp_step=found.step)).rowcount
    return None if taken == 1 else "used"


def _use_recovery(db: Connection, account_id: int, code: str, now: int) -> bool:
    own = (recovery_codes.c.code_hash == recovery_hash(db, account_id, code), recovery_codes.c.account_id == account_id)
    return (
        db.execute(update(recovery_codes).where(*own, recovery_codes.c.used_at.is_(None)).values(used_at=now)).rowcount
        == 1
    )
