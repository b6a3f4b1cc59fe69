"""What a person changes about their own account: name, password, the companies and places they are signed in at."""

from dataclasses import replace

from sqlalchemy import Connection, delete, select, update

from app.actions.ask_for_link import end_links
from app.actions.end_sessions import end_sessions, rotate
from app.actions.sign_in import begin
from app.refusals import Conflict, NotHere
from app.store.accounts import account_of, sessions_of
from app.store.audit import record
from app.store.keys import sha256
from app.store.members import Member, memberships
from app.store.tables import accounts, sessions
from app.store.wall import for_all


def rename(db: Connection, member: Member, name: str, now: int) -> None:
    """Give the account another name, in all its companies."""
    if name == account_of(db, member).name:
        return
    db.execute(update(accounts).where(accounts.c.id == member.account_id).values(name=name))
    record(db, member, "account:rename", f"member {member.id}", now)


def turn_keys(db: Connection, member: Member, on: bool, now: int) -> None:
    """Turn the single keys of a form on or off, in every browser of the account."""
    same = (accounts.c.id == member.account_id, accounts.c.by_key != on)
    if db.execute(update(accounts).where(*same).values(by_key=on)).rowcount:
        record(db, member, "account:keys", f"member {member.id}", now, "on" if on else "off")


def change_password(db: Connection, member: Member, session: str, before: str, password_hash: str, now: int) -> str:
    """Set another password in place of the hash `before`; all other sessions and open links end.

    Returns this session's new token. Raises Conflict where the password was changed meanwhile.
    """
    assert member.account_id is not None
    same = (accounts.c.id == member.account_id, accounts.c.password_hash == before)
    if db.execute(update(accounts).where(*same).values(password_hash=password_hash)).rowcount != 1:
        raise Conflict("Your password was changed meanwhile, somewhere else. Sign in again.")
    end_sessions(db, member, member.account_id, now, sha256(session))
    end_links(db, member.account_id, "sign_in", "reset")
    record(db, member, "password:change", f"member {member.id}", now)
    return rotate(db, member, sha256(session))


def end_session(db: Connection, member: Member, session_id: int, now: int) -> None:
    """End one of the account's sessions, wherever it is. Raises NotHere."""
    if session_id not in {each.id for each in sessions_of(db, member, "", now)}:
        raise NotHere
    _end(db, member, session_id)
    record(db, member, "session:end", f"member {member.id}", now, f"session {session_id}")


@for_all("an account is signed in at several companies")
def _end(db: Connection, member: Member, session_id: int) -> None:
    companies = {each.company_id for each in memberships(db, member.account_id or 0)}
    db.execute(delete(sessions).where(sessions.c.id == session_id, sessions.c.company_id.in_(companies)))


def end_other_sessions(db: Connection, member: Member, session: str, now: int) -> int:
    """End all of the account's sessions but the one with this token; "" ends all of them. Returns how many."""
    assert member.account_id is not None
    ended = end_sessions(db, member, member.account_id, now, sha256(session) if session else "")
    if ended:
        record(db, member, "session:end_all", f"member {member.id}", now, str(ended))
    return ended


def switch_company(db: Connection, member: Member, session: str, other_id: int, agent: str, now: int) -> str:
    """Go on as another member of the same account, in a new session as old as the one left; returns its token.

    Raises NotHere for what the account is not a member of.
    """
    other = next((each for each in memberships(db, member.account_id or 0) if each.id == other_id), None)
    if other is None:
        raise NotHere
    mine = (sessions.c.token_hash == sha256(session), sessions.c.company_id == member.company_id)
    kept = db.execute(select(*sessions.c["created_at", "proven_at"]).where(*mine)).one()
    moments = {"created_at": kept.created_at, "seen_at": now, "proven_at": kept.proven_at}
    token = begin(db, replace(other, address=member.address), agent, (member.company_id, session), moments)
    record(db, replace(other, address=member.address), "session:switch", f"member {other.id}", now)
    return token
