"""Erasing for good: nothing of the person is left, everything of the others is, and scores still add up (safety 56)."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from app.actions.erase_again import erase_again
from app.actions.erase_company import erase_company
from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.erase_respondent import erase_respondent
from app.refusals import Conflict, NotHere
from app.store.audit_check import first_bad
from app.store.database import Database
from app.store.erasures import Erased, Noted, erased_in, is_same
from app.store.recruiters import vetting_for
from app.store.responses import logs_in, responses_in
from app.store.tables import accounts, audit, companies, invitations, members, recruiters, responses
from app.vetting.log_reading import read_log
from app.vetting.scoring import score
from canary import CANARY, WITNESS, Seeded, everywhere, on_disk, seed
from panels import INSTRUMENT
from people import NOW, THEIRS, member

LATER = NOW + 500


def erase(of: Seeded, who: str) -> None:
    """The person whose word is the canary."""
    if who == "recruiter":
        erase_recruiter(of.db, of.owner, of.recruiter, LATER)
    elif who == "reference":
        erase_respondent(of.db, of.owner, of.references[0], LATER)
    else:
        erase_member(of.db, of.owner, of.member.id or 0, LATER)


EVERYWHERE = {  # whose word → the tables in which it stands before
    who: set(tables.split())
    for who, tables in {
        "recruiter": "answer answer_save audit_origin flag_decision invitation kept_report log message own_page "
        "proof recruiter remark respondent_session response taken",
        "reference": "answer answer_save audit_origin invitation kept_report message respondent_session response taken",
        "member": "account answer answer_save audit_origin calibration flag_decision kept_report member_invitation "
        "message recovery_code response session sign_in_link taken",
    }.items()
}
NOTHING = {  # tables with texts, and why none of them is a person's
    "audit": "numbers, actions and digests; it is never changed",
    "audit_head": "a number and a digest",
    "bucket": "keyed digests",
    "company": "its name, which goes with it",
    "erasure": "numbers and keyed digests",
    "installation": "a digest",
    "job": "counts",
    "member": "a role",
    "search": "a title that the company typed: the page says that titles are not looked through",
    "weighting": "a name that the company typed, as above",
}


def test_of_every_table_with_texts_it_is_known_what_becomes_of_them() -> None:
    """A new table is seeded in canary.py and emptied by an erasure, or has its reason here."""
    textual = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if any(column.type.python_type not in (int, bool) for column in table.c)
    }
    assert textual == NOTHING.keys() | set().union(*EVERYWHERE.values())


@pytest.mark.parametrize("who", EVERYWHERE)
def test_nothing_of_the_person_is_left_in_any_table(db: Connection, who: str) -> None:
    of = seed(db, who)
    assert everywhere(db, CANARY).keys() == EVERYWHERE[who]
    erase(of, who)
    assert everywhere(db, CANARY) == {}
    assert first_bad(db, of.owner.company_id) is None


@pytest.mark.parametrize("who", EVERYWHERE)
def test_the_numbers_of_all_forms_that_are_in_stay(db: Connection, who: str) -> None:
    of = seed(db, who)
    before = scored(of)
    erase(of, who)
    assert before[0] is not None
    assert scored(of) == before


def scored(of: Seeded) -> tuple[object, ...]:
    vetting = vetting_for(of.db, of.owner, of.vetting)
    forms = [form.response for form in responses_in(of.db, [vetting])[of.vetting] if form.state == "submitted"]
    card = score(INSTRUMENT, forms, None, read_log(logs_in(of.db, [vetting])[of.vetting]))
    return card.index, card.lo, card.hi, card.dimensions, len(forms)


@pytest.mark.parametrize("who", EVERYWHERE)
def test_what_is_everybody_else_s_stays(db: Connection, who: str) -> None:
    of = seed(db, who)
    shared = {"answer", "answer_save", "audit_origin", "flag_decision", "kept_report", "message", "response", "taken"}
    if who == "recruiter":
        shared |= {"invitation", "respondent_session"}  # of those who were asked about them
    kept = everywhere(db, WITNESS)
    erase(of, who)
    left = everywhere(db, WITNESS)
    assert {name: left.get(name) for name in kept.keys() - shared} == {
        name: kept[name] for name in kept.keys() - shared
    }
    assert all(0 < left[name] < kept[name] for name in ("answer", "message", "response"))


def test_they_are_called_what_they_are(db: Connection) -> None:
    of = seed(db, "recruiter")
    erase(of, "recruiter")
    erase_respondent(db, of.owner, of.references[1], LATER)
    erase_member(db, of.owner, of.member.id or 0, LATER)
    second = db.execute(select(recruiters.c.id).where(recruiters.c.id != of.recruiter)).scalar_one()
    erase_recruiter(db, of.owner, second, LATER)
    names = list(db.execute(select(recruiters.c.name).order_by(recruiters.c.id)).scalars())
    assert names == ["An erased recruiter", "An erased recruiter (2)"]
    called = set(db.execute(select(responses.c.respondent)).scalars())
    assert called == {"An erased recruiter", "An erased recruiter (2)", "An erased reference", "An erased member", "A"}


def test_one_address_is_erased_wherever_it_was_asked(db: Connection) -> None:
    of = seed(db, "reference")
    erase(of, "reference")
    query = select(invitations.c.name, invitations.c.email).where(invitations.c.id.in_(of.references))
    assert {tuple(row) for row in db.execute(query)} == {("An erased reference", "")}


def test_the_trail_has_a_line_that_names_nobody(db: Connection) -> None:
    of = seed(db, "member")
    erase(of, "member")
    query = select(audit.c.action, audit.c.subject, audit.c.detail, audit.c.member_id)
    last = db.execute(query.order_by(audit.c.number.desc())).first()
    assert last is not None
    assert tuple(last) == ("member:erase", f"member {of.member.id}", "", of.owner.id)


@pytest.mark.parametrize("erasing", [erase_recruiter, erase_respondent, erase_member])
def test_another_company_s_are_not_found(db: Connection, erasing: Callable[..., None]) -> None:
    of = seed(db, "recruiter")
    mallory = member(db, THEIRS, "Mallory Quist", "owner")
    for row in (of.recruiter, of.references[0], of.member.id, 999):
        with pytest.raises(NotHere):
            erasing(db, mallory, row, LATER)
    assert everywhere(db, CANARY).keys() == EVERYWHERE["recruiter"]


def test_the_recruiter_s_own_link_leads_to_the_recruiter(db: Connection) -> None:
    of = seed(db, "recruiter")
    own = db.execute(select(invitations.c.id).where(invitations.c.source == "self")).scalars().first()
    with pytest.raises(Conflict, match="in the address book"):
        erase_respondent(db, of.owner, own or 0, LATER)


def test_the_last_owner_cannot_erase_themselves(db: Connection) -> None:
    of = seed(db, "member")
    with pytest.raises(Conflict, match="or erase the company"):
        erase_member(db, of.owner, of.owner.id or 0, LATER)
    member(db, of.owner.company, "Ola Second", "owner")
    erase_member(db, of.owner, of.owner.id or 0, LATER)
    with pytest.raises(NotHere):
        erase_member(db, of.owner, of.owner.id or 0, LATER)


def test_an_account_that_another_company_has_too_stays(db: Connection) -> None:
    of = seed(db, "member")
    theirs = member(db, THEIRS, "Mallory Quist", "owner")
    account = db.execute(select(members.c.account_id).where(members.c.id == of.member.id)).scalar_one()
    db.execute(members.insert().values(company_id=theirs.company_id, account_id=account, role="viewer"))
    erase(of, "member")
    assert everywhere(db, CANARY).keys() == {"account", "recovery_code", "sign_in_link"}
    query = select(accounts.c.name).join(members, members.c.account_id == accounts.c.id)
    assert db.execute(query.where(members.c.id == of.member.id)).scalar_one() == ""


def test_a_company_goes_with_everything_and_no_other_is_touched(db: Connection) -> None:
    of, other = seed(db, "recruiter"), member(db, THEIRS, "Mallory Quist", "owner")
    erase_company(db, of.owner, LATER)
    assert everywhere(db, CANARY) == everywhere(db, WITNESS) == everywhere(db, "Alice Moreau") == {}
    assert list(db.execute(select(companies.c.id).where(companies.c.demo.is_(False))).scalars()) == [other.company_id]
    assert everywhere(db, "Mallory")
    assert list(db.execute(select(audit.c.id))) == []


@pytest.mark.parametrize("who", [*EVERYWHERE, "company"])
def test_a_backup_from_before_is_erased_again_by_what_was_noted(db: Connection, who: str) -> None:
    """A point in time is kept, as a backup keeps it, and comes back after the erasure (safety 57)."""
    of = seed(db, "recruiter" if who == "company" else who)
    backup = db.begin_nested()
    erase_company(db, of.owner, LATER) if who == "company" else erase(of, who)
    noted = erased_in(db)
    backup.rollback()
    assert everywhere(db, CANARY)
    assert sum(erase_again(db, noted, LATER + 1).values()) == len(noted)
    assert everywhere(db, CANARY) == {}
    assert {each.digest for each in erased_in(db)} == {each.digest for each in noted}


def test_a_number_given_again_is_not_taken_for_what_was_erased(db: Connection) -> None:
    of = seed(db, "recruiter")
    erase(of, "recruiter")
    [noted] = erased_in(db)
    db.execute(companies.update().where(companies.c.id == of.owner.company_id).values(created_at=NOW + 1))
    assert not is_same(db, noted)
    assert not is_same(db, Noted(Erased(999, "company", 999), noted.digest, noted.at))


@pytest.mark.parametrize("who", [*EVERYWHERE, "company"])
def test_no_byte_of_it_is_left_in_the_files(database: Database, database_url: str, who: str) -> None:
    """In the file, its free pages, the write-ahead log and the shared memory; on PostgreSQL in no row."""
    seen = asyncio.run(erased_from(database, database_url, who))
    assert seen == (True, {}, True, 0)


async def erased_from(database: Database, url: str, who: str) -> tuple[bool, dict[str, int], bool, int]:
    """Whether the canary was there, in which tables it is left, whether space was freed, and how often on disk."""
    of = await database.write(seed, "recruiter" if who == "company" else who)
    before = await database.read(everywhere, CANARY)

    def work(db: Connection) -> None:
        of.db = db
        erase_company(db, of.owner, LATER) if who == "company" else erase(of, who)

    await database.write(work)
    freed = await database.shrink()
    left = await database.read(everywhere, CANARY)
    found = on_disk(url).count(CANARY.encode()) if database.sqlite else 0
    return bool(before), left, freed, found
