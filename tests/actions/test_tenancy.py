"""Every statement of a journey on a table that belongs to companies says which company, on both engines."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event, select

import answering
from app.actions.decide_flag import decide_flag
from app.actions.demo import load_demo, remove_demo
from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.erase_respondent import erase_respondent
from app.actions.expire import expire_due
from app.actions.found_company import found_company
from app.actions.invite_member import invite_again, invite_member, revoke_invitation
from app.actions.once import once
from app.actions.open_search import add_recruiters, open_search
from app.actions.save_answer import save_answer
from app.actions.save_view import View, save_view
from app.actions.sign_in import sign_in, sign_out, stay_signed_in
from app.actions.submit import submit
from app.actions.take_out import take_out
from app.actions.weigh import weigh
from app.refusals import NotHere
from app.store.address_book import known_recruiters
from app.store.demo import demo_panel
from app.store.erasures import erased_in
from app.store.expiry import LASTS, ending
from app.store.flag_decisions import open_serious_flags
from app.store.holdings import of_company, rows
from app.store.instruments import DEFAULT, instrument
from app.store.joining import waiting_to_join
from app.store.keys import sha256
from app.store.members import VISITOR, Member, member_by_email, member_of_session
from app.store.personal import of_member, of_recruiter, of_respondent, own_vettings
from app.store.recruiters import vetting_for, vettings_in
from app.store.responses import logs_in, own_response, responses_in
from app.store.rows import add
from app.store.searches import demo_search, search_for, searches_of
from app.store.tables import accounts, invitations, members
from app.store.trail_veil import veil_for
from app.store.weightings import weightings_of
from app.vetting.answers import Answer
from app.vetting.flags import BY_HAND
from asking import everything
from people import NOW, THEIRS, member
from scoped import TENANTS, unscoped


@pytest.fixture
def said(db: Connection) -> Iterator[list[str]]:
    """Every statement the connection is asked to run."""
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(db, "before_cursor_execute", keep)
    yield statements
    event.remove(db, "before_cursor_execute", keep)


def journey(db: Connection) -> None:
    """Everything the product does with its tables, once."""
    used = instrument(*DEFAULT)
    load_demo(db, demo_panel(), used, NOW)
    founded = found_company(db, "Ours", "Alice Moreau", "alice@x.example", "!", NOW)
    assert member_by_email(db, "alice@x.example")
    token = sign_in(db, founded, NOW)
    stay_signed_in(db, token, NOW)
    assert member_of_session(db, sha256(token), NOW) == (founded, NOW, NOW)
    search = open_search(db, founded, "Role", [("Ana", "")], "short", used, NOW)
    add_recruiters(db, founded, search, [("Tom", "")], NOW)
    vetting = vettings_in(db, search_for(db, founded, search))[0]
    save_view(db, founded, vetting.id, View("yes"), NOW)
    for item in used.short_form.items * 2:
        save_answer(db, founded, vetting.id, item, Answer(status="not_asked", flagged=True), NOW)
    submit(db, founded, vetting.id, used, "yes", "", False, NOW)
    assert own_response(db, founded, vetting_for(db, founded, vetting.id))
    assert responses_in(db, [vetting])[vetting.id]
    assert logs_in(db, [vetting]) == {}
    assert [listed.recruiters for listed in searches_of(db, founded)] == [2]
    assert demo_search(db)
    assert ending(db, founded, NOW) == []
    everything(db, founded)
    answering.everything(db, founded)
    assert len(open_serious_flags(db, vetting.search)) == 1
    decide_flag(db, founded, vetting.id, BY_HAND, "explained", "A second call explained it.", NOW)
    assert open_serious_flags(db, vetting.search) == []
    weigh(db, founded, search, "Ours", {"closure": 3}, NOW)
    assert [kept.name for kept in weightings_of(db, search_for(db, founded, search))] == ["Ours"]
    asked = invite_member(db, founded, "bob@x.example", "evaluator", search, True, 20, NOW)
    invite_again(db, founded, asked, 20, NOW)
    revoke_invitation(db, founded, asked, NOW)
    assert waiting_to_join(db, founded) == []
    assert once(db, founded, "key", {"a": ["1"]}, lambda _: 7, NOW) == 7
    assert known_recruiters(db, founded)
    take_out_everything(db, founded, search)
    erase_everything(db, founded, search)
    assert "1 score expired" in expire_due(db, NOW + 2 * LASTS)
    remove_demo(db, founded, NOW)
    sign_out(db, founded, token, NOW)


def take_out_everything(db: Connection, owner: Member, search: int) -> None:
    """The archive of the company, and of one person of each kind."""
    veil, vetting = veil_for(db, owner), vettings_in(db, search_for(db, owner, search))[0]
    assert vetting.id in own_vettings(db, owner, vetting.recruiter_id)
    people = (of_recruiter(veil, vetting.recruiter_id), of_respondent(veil, [1]), of_member(veil, owner))
    for parts in (of_company(veil), *people):
        assert sum(len(list(rows(db, part))) for part in parts)
    take_out(db, owner, "company", owner.company_id, NOW)


def erase_everything(db: Connection, owner: Member, search: int) -> None:
    """Each kind of person, by what the journey made of them; the company would take the rest of it along."""
    account = add(db, accounts, email="bob@x.example", name="Bob Tanaka", password_hash="!", created_at=NOW)
    bob = add(db, members, company_id=owner.company_id, account_id=account, role="evaluator")
    erase_member(db, owner, bob, NOW)
    vetting = vettings_in(db, search_for(db, owner, search))[1]
    found = select(invitations.c.id).where(invitations.c.company_id == owner.company_id)
    erase_respondent(db, owner, db.execute(found.where(invitations.c.source != "self")).scalars().first() or 0, NOW)
    erase_recruiter(db, owner, vetting.recruiter_id, NOW)
    assert [noted.erased.kind for noted in erased_in(db)].count("recruiter") == 1


def test_every_statement_says_which_company(db: Connection, said: list[str]) -> None:
    journey(db)
    touched = {name for name in TENANTS for statement in said if re.search(rf"\b{name}\b", statement)}
    assert touched >= TENANTS
    assert unscoped(said) == []


def test_the_check_sees_what_it_forbids() -> None:
    forbidden = [
        "SELECT vetting.id, vetting.company_id FROM vetting WHERE vetting.id = ?",
        "UPDATE response SET company_id=? WHERE response.id = ?",
        "DELETE FROM search WHERE search.id = ?",
        "SELECT search.id, (SELECT count(*) AS n FROM vetting WHERE vetting.search_id = search.id) AS r FROM search "
        "WHERE search.company_id = ?",
        "SELECT log.company_id FROM log",
        "SELECT vetting.id FROM vetting JOIN recruiter ON recruiter.company_id = vetting.company_id WHERE id = ?",
    ]
    assert unscoped(forbidden) == forbidden
    assert unscoped(["SELECT account.id FROM account", "DELETE FROM search WHERE search.company_id = ?"]) == []


def test_a_visitor_and_a_stranger_find_no_vetting_but_the_demo_s(db: Connection) -> None:
    load_demo(db, demo_panel(), instrument(*DEFAULT), NOW)
    alice = found_company(db, "Ours", "Alice Moreau", "alice@x.example", "!", NOW)
    search = open_search(db, alice, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
    ours = vettings_in(db, search_for(db, alice, search))[0].id
    assert vetting_for(db, alice, ours).name == "Ana"
    assert vetting_for(db, VISITOR, 1).search.demo
    for stranger in (VISITOR, member(db, THEIRS, "Mallory Quist", "owner")):
        with pytest.raises(NotHere):
            vetting_for(db, stranger, ours)
