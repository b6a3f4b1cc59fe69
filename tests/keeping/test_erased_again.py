"""What was erased after a backup was made is erased again when it is restored, before anybody comes (safety 57)."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.actions.erase_company import erase_company
from app.actions.erase_member import erase_member
from app.actions.erase_recruiter import erase_recruiter
from app.actions.erase_respondent import erase_respondent
from app.keeping.refusal import NotKept
from app.settings import Settings
from app.store.audit_check import first_bad
from app.store.erasure_list import add_to_list, on_list
from app.store.erasures import erased_in
from app.store.members import members_of
from app.store.rows import add
from app.store.tables import companies, recruiters
from backups import Elsewhere, asked, backed_up, restored, written
from canary import CANARY, WITNESS, Seeded, everywhere, on_disk, seed
from databases import Arranged
from people import NOW, member

LATER = NOW + 500
KINDS = ("recruiter", "reference", "member", "company")
Erasing = Callable[[Connection], None]


def erasing(of: Seeded, who: str) -> Erasing:
    """Of the person whose word is the canary."""
    if who == "company":
        return lambda db: erase_company(db, of.owner, LATER)
    if who == "recruiter":
        return lambda db: erase_recruiter(db, of.owner, of.recruiter, LATER)
    if who == "reference":
        return lambda db: erase_respondent(db, of.owner, of.references[0], LATER)
    return lambda db: erase_member(db, of.owner, of.member.id or 0, LATER)


def erase_as_served(settings: Settings, action: Erasing) -> None:
    """As the page does it: erase, note it outside of the database, free its place."""

    async def all_three() -> tuple[bool, bool]:
        await database.write(action)
        return await database.list_erasures(), await database.shrink()

    database = Arranged(settings)
    assert asyncio.run(all_three()) == (True, True)
    database.close()


def seeded_with(settings: Settings, who: str) -> Seeded:
    return written(settings, lambda db: seed(db, "recruiter" if who == "company" else who))


def bytes_of(settings: Settings) -> bytes:
    """What an SQLite database keeps on the disk; what PostgreSQL keeps is its own."""
    return on_disk(settings.database_url) if settings.database_url.startswith("sqlite") else b""


@pytest.mark.parametrize("who", KINDS)
def test_the_list_beside_the_backups_is_enough(
    settings: Settings, tmp_path: Path, elsewhere: Elsewhere, who: str
) -> None:
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    of = seeded_with(using, who)
    backed_up(using, tmp_path / "kept")
    erase_as_served(using, erasing(of, who))
    there = elsewhere("there")
    said = restored(there, tmp_path / "kept")
    many = len(of.references) if who == "reference" else 1
    assert f"Erased again what was erased since: {many} {who}{'s' if many > 1 else ''}." in said
    assert asked(there, lambda db: everywhere(db, CANARY)) == {}
    assert CANARY.encode() not in bytes_of(there)
    assert bool(asked(there, lambda db: everywhere(db, WITNESS))) is (who != "company")
    if who != "company":
        assert asked(there, lambda db: first_bad(db, of.owner.company_id)) is None


@pytest.mark.parametrize("who", KINDS)
def test_the_database_that_is_replaced_is_enough(settings: Settings, tmp_path: Path, who: str) -> None:
    of = seeded_with(settings, who)
    keep = member_of_another_company(settings)
    backed_up(settings, tmp_path / "kept")
    written(settings, erasing(of, who))
    said = restored(settings, tmp_path / "kept", replace=True)
    assert any(line.startswith("Erased again what was erased since: ") for line in said)
    assert asked(settings, lambda db: everywhere(db, CANARY)) == {}
    assert asked(settings, lambda db: db.execute(select(companies.c.name).where(companies.c.id == keep)).scalar())


def member_of_another_company(settings: Settings) -> int:
    return written(settings, lambda db: member(db, "Rival Logistics", "Mallory Quist", "owner")).company_id


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_list_beside_a_database_that_is_lost_is_enough(settings: Settings, tmp_path: Path) -> None:
    of = seeded_with(settings, "recruiter")
    backed_up(settings, tmp_path / "kept")
    (tmp_path / "kept" / "erasures").unlink()
    erase_as_served(settings, erasing(of, "recruiter"))
    (tmp_path / "followthrough.db").write_bytes(b"lost")
    restored(settings, tmp_path / "kept", replace=True)
    assert asked(settings, lambda db: everywhere(db, CANARY)) == {}


def test_where_there_is_no_list_it_says_so(settings: Settings, tmp_path: Path, elsewhere: Elsewhere) -> None:
    seeded_with(settings, "recruiter")
    made = backed_up(settings, tmp_path / "kept")
    (tmp_path / "kept" / "erasures").unlink()
    said = restored(elsewhere("there"), made.path)
    assert "No list of erasures was found beside it or here, so nothing was erased again." in said


def test_a_damaged_list_stops_it_and_names_the_line(settings: Settings, tmp_path: Path, elsewhere: Elsewhere) -> None:
    of = seeded_with(settings, "recruiter")
    backed_up(settings, tmp_path / "kept")
    erase_as_served(settings.model_copy(update={"backup_folder": str(tmp_path / "kept")}), erasing(of, "recruiter"))
    with (tmp_path / "kept" / "erasures").open("ab") as file:
        file.write(b'{"erased": {"company_id": 1, "ki')
    with pytest.raises(NotKept, match=r"Line 2 of .*erasures is damaged"):
        restored(elsewhere("there"), tmp_path / "kept")
    assert not (tmp_path / "there" / "followthrough.db").exists()


def test_what_is_erased_twice_is_listed_once_for_each_time(settings: Settings, tmp_path: Path) -> None:
    of = seeded_with(settings, "recruiter")
    written(settings, erasing(of, "recruiter"))
    noted = asked(settings, erased_in)
    for _ in range(3):
        add_to_list(tmp_path / "list", noted)
    assert on_list(tmp_path / "list") == noted


def test_somebody_new_who_was_given_the_number_of_one_that_was_erased_is_kept(
    settings: Settings, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Restored from before they came, the database gives their number again: to somebody else."""
    kept = tmp_path / "kept"
    using = settings.model_copy(update={"backup_folder": str(kept)})
    of = seeded_with(using, "recruiter")
    company = of.owner.company_id
    first = backed_up(using, kept).path
    number = written(using, lambda db: add(db, recruiters, company_id=company, name="Ola Early", firm=""))
    erase_as_served(using, lambda db: erase_recruiter(db, of.owner, number, LATER))
    there = elsewhere("there", backup_folder=str(kept))
    assert "Nothing that is in it was erased since." in restored(there, first)
    again = written(there, lambda db: add(db, recruiters, company_id=company, name="Nia New", firm=""))
    assert again == number
    second = backed_up(there, kept).path
    third = elsewhere("third", backup_folder=str(kept))
    assert "Nothing that is in it was erased since." in restored(third, second)
    assert "Nia New" in asked(third, lambda db: list(db.execute(select(recruiters.c.name)).scalars()))
    erase_as_served(third, lambda db: erase_recruiter(db, of.owner, again, LATER + 900))
    fourth = elsewhere("fourth", backup_folder=str(kept))
    assert "Erased again what was erased since: 1 recruiter." in restored(fourth, second)
    assert "Nia New" not in asked(fourth, lambda db: list(db.execute(select(recruiters.c.name)).scalars()))


