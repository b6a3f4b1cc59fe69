"""Weights of a search under a name, with their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    weighting()
    op.execute("ALTER TABLE search ADD COLUMN weights_name VARCHAR NOT NULL DEFAULT ''")


def weighting() -> None:
    op.create_table(
        "weighting",
        *owned("weighting", search="CASCADE", member="SET NULL"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    indexed("weighting", "company_id", "search_id", "made_by")


def owned(table: str, **parents: str) -> list[SchemaItem]:
    """The key, the company and the parents of a table; the one who made a row may leave, the others take it along."""
    columns: list[SchemaItem] = [sa.Column("id", KEY, nullable=False)]
    for parent, ondelete in {"company": "CASCADE", **parents}.items():
        column = "made_by" if ondelete == "SET NULL" else f"{parent}_id"
        columns.append(sa.Column(column, KEY, nullable=ondelete == "SET NULL"))
        name = f"fk_{table}_{column}"
        columns.append(sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete=ondelete))
    return [*columns, sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
