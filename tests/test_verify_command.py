"""The command that checks audit trails: a sentence for each company, and one for whatever cannot be checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text, update
from typer.testing import CliRunner

from app.__main__ import commands
from app.store.audit import record
from app.store.audit_check import Head, head_of
from app.store.tables import audit, audit_heads
from databases import SECRET, engine_of
from people import NOW, OURS, THEIRS, member


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def trail(database_url: str) -> Iterator[Connection]:
    """Eight events of ours, and none of theirs."""
    engine = engine_of(database_url)
    with engine.connect() as db:
        alice = member(db, OURS, "Alice Moreau", "owner")
        member(db, THEIRS, "Mallory Quist", "owner")
        for number in range(8):
            record(db, alice, "search:open", f"search {number}", NOW)
        db.commit()
        yield db
    engine.dispose()


def verify(url: str, *words: str, secret: str = SECRET) -> tuple[int, str]:
    ran = CliRunner().invoke(
        commands,
        ["audit", "verify", *words],
        env={"FOLLOWTHROUGH_DATABASE_URL": url, "FOLLOWTHROUGH_SECRET": secret},
    )
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, ran.output


def end(db: Connection) -> Head:
    return head_of(db, 1)


def unguarded(db: Connection) -> None:
    """Somebody with the rights of the database's owner has put the triggers out of the way."""
    if db.dialect.name == "postgresql":
        db.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    else:
        db.execute(text("DROP TRIGGER audit_unchanged"))
        db.execute(text("DROP TRIGGER audit_undeleted"))


def test_it_says_of_every_company_that_its_trail_is_whole(database_url: str, trail: Connection) -> None:
    head = end(trail)
    assert verify(database_url) == (
        0,
        f"Halden Foods: all 8 events are as they were written. Note down 8:{head.hash[:16]}, to notice later if it is "
        "cut off.\nRival Logistics: nothing has been written yet.\n",
    )


@pytest.mark.parametrize("company", ["1", "Halden Foods", " Halden Foods "])
def test_it_checks_one_company_by_number_or_name(database_url: str, trail: Connection, company: str) -> None:
    code, said = verify(database_url, "--company", company, "--anchor", end(trail).anchor)
    assert (code, said.partition(":")[0], said.count("\n")) == (0, "Halden Foods", 1)


def test_it_names_the_first_bad_event_and_goes_on_to_the_others(database_url: str, trail: Connection) -> None:
    unguarded(trail)
    trail.execute(update(audit).where(audit.c.number == 5).values(subject="search 77"))
    trail.commit()
    code, said = verify(database_url)
    assert code == 1
    assert "Halden Foods: Event 5 was changed after it was written" in said
    assert "Rival Logistics: nothing has been written yet." in said


def test_it_finds_by_the_anchor_a_trail_that_was_cut_off_and_its_end_put_right(
    database_url: str, trail: Connection
) -> None:
    noted = end(trail).anchor
    unguarded(trail)
    trail.execute(delete(audit).where(audit.c.number > 5))
    fits = trail.execute(audit.select().where(audit.c.number == 5)).one()
    trail.execute(update(audit_heads).values(number=5, hash=fits.hash))
    trail.commit()
    assert verify(database_url, "--company", "1")[0] == 0
    code, said = verify(database_url, "--company", "1", "--anchor", noted)
    assert (code, said) == (
        1,
        "Halden Foods: The trail is cut off: event 6 was written, and it is missing with all after it.\n",
    )


def test_it_says_which_events_came_before_the_chain(database_url: str, trail: Connection) -> None:
    unguarded(trail)
    trail.execute(update(audit).values(hash=""))
    trail.execute(update(audit_heads).values(hash="", since=8))
    trail.commit()
    code, said = verify(database_url, "--company", "1")
    assert (code, "The first 8 came before the chain" in said) == (0, True)
    assert "Note down" not in said


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--anchor", "8:0123456789abcdef"], "An anchor belongs to one company. Say which with --company: 1 (Halden"),
        (["--company", "1", "--anchor", "eight"], "“eight” is no anchor."),
        (["--company", "1", "--anchor", "8:12"], "“8:12” is no anchor."),
        (["--company", "Nobody"], "There is no company “Nobody”. There are: 1 (Halden Foods), 2 (Rival Logistics)."),
        (["--company", ""], "There is no company “”."),
    ],
)
def test_each_misuse_has_a_sentence(database_url: str, words: list[str], sentence: str) -> None:
    code, said = verify(database_url, *words)
    assert (code, said.startswith(sentence)) == (2, True), said


@pytest.mark.usefixtures("trail")
def test_another_secret_is_told_from_a_changed_trail(database_url: str) -> None:
    code, said = verify(database_url, secret="another secret, 0123456789 abcdefghij")
    assert (code, said.startswith("The database was made with another secret.")) == (2, True), said


def test_no_database_is_a_sentence_and_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there.db"
    code, said = verify(f"sqlite:///{path}")
    assert (code, said) == (2, f"There is no database at {path}. Set FOLLOWTHROUGH_DATABASE_URL to the one you mean.\n")
    assert not path.parent.exists()


def test_what_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Alice, " * 100)
    assert verify(f"sqlite:///{path}")[0] == 2


def test_a_database_of_an_older_program_is_a_sentence(database_url: str, trail: Connection) -> None:
    trail.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    trail.commit()
    code, said = verify(database_url)
    assert (code, said.startswith("The database has an older schema.")) == (2, True)


def test_two_companies_of_one_name_are_told_apart_by_number(database_url: str, trail: Connection) -> None:
    trail.execute(text("UPDATE company SET name = 'Halden Foods'"))
    trail.commit()
    code, said = verify(database_url, "--company", "Halden Foods")
    assert (code, said.startswith("There is more than one company “Halden Foods”. Give its number: 1 (")) == (2, True)
    assert verify(database_url, "--company", "2")[0] == 0