def test_a_member_who_was_the_only_owner_then_is_erased_too(settings: Settings, tmp_path: Path) -> None:
    of = seeded_with(settings, "member")
    backed_up(settings, tmp_path / "kept")
    written(settings, lambda db: member(db, of.owner.company, "Ola Second", "owner"))
    written(settings, lambda db: erase_member(db, of.owner, of.owner.id or 0, LATER))
    restored(settings, tmp_path / "kept", replace=True)
    assert asked(settings, lambda db: everywhere(db, "Alice Moreau")).keys() <= {"message"}
    assert asked(settings, lambda db: [each.name for each in members_of(db, of.owner.company_id)]) != []


def test_an_erasure_that_cannot_be_listed_is_done_and_said(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where a folder should be")
    database = Arranged(settings.model_copy(update={"backup_folder": str(tmp_path / "kept")}))
    of = asyncio.run(database.write(seed, "recruiter"))
    asyncio.run(database.write(erasing(of, "recruiter")))
    assert asyncio.run(database.list_erasures()) is False
    database.close()
    assert asked(settings, lambda db: everywhere(db, CANARY)) == {}


def test_the_list_names_nobody(settings: Settings, tmp_path: Path) -> None:
    of = seeded_with(settings, "recruiter")
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "kept")})
    erase_as_served(using, erasing(of, "recruiter"))
    text = (tmp_path / "kept" / "erasures").read_text()
    assert CANARY not in text
    assert (tmp_path / "kept" / "erasures").stat().st_mode & 0o777 == 0o600
    assert [each.erased.row for each in on_list(tmp_path / "kept" / "erasures")] == [of.recruiter]


def test_the_canary_is_in_the_backup_itself_until_that_is_gone(
    settings: Settings, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Which is why they are kept for a while only, and docs/rights.md says so."""
    seeded_with(settings, "recruiter")
    made = backed_up(settings, tmp_path / "kept")
    there = elsewhere("there")
    restored(there, made.path)
    assert asked(there, lambda db: everywhere(db, CANARY))
