"""Restoring puts back everything as it was, or says in a sentence why not and changes nothing."""

import asyncio
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select, update
from typer.testing import CliRunner

from app.__main__ import commands
from app.keeping import replacing, shelf
from app.keeping.refusal import NotKept
from app.keeping.sealing import new_key
from app.settings import Settings
from app.store.audit_check import first_bad
from app.store.database import migrate
from app.store.keys import secret_file
from app.store.tables import audit, companies
from backups import Elsewhere, asked, backed_up, everything, files, machine, restored, written
from canary import CANARY, Seeded, everywhere
from databases import SECRET, Arranged

ENDED = {"session", "sign_in_link"}  # nobody comes back by what was ended since
WRITTEN = {"audit", "audit_head"}  # the restore itself


def rename(db: Connection) -> None:
    db.execute(update(companies).values(name="Another name"))


def names(settings: Settings) -> list[str]:
    return asked(settings, lambda db: list(db.execute(select(companies.c.name)).scalars()))


def without(rows: dict[str, list[str]], *others: str) -> dict[str, list[str]]:
    return {name: each for name, each in rows.items() if name not in (*ENDED, *WRITTEN, *others)}


def test_it_works_on_an_empty_machine_and_everything_is_as_it_was(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    before = asked(settings, everything)
    backed_up(settings, tmp_path / "kept")
    there = elsewhere("there")
    said = restored(there, tmp_path / "kept")
    after = asked(there, everything)
    assert without(after) == without(before)
    assert after["session"] == after["sign_in_link"] == []
    assert set(before["audit"]) < set(after["audit"])
    company = seeded.owner.company_id
    last = select(audit.c.action, audit.c.subject).order_by(audit.c.id.desc()).limit(1)
    assert tuple(asked(there, lambda db: db.execute(last).one())) == ("company:restore", f"company {company}")
    assert asked(there, lambda db: first_bad(db, company)) is None
    assert re.fullmatch(r"Checked .*\.zip: made .* UTC, \d+ tables with \d+ rows and 1 audit trail\.", said[0])
    assert said[1] == "Nothing that is in it was erased since."
    assert said[2].startswith("Restored. What was changed after ")


def test_what_is_restored_can_be_served_and_written_to(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    there = elsewhere("there")
    restored(there, tmp_path / "kept")
    migrate(there)
    database = Arranged(there)
    asyncio.run(database.write(rename))
    database.close()
    assert names(there) == ["Another name"]


def test_of_a_folder_the_newest_is_taken_and_none_that_was_made_before_something(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    written(settings, rename)
    newest = backed_up(settings, tmp_path / "kept").path
    shutil.copy(newest, newest.with_name(f"{newest.stem.replace('-2', '-3')}-before-restore.zip"))
    (tmp_path / "kept" / "notes.txt").write_text("notes")
    there = elsewhere("there")
    assert str(newest) in restored(there, tmp_path / "kept")[0]
    assert names(there) == ["Another name"]
    with pytest.raises(NotKept, match="There is no backup in"):
        restored(there, tmp_path)


def test_what_a_killed_backup_left_half_done_is_never_taken(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    finished = backed_up(settings, tmp_path / "kept").path
    half = tmp_path / "kept" / f"{shelf.BEGUN}x" / finished.name.replace("-2", "-3")
    half.parent.mkdir()
    half.write_bytes(finished.read_bytes()[:-1])
    assert str(finished) in restored(elsewhere("there"), tmp_path / "kept")[0]
    finished.unlink()
    with pytest.raises(NotKept, match="There is no backup in"):
        restored(elsewhere("nor there"), tmp_path / "kept")
    with pytest.raises(NotKept, match="is damaged"):
        restored(elsewhere("nor so"), half.parent)


def test_a_database_with_something_in_it_is_not_replaced_unless_that_is_said(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    backed_up(settings, tmp_path / "kept")
    written(settings, rename)
    with pytest.raises(NotKept, match="with --replace: what is there is backed up before"):
        restored(settings, tmp_path / "kept")
    assert names(settings) == ["Another name"]


def test_with_replace_what_was_there_is_backed_up_before(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    old = names(settings)
    backed_up(settings, tmp_path / "kept")
    written(settings, rename)
    using = settings.model_copy(update={"backup_folder": str(tmp_path / "own")})
    said = restored(using, tmp_path / "kept", replace=True)
    assert names(settings) == old
    [kept] = shelf.on_shelf(tmp_path / "own")
    assert kept.why == "before-restore"
    assert f"What was here before is kept in {kept.path}." in said
    there = elsewhere("there")
    restored(there, kept.path)
    assert names(there) == ["Another name"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_database_with_nothing_but_the_demo_is_replaced_without_asking(
    settings: Settings, seeded: Seeded, with_demo: bytes, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    there = elsewhere("there")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "followthrough.db").write_bytes(with_demo)
    restored(there, tmp_path / "kept")
    assert names(there) == names(settings)
    assert {*files(tmp_path / "there")} == {"followthrough.db", "followthrough.erasures"}


@pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL replaces in one transaction
def test_a_database_that_is_being_served_is_left_alone(settings: Settings, seeded: Seeded, tmp_path: Path) -> None:
    backed_up(settings, tmp_path / "kept")
    database = Arranged(settings)
    asyncio.run(database.read(names_of))
    with pytest.raises(NotKept, match="is in use"):
        restored(settings, tmp_path / "kept", replace=True)
    asyncio.run(database.write(rename))
    database.close()
    assert names(settings) == ["Another name"]


def names_of(db: Connection) -> list[str]:
    return list(db.execute(select(companies.c.name)).scalars())


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_database_that_cannot_be_read_is_kept_as_it_is(
    settings: Settings, seeded: Seeded, tmp_path: Path, content: bytes
) -> None:
    backed_up(settings, tmp_path / "kept")
    there = machine(tmp_path / "there")
    (tmp_path / "there").mkdir()
    path = tmp_path / "there" / "followthrough.db"
    path.write_bytes(content)
    path.with_name("followthrough.db-wal").write_bytes(b"an old log")
    with pytest.raises(NotKept, match="--replace"):
        restored(there, tmp_path / "kept")
    said = restored(there, tmp_path / "kept", replace=True)
    assert names(there) == names(settings)
    [aside] = [each for each in (tmp_path / "there").glob("*.aside-*") if not each.name.endswith("-wal")]
    assert aside.read_bytes() == content
    assert any(line.startswith(f"What was here is kept as it is in {aside}: it cannot be read.") for line in said)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_log_that_was_left_by_another_database_is_not_taken_for_the_restored_one_s(
    settings: Settings, seeded: Seeded, tmp_path: Path
) -> None:
    backed_up(settings, tmp_path / "kept")
    there, path = machine(tmp_path / "there"), tmp_path / "there" / "followthrough.db"
    migrate(there)
    holder = sqlite3.connect(path)
    holder.execute("VACUUM")  # every page of it is in the log
    log = path.with_name("followthrough.db-wal").read_bytes()
    holder.close()
    path.unlink()
    path.with_name("followthrough.db-wal").write_bytes(log)
    restored(there, tmp_path / "kept")
    assert names(there) == names(settings)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_where_what_is_there_cannot_be_backed_up_it_is_set_aside(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise NotKept("No backup was made: the disk is full.")

    backed_up(settings, tmp_path / "kept")
    written(settings, rename)
    monkeypatch.setattr(replacing, "make", full)
    said = restored(settings, tmp_path / "kept", replace=True)
    [aside] = tmp_path.glob("*.aside-*")
    assert f"What was here is kept as it is in {aside}: No backup was made: the disk is full." in said
    with sqlite3.connect(aside) as db:
        assert db.execute("SELECT name FROM company").fetchall() == [("Another name",)]
    db.close()


def test_another_secret_is_noticed_before_anything_is_touched(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    there = elsewhere("there").model_copy(update={"secret": SecretStr("another secret, 9876543210 fedcba zyx")})
    with pytest.raises(NotKept, match="was made with another secret than the one here"):
        restored(there, tmp_path / "kept")
    without_one = there.model_copy(update={"secret": None})
    with pytest.raises(NotKept, match=r"The secret is not in .*\.zip\. Put back (it|.*followthrough\.secret), or set"):
        restored(without_one, tmp_path / "kept")
    assert files(tmp_path / "there") == {}


def test_a_sealed_backup_brings_its_secret_and_keeps_the_one_that_was_there(tmp_path: Path) -> None:
    own = Settings(database_url=f"sqlite:///{tmp_path}/own/f.db")
    migrate(own)
    sealed = own.model_copy(update={"backup_key": SecretStr(new_key(tmp_path / "key"))})
    backed_up(sealed, tmp_path / "kept")
    there = Settings(database_url=f"sqlite:///{tmp_path}/there/f.db")
    migrate(there)
    other = secret_file(there).read_bytes()
    with pytest.raises(NotKept, match="is sealed"):
        restored(there, tmp_path / "kept")
    said = restored(there, tmp_path / "kept", key=tmp_path / "key")
    assert secret_file(there).read_bytes().strip() == secret_file(own).read_bytes().strip()
    assert secret_file(there).stat().st_mode & 0o777 == 0o600
    [old] = [line for line in said if line.startswith("The secret that was here is kept in ")]
    assert Path(old.removeprefix("The secret that was here is kept in ").rstrip(".")).read_bytes() == other
    migrate(there)


def test_another_key_or_none_opens_nothing(settings: Settings, tmp_path: Path, elsewhere: Elsewhere) -> None:
    sealed = settings.model_copy(update={"backup_key": SecretStr(new_key(tmp_path / "key"))})
    backed_up(sealed, tmp_path / "kept")
    new_key(tmp_path / "other")
    (tmp_path / "no key").write_text("age1 is not enough")
    there = elsewhere("there")
    for key, sentence in (("other", "this key does not open it"), ("no key", "holds no key"), ("x", "cannot be read")):
        with pytest.raises(NotKept, match=sentence):
            restored(there, tmp_path / "kept", key=tmp_path / key)
    private = (tmp_path / "key").read_text().splitlines()[1]
    restored(there.model_copy(update={"backup_key": SecretStr(private)}), tmp_path / "kept")


def test_a_backup_with_a_schema_nobody_here_knows_is_refused(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    written(settings, lambda db: db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    backed_up(settings, tmp_path / "kept")
    with pytest.raises(NotKept, match="was made by a newer Followthrough"):
        restored(elsewhere("there"), tmp_path / "kept")
    assert files(tmp_path / "there") == {}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_command_says_what_it_did_and_ends_with_1_where_it_could_not(
    settings: Settings, seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(settings, tmp_path / "kept")
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", f"sqlite:///{tmp_path}/there/f.db")
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", SECRET)
    done = CliRunner().invoke(commands, ["restore", str(tmp_path / "kept")])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith("Restored. ")
    refused = CliRunner().invoke(commands, ["restore", str(tmp_path / "kept")])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("There is a database with something in it at ")
    missing = CliRunner().invoke(commands, ["restore", str(tmp_path / "nothing.zip"), "--replace"])
    assert missing.stderr == f"Nothing was restored: {tmp_path}/nothing.zip: No such file or directory.\n"
    assert asked(settings, lambda db: everywhere(db, CANARY))


def test_where_the_list_of_erasures_cannot_be_written_nothing_is_restored(
    settings: Settings, seeded: Seeded, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    backed_up(settings, tmp_path / "kept")
    (tmp_path / "in the way").write_text("a file where a folder should be")
    there = elsewhere("there", backup_folder=str(tmp_path / "in the way" / "lists"))
    with pytest.raises(NotKept, match="Nothing was restored"):
        restored(there, tmp_path / "kept")
    assert asked(there, everything) == {}
