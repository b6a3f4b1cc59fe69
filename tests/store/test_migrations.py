"""Migrations leave exactly the tables the code knows, on both engines."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlmodel import SQLModel

from app.settings import Settings
from app.store import tables
from app.store.database import MIGRATIONS, BrokenKeys, migrate
from app.store.rows import add
from app.store.tables import companies, recruiters
from databases import SECRET
from people import NOW

NEXT = '''"""A trial."""

from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    {}
'''
HEAD = ScriptDirectory(str(MIGRATIONS)).get_current_head()
REBUILD = """with op.batch_alter_table("company", recreate="always"):
        pass"""
ORPHAN = """op.execute("DELETE FROM company")"""

OF_A_PERSON = {"account", "recovery_code", "sign_in_link"}  # who may belong to several companies
OF_THE_INSTALLATION = {"bucket", "job", "installation"}

ROOT = Path(__file__).parents[2]
SCHEMA = Path(tables.__file__).parents[1] / "schema.sql"


def test_the_migrated_tables_are_those_of_the_code(db: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(db), SQLModel.metadata) == []


def test_migrating_again_changes_nothing(settings: Settings, db: Connection) -> None:
    db.rollback()
    migrate(settings)
    assert compare_metadata(MigrationContext.configure(db), SQLModel.metadata) == []


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_no_number_of_a_row_ends_at_two_thousand_million(db: Connection) -> None:
    columns = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
    numbers = [row for row in db.execute(text(columns)) if row.column_name == "id" or row.column_name.endswith("_id")]
    whole = [row for row in numbers if row.data_type in ("smallint", "integer", "bigint")]
    assert len(whole) > 60
    assert {row.data_type for row in whole} == {"bigint"}


def trial(folder: Path, step: str) -> Path:
    """The migrations with one more."""
    scripts = shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_trial.py").write_text(NEXT.format(step, head=HEAD))
    return scripts


def with_a_recruiter(db: Connection) -> None:
    key = add(db, companies, name="Ours", demo=False, created_at=NOW)
    add(db, recruiters, company_id=key, name="Ana", firm="")
    db.commit()


def left(db: Connection) -> list[str]:
    found = [*db.execute(select(companies.c.name)).scalars(), *db.execute(select(recruiters.c.name)).scalars()]
    db.rollback()
    return found


def test_a_migration_changes_the_rows_of_every_company(settings: Settings, db: Connection, tmp_path: Path) -> None:
    with_a_recruiter(db)
    migrate(settings, trial(tmp_path, """op.execute("UPDATE recruiter SET name = 'Uma'")"""))
    assert left(db) == ["Ours", "Uma"]


@pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL alters a table where it stands
def test_children_survive_the_rebuilding_of_their_parent_s_table(
    settings: Settings, db: Connection, tmp_path: Path
) -> None:
    with_a_recruiter(db)
    migrate(settings, trial(tmp_path, REBUILD))
    assert left(db) == ["Ours", "Ana"]
    assert MigrationContext.configure(db).get_current_revision() == "9999"


@pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL deletes the children itself
def test_a_migration_that_leaves_orphans_is_undone(settings: Settings, db: Connection, tmp_path: Path) -> None:
    with_a_recruiter(db)
    with pytest.raises(BrokenKeys, match="leaves 1 rows without a parent, in recruiter"):
        migrate(settings, trial(tmp_path, ORPHAN))
    assert left(db) == ["Ours", "Ana"]
    assert MigrationContext.configure(db).get_current_revision() == HEAD


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_several_servers_that_start_at_once_migrate_one_after_the_other(settings: Settings, db: Connection) -> None:
    SQLModel.metadata.drop_all(db)
    db.exec_driver_sql("DROP TABLE alembic_version")
    db.commit()
    said = {**os.environ, "FOLLOWTHROUGH_DATABASE_URL": settings.database_url, "FOLLOWTHROUGH_SECRET": SECRET}
    command = [sys.executable, "-m", "app", "migrate"]
    starting = [subprocess.Popen(command, env=said, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [server.wait(60) for server in starting] == [0] * 4
    assert compare_metadata(MigrationContext.configure(db), SQLModel.metadata) == []


def test_every_table_about_a_company_carries_company_id(db: Connection) -> None:
    del db
    without = {name for name, table in SQLModel.metadata.tables.items() if "company_id" not in table.c}
    assert without == {"company", *OF_A_PERSON, *OF_THE_INSTALLATION}


def test_schema_sql_is_what_the_migrations_leave_behind() -> None:
    schema = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "schema.py"))["schema"]
    assert SCHEMA.read_text("utf-8") == schema(), "run `make docs` and commit app/store/schema.sql"
