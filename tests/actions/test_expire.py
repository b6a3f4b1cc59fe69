"""What is too old goes on its day: scores expire, logs and names are deleted, on both engines (safety 58)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Select, func, select, update

from answering import Answering
from app.actions.demo import load_demo
from app.actions.expire import expire_due
from app.actions.invite_member import invite_member
from app.actions.renew import renew
from app.actions.schedule import run_job
from app.refusals import Conflict, NotHere
from app.store.audit import record
from app.store.audit_check import first_bad
from app.store.demo import demo_panel
from app.store.expiry import LASTS, WARNED, ending
from app.store.instruments import DEFAULT, instrument
from app.store.recruiters import vetting_for
from app.store.responses import responses_in
from app.store.rows import add
from app.store.tables import (
    answer_saves,
    answers,
    audit,
    audit_origins,
    invitations,
    jobs,
    logs,
    member_invitations,
    messages,
    respondent_sessions,
    responses,
    vettings,
)
from people import NOW, THEIRS, member

DAY = 86_400
SENT = NOW + 60  # when the form was sent


@pytest.fixture
def told(db: Connection) -> Answering:
    """Ines has answered about Ana, with words; Ana's log is there."""
    answering = Answering(db)
    answering.begin()
    answering.save(now=NOW)
    db.execute(update(responses).values(state="submitted", submitted_at=SENT, summary="She called.", receipt="r"))
    log = {"vetting_id": answering.vetting.id, "content": {"today": 3, "cands": []}, "received_at": NOW}
    add(db, logs, company_id=answering.alice.company_id, **log)
    return answering


def texts(db: Connection) -> set[str]:
    found = [*db.execute(select(answers.c.note)).scalars(), *db.execute(select(responses.c.summary)).scalars()]
    return {text for text in found if text}


def many(db: Connection, table: Any) -> int:
    count: int = db.execute(select(func.count()).select_from(table)).scalar_one()
    return count


def test_a_score_expires_twelve_months_after_its_last_form(db: Connection, told: Answering) -> None:
    before = responses_in(db, [told.vetting])[told.vetting.id][0].answers["CA07"]
    assert (before.points, before.note) == (3, "Twice.")
    expire_due(db, SENT + LASTS - 1)
    assert vetting_for(db, told.alice, told.vetting.id).expired_at is None
    assert texts(db) == {"Twice.", "She called."}
    assert "1 score expired" in expire_due(db, SENT + LASTS)
    assert vetting_for(db, told.alice, told.vetting.id).expired_at == SENT + LASTS
    after = responses_in(db, [told.vetting])[told.vetting.id][0].answers["CA07"]
    assert (after.points, after.note) == (3, "")
    assert texts(db) == set()
    assert many(db, answer_saves) == many(db, messages) == many(db, respondent_sessions) == 0
    asked = db.execute(select(invitations)).one()
    assert (asked.name, asked.email, asked.salt, asked.token_hash) == ("", "", "", f"nobody {asked.id}")


def test_a_form_that_is_not_in_goes_with_the_score(db: Connection, told: Answering) -> None:
    draft = {"vetting_id": told.vetting.id, "source": "evaluator", "respondent": "Bob", "started_at": NOW}
    add(db, responses, company_id=told.alice.company_id, state="draft", **draft)
    expire_due(db, SENT + LASTS)
    assert list(db.execute(select(responses.c.source)).scalars()) == ["candidate"]


def test_a_later_form_or_a_renewal_lets_it_last(db: Connection, told: Answering) -> None:
    renew(db, told.alice, told.vetting.id, SENT + LASTS - DAY)
    assert told.events()[-1] == "vetting:renew"
    expire_due(db, SENT + 2 * LASTS - 2 * DAY)
    assert vetting_for(db, told.alice, told.vetting.id).expired_at is None
    assert texts(db) == {"Twice.", "She called."}
    assert "1 score" in expire_due(db, SENT + 2 * LASTS - DAY)


def test_it_is_announced_and_can_be_renewed_in_its_last_thirty_days_only(db: Connection, told: Answering) -> None:
    early = SENT + LASTS - WARNED - 1
    assert ending(db, told.alice, early) == []
    with pytest.raises(Conflict, match="last 30 days"):
        renew(db, told.alice, told.vetting.id, early)
    [soon] = ending(db, told.alice, early + 1)
    assert (soon.vetting_id, soon.name, soon.at) == (told.vetting.id, "Ana", SENT + LASTS)
    assert ending(db, told.alice, early + 1, []) == []
    assert ending(db, member(db, THEIRS, "Mallory Quist", "owner"), early + 1) == []
    renew(db, told.alice, told.vetting.id, early + 1)
    assert ending(db, told.alice, early + 1) == []


