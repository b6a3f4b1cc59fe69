"""The daily job that forgets: what has served its purpose goes on its day, and not a day before."""

import secrets

import pytest
from sqlalchemy import Connection, func, select, update

from app.actions.daily import DAY, LINKS_KEPT, forget
from app.actions.once import KEPT
from app.actions.sign_in import sign_in
from app.mail.outbox import queue
from app.store.invitations import SESSION
from app.store.members import ABSOLUTE, IDLE
from app.store.rows import add
from app.store.tables import buckets, messages, respondent_sessions, sessions, sign_in_links, taken
from outbox import account, linked, office
from people import NOW


def left(db: Connection, table: object) -> int:
    found: int = db.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
    return found


def test_keys_of_forms_are_forgotten_after_two_days(db: Connection) -> None:
    of = office(db)
    db.execute(taken.insert().values(key_hash="k", company_id=of.asker.company_id, body_hash="b", result=1, at=NOW))
    assert "0 keys of forms" in forget(db, NOW + KEPT)
    assert left(db, taken) == 1
    assert "1 keys of forms" in forget(db, NOW + KEPT + 1)
    assert left(db, taken) == 0


@pytest.mark.parametrize(("used", "kept"), [({}, IDLE), ({"seen_at": NOW + ABSOLUTE}, ABSOLUTE)])
def test_ended_sessions_are_forgotten(db: Connection, used: dict[str, int], kept: int) -> None:
    sign_in(db, office(db).asker, NOW)
    db.execute(update(sessions).values(**(used or {"seen_at": NOW})))
    forget(db, NOW + kept - 1)
    assert left(db, sessions) == 1
    assert "1 ended sessions" in forget(db, NOW + kept)
    assert left(db, sessions) == 0


def test_a_respondent_s_browser_is_forgotten_with_the_longest_invitation(db: Connection) -> None:
    of = office(db)
    asked = {"company_id": of.asker.company_id, "invitation_id": linked(db, of, "invitation", NOW)}
    db.execute(respondent_sessions.insert().values(token_hash="t", created_at=NOW, seen_at=NOW, **asked))
    forget(db, NOW + SESSION - 1)
    assert left(db, respondent_sessions) == 1
    forget(db, NOW + SESSION)
    assert left(db, respondent_sessions) == 0


@pytest.mark.parametrize("used_at", [None, NOW + 5])
def test_sign_in_links_are_forgotten_thirty_days_after_they_ended(db: Connection, used_at: int | None) -> None:
    of = office(db)
    whose = {"account_id": account(db, of.asker), "purpose": "reset", "salt": "s", "token_hash": secrets.token_hex(32)}
    over = NOW + 900 if used_at is None else used_at
    row = add(db, sign_in_links, **whose, made_at=NOW, expires_at=NOW + 900, used_at=used_at)
    queue(db, of.asker.company_id, "reset", "d@x.example", {}, NOW, sign_in_link_id=row)
    forget(db, over + LINKS_KEPT)
    assert left(db, sign_in_links) == 1
    assert "1 old sign-in links" in forget(db, over + LINKS_KEPT + 1)
    assert left(db, sign_in_links) == 0
    assert db.execute(select(messages.c.sign_in_link_id)).scalars().all() == [None]


def test_full_limits_are_forgotten(db: Connection) -> None:
    db.execute(buckets.insert().values(key="k", full_at=NOW * 1000))
    assert "0 limits" in forget(db, NOW - 1)
    assert "1 limits" in forget(db, NOW)


def test_a_day_has_as_many_seconds_as_it_should() -> None:
    assert DAY * 30 == LINKS_KEPT == 2_592_000
