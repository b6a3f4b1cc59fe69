"""What a named person decided on a flag and why, with its history: a serious flag without one blocks a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "flag_decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("vetting_id", KEY, nullable=False),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_flag_decision_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vetting_id"], ["vetting.id"], name="fk_flag_decision_vetting_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_flag_decision_made_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_flag_decision"),
    )
    for column in ("company_id", "vetting_id", "made_by"):
        op.create_index(f"ix_flag_decision_{column}", "flag_decision", [column])