def test_an_expired_score_is_neither_renewed_nor_changed(db: Connection, told: Answering) -> None:
    expire_due(db, SENT + LASTS)
    for change in (lambda: renew(db, told.alice, told.vetting.id, SENT + LASTS), told.ask):
        with pytest.raises(Conflict, match="has expired"):
            change()
    with pytest.raises(NotHere):
        renew(db, member(db, THEIRS, "Mallory Quist", "owner"), told.vetting.id, SENT + LASTS)


def test_each_company_touched_has_one_line_and_a_second_run_none(db: Connection, told: Answering) -> None:
    member(db, THEIRS, "Mallory Quist", "owner")
    expire_due(db, SENT + LASTS)
    lines = select(audit.c.company_id, audit.c.member_id, audit.c.detail).where(audit.c.action == "retention:run")
    detail = "1 score expired, 1 log deleted"
    assert [tuple(line) for line in db.execute(lines)] == [(told.alice.company_id, None, detail)]
    assert expire_due(db, SENT + LASTS) == "Nothing was old enough."
    assert first_bad(db, told.alice.company_id) is None


def test_the_demo_stays_as_it_is(db: Connection) -> None:
    load_demo(db, demo_panel(), instrument(*DEFAULT), NOW)
    assert expire_due(db, NOW + 9 * LASTS) == "Nothing was old enough."
    assert texts(db)


def seeded(db: Connection, told: Answering) -> dict[str, tuple[int, Callable[[], bool]]]:
    """Each class of what is kept: from when its twelve months run, and whether it is still there."""
    alice, company_id = told.alice, told.alice.company_id
    later = {name: NOW + days * DAY for name, days in {"log": 40, "mail": 200, "line": 500, "link": 700}.items()}
    db.execute(update(logs).values(received_at=later["log"]))
    add(db, messages, company_id=company_id, kind="reopened", to_email="x", content={}, message_id="m",
        made_at=later["mail"], state="sent", tries=1, next_at=0, claimed_until=0, error="")  # fmt: skip
    elsewhere = replace(member(db, THEIRS, "Mallory Quist", "owner"), address="192.0.2.9")
    record(db, elsewhere, "x:y", "z 1", later["line"])
    joining = invite_member(db, alice, "new@x.example", "viewer", None, False, 20, NOW)
    db.execute(update(member_invitations).values(expires_at=later["link"]))
    assert joining
    there: dict[str, tuple[int, Select[Any]]] = {
        "score": (SENT, select(vettings.c.id).where(vettings.c.id == told.vetting.id, vettings.c.expired_at.is_(None))),
        "log": (later["log"], select(logs.c.id)),
        "mail": (later["mail"], select(messages.c.id).where(messages.c.kind == "reopened")),
        "address": (later["line"], select(audit_origins.c.number).where(audit_origins.c.address == "192.0.2.9")),
        "asked to join": (later["link"], select(member_invitations.c.id).where(member_invitations.c.email != "")),
    }
    return {name: (at, partial(is_there, db, query)) for name, (at, query) in there.items()}


def is_there(db: Connection, query: Select[Any]) -> bool:
    return db.execute(query).first() is not None


def test_over_three_years_every_class_goes_on_its_day(db: Connection, told: Answering) -> None:
    classes = seeded(db, told)
    due = {name: (at - NOW) // DAY + 365 for name, (at, _) in classes.items()}
    around = {day + near for day in due.values() for near in range(-3, 4)}
    gone: dict[str, int] = {}
    for today in sorted({*range(0, 3 * 366, 30), *around}):  # each day where something is due, else once in a month
        now = NOW + today * DAY + 3_600  # the hour at which the job runs
        run_job(db, "expire", DAY, expire_due, now)
        gone |= {name: today for name, (_, there) in classes.items() if name not in gone and not there()}
    assert gone.keys() == due.keys()
    assert {name: day - due[name] for name, day in gone.items() if abs(day - due[name]) > 1} == {}
    assert db.execute(select(jobs.c.said).where(jobs.c.name == "expire")).scalar() == "Nothing was old enough."
