"""The second wall as store and actions use it: who acts for whom, and what serves all companies, by name."""

import asyncio
import importlib
import pkgutil

import pytest
from sqlalchemy import Connection, select

import app.actions
import app.mail
import app.store
from app.store.database import Database
from app.store.members import Member, own_companies
from app.store.rows import add
from app.store.tables import companies
from app.store.wall import MARK, act_for
from databases import by_hand
from people import NOW, OURS, THEIRS, member

# What sees the rows of several companies at once; each says in the code why.
SERVE_ALL = {
    "actions.change_account._end",
    "actions.daily.forget",
    "actions.demo.load_demo",
    "actions.demo.load_demo_once",
    "actions.end_sessions.end_sessions",
    "actions.found_company._new",
    "actions.sign_in.stay_signed_in",
    "mail.claims.claim",
    "mail.claims.due",
    "store.accounts.anybody",
    "store.company.ownerless",
    "store.erasures.erased_in",
    "store.accounts.sessions_of",
    "store.invitations._answered_for",
    "store.invitations._with_token",
    "store.joining.member_invitation_of_token",
    "store.members.belongs_elsewhere",
    "store.members.first_company",
    "store.members.member_by_email",
    "store.members.member_of_session",
    "store.members.memberships",
    "store.members.only_company",
    "store.members.own_companies",
    "store.own_pages._with_key",
}


def test_what_serves_all_companies_is_known_by_name() -> None:
    found = set()
    for room in (app.actions, app.mail, app.store):
        for each in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            if each.ispkg:
                continue
            module = importlib.import_module(each.name)
            marked = {name for name, work in vars(module).items() if getattr(work, MARK, "")}
            found |= {f"{each.name}.{name}" for name in marked if vars(module)[name].__module__ == each.name}
    assert found == {f"app.{name}" for name in SERVE_ALL}


def seen(db: Connection) -> list[int]:
    return list(db.execute(select(companies.c.id).order_by(companies.c.id)).scalars())


@pytest.fixture
def who(database: Database) -> list[Member]:
    names = ((OURS, "Alice Moreau", "owner"), (THEIRS, "Mallory Quist", "owner"))
    return [asyncio.run(database.write(member, *name)) for name in names]  # type: ignore[arg-type]


on_postgresql = pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])


@on_postgresql
def test_a_transaction_acts_for_the_company_of_whoever_asks(database: Database, who: list[Member]) -> None:
    for each in who:
        assert asyncio.run(database.read(lambda db, _: seen(db), each)) == [each.company_id]


@on_postgresql
def test_the_next_transaction_of_a_connection_acts_for_nobody(database: Database, who: list[Member]) -> None:
    asyncio.run(database.write(lambda db, _: seen(db), who[0]))
    with database._reader.begin() as db:
        assert seen(db) == []


@on_postgresql
def test_what_serves_all_companies_closes_the_wall_behind_it(database: Database, who: list[Member]) -> None:
    work = lambda db, _: (own_companies(db), seen(db))  # noqa: E731 - both in one transaction
    assert asyncio.run(database.read(work, who[0])) == ([each.company_id for each in who], [who[0].company_id])


@on_postgresql
def test_whoever_finds_the_company_of_a_link_goes_on_for_that_one(database: Database, who: list[Member]) -> None:
    def work(db: Connection, asker: Member) -> list[int]:
        act_for(db, who[1].company_id)
        return seen(db)

    assert asyncio.run(database.read(work, who[0])) == [who[1].company_id]


def test_a_work_that_serves_all_does_what_it_did_before(database: Database) -> None:
    made = asyncio.run(database.write(by_hand(add), companies, name="Ours", demo=False, created_at=NOW))
    assert asyncio.run(database.read(by_hand(seen))) == [made]


@on_postgresql
def test_every_table_with_a_company_has_its_wall_in_the_migrated_database(database: Database) -> None:
    asked = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
        SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own' AND p.polcmd = '*')
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    AND (c.relname = 'company' OR EXISTS (
        SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped))
    """
    with database._reader.begin() as db:
        found = db.exec_driver_sql(asked).all()
    assert [name for name, stands in found if not stands] == []
    assert len(found) > 20
