"""Forms that are in have their compact bytes for as long as they are in, and are scored again from them."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, select, text, update
from sqlalchemy.exc import IntegrityError

from answering import Answering
from app.actions.demo import load_demo
from app.actions.erase_recruiter import erase_recruiter
from app.actions.reopen import reopen
from app.actions.save_answer import save_answer
from app.actions.submit import submit
from app.store import compact as forms
from app.store.compact import Odd, odd_forms, rescored
from app.store.database import MIGRATIONS
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.recruiters import vettings_in
from app.store.responses import own_response, responses_in
from app.store.tables import answers, responses, searches
from app.vetting.answers import Answer
from app.vetting.compact import compact
from app.vetting.forms import form_score
from panels import INSTRUMENT
from people import NOW


def kept(db: Connection) -> list[bytes | None]:
    return [*db.execute(select(responses.c.compact).order_by(responses.c.id)).scalars()]


def evaluated(reply: Answering) -> None:
    """Alice's own form, in: the second from the best option throughout, with one question that does not apply."""
    for item in instrument(*DEFAULT).short_form.items:
        kind = INSTRUMENT.item[item]
        chosen = Answer(points=2, support="general") if kind.support else Answer(status="not_asked")
        save_answer(reply.db, reply.alice, reply.vetting.id, item, chosen, NOW)
    submit(reply.db, reply.alice, reply.vetting.id, INSTRUMENT, "yes", "Fine.", False, NOW)


def test_a_form_has_them_from_its_submission_until_it_is_reopened(db: Connection) -> None:
    reply = Answering(db)
    evaluated(reply)
    [own] = responses_in(db, [reply.vetting])[reply.vetting.id]
    assert kept(db) == [compact(INSTRUMENT, own.response)]
    reopen(db, reply.alice, reply.vetting.id, own.id, "One answer was about somebody else.", NOW)
    assert kept(db) == [None]
    save_answer(db, reply.alice, reply.vetting.id, "EV01", Answer(points=0, support="shown"), NOW)
    submit(db, reply.alice, reply.vetting.id, INSTRUMENT, "yes", "Fine.", False, NOW)
    again = own_response(db, reply.alice, reply.vetting)
    assert again
    assert kept(db) == [compact(INSTRUMENT, again.response)]
    assert compact(INSTRUMENT, again.response)[0] == 0x30


def test_a_reply_has_them_until_it_is_taken_back_and_none_is_left_when_it_is_deleted(db: Connection) -> None:
    reply = Answering(db)
    reply.begin()
    reply.save()
    assert kept(db) == [None]
    reply.submit()
    assert kept(db) == [compact(INSTRUMENT, reply.own.response)]
    reply.take_back()
    assert kept(db) == [None]
    reply.submit()
    reply.withdraw()
    assert kept(db) == []


def test_no_draft_can_have_them(db: Connection) -> None:
    reply = Answering(db)
    reply.begin()
    reply.save()
    with pytest.raises(IntegrityError, match="ck_response_compact"):
        db.execute(update(responses).values(compact=b"\x03"))


def test_they_say_the_same_when_the_words_are_erased(db: Connection) -> None:
    reply = Answering(db)
    reply.begin()
    reply.save()
    reply.submit()
    before = kept(db)
    erase_recruiter(db, reply.alice, reply.vetting.recruiter_id, NOW)
    assert kept(db) == before
    assert [*odd_forms(db, reply.alice.company_id)] == []


@pytest.fixture
def company(db: Connection) -> int:
    """The demo's: ten recruiters and their forms."""
    return load_demo(db, demo_panel(), INSTRUMENT, NOW).company_id


def test_every_form_is_scored_again_as_from_its_answers(
    db: Connection, company: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "AT_ONCE", 3)
    load = load_demo(db, demo_panel(), INSTRUMENT, NOW)
    filled = [form for each in responses_in(db, vettings_in(db, load)).values() for form in each]
    due = {form.id: form_score(INSTRUMENT, form.response, INSTRUMENT.weights).index for form in filled}
    assert len(due) > 20
    assert dict(rescored(db, company)) == due
    assert [*odd_forms(db, company)] == []
    assert [*rescored(db, company + 1)] == []
    assert {len(rows) for rows in forms._forms(db, company)} <= {1, 2, 3}


def test_however_many_forms_there_are_it_is_one_statement_without_answers(db: Connection, company: int) -> None:
    said: list[str] = []
    event.listen(db, "before_cursor_execute", lambda *heard: said.append(heard[2]))
    assert len([*rescored(db, company)]) > 20
    assert len(said) == 1
    assert "answer" not in said[0]


@pytest.mark.parametrize(
    "values", [{"points": 0}, {"support": "general"}, {"status": "declined"}], ids=["points", "support", "status"]
)
def test_an_answer_that_is_changed_afterwards_shows(db: Connection, company: int, values: dict[str, object]) -> None:
    shown = select(answers.c.response_id).where(answers.c.item == "EV01", answers.c.points == 4).limit(1)
    form = db.execute(shown).scalar_one()
    db.execute(update(answers).where(answers.c.response_id == form, answers.c.item == "EV01").values(**values))
    vetting = db.execute(select(responses.c.vetting_id).where(responses.c.id == form)).scalar_one()
    assert [*odd_forms(db, company)] == [Odd(form, vetting, "differs")]


@pytest.mark.parametrize("sealed", [b"", b"\xff" * 30, None])
def test_bytes_that_are_damaged_or_gone_are_left_out_and_named(
    db: Connection, company: int, sealed: bytes | None
) -> None:
    db.execute(update(responses).where(responses.c.id == 2).values(compact=sealed))
    assert 2 not in dict(rescored(db, company))
    assert [(odd.form, odd.why) for odd in odd_forms(db, company)] == [(2, "bare" if sealed is None else "differs")]


def test_forms_of_a_questionnaire_that_was_changed_are_not_scored(db: Connection, company: int) -> None:
    db.execute(update(searches).values(instrument_hash="0" * 64))
    assert [*rescored(db, company)] == []
    assert {odd.why for odd in odd_forms(db, company)} == {"unread"}


@pytest.mark.parametrize("at_once", [500, 7])
def test_the_upgrade_seals_every_form_that_is_in(
    db: Connection, company: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(db)
    assert len(before) > 20
    upgraded(db, monkeypatch, at_once)
    assert kept(db) == before
    assert [*odd_forms(db, company)] == []


def test_the_upgrade_leaves_drafts_and_what_cannot_be_scored(
    db: Connection, company: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = Answering(db)
    reply.begin()
    reply.save()
    db.execute(update(searches).where(searches.c.company_id == company).values(instrument_version="0.0.1"))
    upgraded(db, monkeypatch)
    assert {*kept(db)} == {None}


def upgraded(db: Connection, monkeypatch: pytest.MonkeyPatch, at_once: int = 500) -> None:
    """Take the column away, and run the migration that adds it."""
    db.execute(text("ALTER TABLE response DROP COLUMN compact"))
    module = ScriptDirectory(str(MIGRATIONS)).get_revision("0016").module
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    with Operations.context(MigrationContext.configure(db)):
        module.upgrade()
