"""What docs/scale.md says of the tables is true of the schema: each stands there once, what is spread says whose."""

import re
from pathlib import Path

from sqlmodel import SQLModel

import app.store.tables  # noqa: F401 - fills the metadata

DOC = Path(__file__).parents[2] / "docs" / "scale.md"


def test_every_table_is_spread_by_its_company_or_said_to_be_one_for_all() -> None:
    section = DOC.read_text(encoding="utf-8").partition("### Which table is what")[2].partition("###")[0]
    tables = SQLModel.metadata.tables
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted({*tables, "alembic_version"}), "name each table once in docs/scale.md"
    spread = re.findall(r"`(\w+)`", rows[0].split("|")[1])
    assert spread == [name for name in sorted(tables) if "company_id" in tables[name].columns]
