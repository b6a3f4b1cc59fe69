"""Saving answers of a draft: kept at once, counted, never two forms of one person, on both engines."""

import asyncio
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import Connection, func, select, update

from app.actions.open_search import add_recruiters, open_search
from app.actions.save_answer import save_answer
from app.actions.submit import submit
from app.refusals import Conflict, Mistakes, NotHere
from app.store.database import Database
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.recruiters import vetting_for
from app.store.responses import own_response
from app.store.tables import accounts, answers, audit, members, responses
from app.vetting.answers import Answer
from people import NOW, OURS, THEIRS, member


def opened(db: Connection) -> Member:
    """Alice with a search of one recruiter: search 1, vetting 1."""
    alice = member(db, OURS, "Alice Moreau", "owner")
    open_search(db, alice, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
    return alice


def test_each_save_is_kept_over_the_last_and_counted(db: Connection) -> None:
    alice = opened(db)
    save_answer(db, alice, 1, "EV07", Answer(number=Fraction(7)), NOW)
    save_answer(db, alice, 1, "EV07", Answer(number=Fraction("1.5"), note="Checked."), NOW + 1)
    own = own_response(db, alice, vetting_for(db, alice, 1))
    assert own is not None
    assert own.answers == {"EV07": Answer(number=Fraction(3, 2), note="Checked.")}
    assert own.saved_at == NOW + 1
    assert db.execute(select(answers.c.version)).scalars().all() == [2]


def named(db: Connection, name: str, first: str) -> Member:
    """An evaluator of our company with this name, whoever else has it."""
    made = member(db, OURS, f"{first} Moreau", "evaluator")
    who = select(members.c.account_id).where(members.c.id == made.id).scalar_subquery()
    db.execute(update(accounts).where(accounts.c.id == who).values(name=name))
    return replace(made, name=name)


def test_namesakes_have_one_label_each_in_every_vetting_whoever_answers_first(db: Connection) -> None:
    alice = opened(db)
    add_recruiters(db, alice, 1, [("Tom", "")], NOW)
    sam, other = named(db, "Sam Osei", "S1"), named(db, "Sam Osei", "S2")
    literal, third = named(db, "Sam Osei (2)", "S3"), named(db, "Sam Osei", "S4")
    for vetting_id, order in ((1, (sam, other, literal, third)), (2, (third, literal, other, sam))):
        for evaluator in order:
            save_answer(db, evaluator, vetting_id, "EV07", Answer(number=Fraction(7)), NOW)
    rows = db.execute(select(responses.c.member_id, responses.c.respondent).distinct())
    assert {row.member_id: row.respondent for row in rows} == {
        sam.id: "Sam Osei",
        other.id: "Sam Osei (2)",
        literal.id: "Sam Osei (2) (2)",
        third.id: "Sam Osei (3)",
    }
    assert db.execute(select(func.count()).select_from(responses)).scalar_one() == 8


def test_the_label_of_a_namesake_in_another_company_takes_no_number(db: Connection) -> None:
    opened(db)
    theirs = member(db, THEIRS, "Alice Moreau", "owner")
    open_search(db, theirs, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
    save_answer(db, theirs, 2, "EV07", Answer(number=Fraction(7)), NOW)
    assert db.execute(select(responses.c.respondent)).scalar_one() == "Alice Moreau"


def test_a_member_of_another_company_finds_nothing_to_answer(db: Connection) -> None:
    opened(db)
    mallory = member(db, THEIRS, "Mallory Quist", "owner")
    with pytest.raises(NotHere):
        save_answer(db, mallory, 1, "EV07", Answer(number=Fraction(7)), NOW)
    with pytest.raises(NotHere):
        submit(db, mallory, 1, instrument(*DEFAULT), "yes", "", False, NOW)


def test_submitting_needs_every_answer_then_locks(db: Connection) -> None:
    alice = opened(db)
    used = instrument(*DEFAULT)
    with pytest.raises(Mistakes) as missing:
        submit(db, alice, 1, used, "yes", "", False, NOW)
    assert set(missing.value.fields) == set(used.short_form.items)
    for item in used.short_form.items:
        save_answer(db, alice, 1, item, Answer(status="not_asked"), NOW)
    submit(db, alice, 1, used, "yes", "Nothing heard.", False, NOW)
    with pytest.raises(Conflict):
        save_answer(db, alice, 1, "EV07", Answer(number=Fraction(7)), NOW)
    with pytest.raises(Conflict):
        submit(db, alice, 1, used, "yes", "", False, NOW)
    assert "response:submit" in db.execute(select(audit.c.action)).scalars().all()


def test_many_first_answers_at_once_begin_one_form(database: Database) -> None:
    alice = asyncio.run(database.write(opened))
    items = instrument(*DEFAULT).short_form.items

    async def all_at_once() -> None:
        blank = Answer(status="not_asked")
        await asyncio.gather(*(database.write(save_answer, alice, 1, item, blank, NOW) for item in items))

    asyncio.run(all_at_once())
    count = select(func.count())
    assert asyncio.run(database.read(lambda db: db.execute(count.select_from(responses)).scalar_one())) == 1
    assert asyncio.run(database.read(lambda db: db.execute(count.select_from(answers)).scalar_one())) == len(items)
