"""Migrations leave exactly the tables the code knows, on both engines."""

import runpy
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.settings import Settings
from app.store import tables
from app.store.database import migrate

SCHEMA = Path(tables.__file__).with_name("schema.sql")


def test_the_migrated_tables_are_those_of_the_code(db: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(db), SQLModel.metadata) == []


def test_migrating_again_changes_nothing(settings: Settings, db: Connection) -> None:
    db.rollback()
    migrate(settings)
    assert compare_metadata(MigrationContext.configure(db), SQLModel.metadata) == []


def test_every_table_but_account_carries_company_id(db: Connection) -> None:
    del db
    without = {name for name, table in SQLModel.metadata.tables.items() if "company_id" not in table.c}
    assert without == {"company", "account"}


def test_schema_sql_is_what_the_migrations_leave_behind() -> None:
    schema = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "schema.py"))["schema"]
    assert SCHEMA.read_text("utf-8") == schema(), "run `make docs` and commit app/store/schema.sql"
