"""The second factor: a code works once and for half a minute, a clock that is wrong is told, a lost phone is no end.

Source: safety 30. On SQLite and on PostgreSQL.
"""

from dataclasses import dataclass

import pyotp
import pytest
from sqlalchemy import Connection, select

from app.actions.pass_code import pass_code, use_code
from app.actions.second_factor import Changed, remove_factor, renew_recovery_codes, set_up_factor
from app.actions.sign_in import sign_in
from app.refusals import Conflict
from app.store.accounts import account_of, codes_left, pending
from app.store.factors import RECOVERY_CODES, next_salt, secret_of
from app.store.keys import sha256
from app.store.members import Member, member_by_email
from app.store.tables import accounts, audit, recovery_codes, sessions
from people import NOW, OURS, THEIRS, member

STEP = 30


@dataclass
class Phone:
    """Somebody with a second factor, and the app that shows its codes."""

    db: Connection
    who: Member
    session: str
    app: pyotp.TOTP
    codes: tuple[str, ...]

    def code(self, now: int) -> str:
        return self.app.at(now)

    def gives(self, code: str, now: int) -> str | None:
        """None, or why the code is refused."""
        return use_code(self.db, self.who, code, now)


def person(db: Connection, company: str = OURS, name: str = "Alice Moreau") -> Member:
    found = member_by_email(db, member(db, company, name, "owner").email)
    assert found
    return found[0]


def phone(db: Connection, who: Member, now: int = NOW) -> Phone:
    """Set up at `now`, with the code of that moment."""
    session = sign_in(db, who, now)
    app = offered(db, who, session)
    changed = set_up_factor(db, who, session, app.at(now), now)
    assert changed.refused is None
    return Phone(db, who, changed.token, app, changed.codes)


def offered(db: Connection, who: Member, session: str) -> pyotp.TOTP:
    assert who.account_id
    return pyotp.TOTP(secret_of(db, who.account_id, next_salt(db, who.account_id, sha256(session))))


def test_a_code_works_once_however_it_is_typed(db: Connection) -> None:
    own, later = phone(db, person(db)), NOW + 10 * STEP
    code = own.code(later)
    assert own.gives(f" {code[:3]} {code[3:]} ", later) is None
    assert [own.gives(code, later + wait) for wait in (0, 1, 29)] == ["used"] * 3


def test_the_code_that_set_it_up_is_used_up_with_that(db: Connection) -> None:
    own = phone(db, person(db))
    assert own.gives(own.code(NOW), NOW + 1) == "used"


def test_an_earlier_code_is_not_taken_after_a_later_one(db: Connection) -> None:
    own, later = phone(db, person(db)), NOW + 10 * STEP
    assert own.gives(own.code(later), later) is None
    assert own.gives(own.code(later - STEP), later) == "used"
    assert own.gives(own.code(later + STEP), later) is None


@pytest.mark.parametrize("steps", range(-13, 14))
def test_a_code_may_be_one_step_off_and_up_to_ten_steps_tell_that_the_clock_is_wrong(
    db: Connection, steps: int
) -> None:
    own, later = phone(db, person(db)), NOW + 100 * STEP
    said = None if abs(steps) <= 1 else "clock" if abs(steps) <= 10 else "wrong"
    assert own.gives(own.code(later + steps * STEP), later) == said
    assert (own.gives(own.code(later), later) is None) is (steps not in (0, 1))  # a refused code uses nothing up


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٣٣٣٣٣٣", "0" * 1000, "'; --", "\x00"])
def test_what_is_no_code_is_wrong(db: Connection, typed: str) -> None:
    assert phone(db, person(db)).gives(typed, NOW + 10 * STEP) == "wrong"


def test_a_code_of_somebody_else_is_wrong(db: Connection) -> None:
    ours, theirs, later = phone(db, person(db)), phone(db, person(db, THEIRS, "Mallory Quist")), NOW + 10 * STEP
    assert ours.gives(theirs.code(later), later) == "wrong"
    assert ours.gives(theirs.codes[0], later) == "wrong"
    assert theirs.gives(theirs.codes[0], later) is None


def test_each_recovery_code_works_once_at_any_time(db: Connection) -> None:
    own = phone(db, person(db))
    assert len(set(own.codes)) == RECOVERY_CODES
    for number, code in enumerate(own.codes):
        at = NOW + number * 400 * 86_400
        assert [own.gives(typed, at) for typed in (code.upper().replace("-", " "), code)] == [None, "wrong"]
    assert codes_left(db, own.who.account_id or 0) == 0


def test_new_recovery_codes_end_the_old_ones(db: Connection) -> None:
    own = phone(db, person(db))
    new = renew_recovery_codes(db, own.who, NOW)
    assert own.gives(own.codes[0], NOW) == "wrong"
    assert own.gives(new[0], NOW) is None
    assert codes_left(db, own.who.account_id or 0) == RECOVERY_CODES - 1


def test_the_database_holds_neither_secret_nor_code(db: Connection) -> None:
    own = phone(db, person(db))
    kept = [str(row) for table in (accounts, recovery_codes, audit, sessions) for row in db.execute(select(table))]
    known = [own.app.secret, *own.codes, *(code.replace("-", "") for code in own.codes), own.session]
    assert [text for text in known for row in kept if text in row] == []


def test_setting_it_up_needs_a_code_of_the_secret_this_session_was_shown(db: Connection) -> None:
    who = person(db)
    session, other = sign_in(db, who, NOW), sign_in(db, who, NOW)
    assert set_up_factor(db, who, session, offered(db, who, other).at(NOW), NOW) == Changed("wrong")
    assert set_up_factor(db, who, session, offered(db, who, session).at(NOW - 10 * STEP), NOW) == Changed("clock")
    assert account_of(db, who).totp_since is None
    changed = set_up_factor(db, who, session, offered(db, who, session).at(NOW), NOW)
    assert changed.token not in ("", session)
    with pytest.raises(Conflict):
        set_up_factor(db, who, changed.token, "123456", NOW)
    kept = list(db.execute(select(sessions.c.token_hash)).scalars())
    assert kept == [sha256(changed.token)]  # the other place is signed out, and this one has a new token


def test_removing_it_needs_a_code_and_ends_what_it_opened(db: Connection) -> None:
    own, later = phone(db, person(db)), NOW + 10 * STEP
    assert remove_factor(db, own.who, own.session, "000000", later).refused == "wrong"
    assert account_of(db, own.who).totp_since is not None
    assert remove_factor(db, own.who, own.session, own.code(later), later).refused is None
    assert own.gives(own.codes[0], later) == "wrong"
    assert own.gives(own.code(later + STEP), later) == "wrong"


def test_a_code_begins_the_session_that_waits_for_it_and_no_second_one(db: Connection) -> None:
    own, later = phone(db, person(db)), NOW + 10 * STEP
    waiting = pending(db, own.who, later)
    passed = pass_code(db, own.who, waiting, own.code(later), later, "", None)
    assert passed.token
    assert pass_code(db, own.who, waiting, own.code(later), later, "", None).refused == "used"
    assert pass_code(db, own.who, waiting, own.code(later + 301), later + 301, "", None).refused == "wrong"
    by_paper = pass_code(db, own.who, waiting, own.codes[0], later, "", None)
    assert (bool(by_paper.token), by_paper.codes_left) == (True, RECOVERY_CODES - 1)
    assert db.execute(select(audit.c.detail).where(audit.c.action == "session:begin")).scalars().all()[-2:] == [
        "code",
        "recovery code",
    ]
