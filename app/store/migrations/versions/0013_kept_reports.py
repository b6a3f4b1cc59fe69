"""Reports that were kept as they were made, and which recruiters are in each."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_report",
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(f"{parent}_id", KEY, nullable=False) for parent in ("company", "search")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "code")),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        *(goes_with("kept_report", parent) for parent in ("company", "search")),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_kept_report_made_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_report"),
    )
    for column in ("company_id", "search_id", "made_by"):
        op.create_index(f"ix_kept_report_{column}", "kept_report", [column])
    parents = ("kept_report", "vetting", "company")
    op.create_table(
        "kept_report_vetting",
        *(sa.Column(f"{parent}_id", KEY, nullable=False) for parent in parents),
        *(goes_with("kept_report_vetting", parent) for parent in parents),
        sa.PrimaryKeyConstraint("kept_report_id", "vetting_id", name="pk_kept_report_vetting"),
    )
    for column in ("vetting_id", "company_id"):
        op.create_index(f"ix_kept_report_vetting_{column}", "kept_report_vetting", [column])


def goes_with(table: str, parent: str) -> sa.ForeignKeyConstraint:
    """The row goes when its parent goes."""
    name = f"fk_{table}_{parent}_id"
    return sa.ForeignKeyConstraint([f"{parent}_id"], [f"{parent}.id"], name=name, ondelete="CASCADE")
