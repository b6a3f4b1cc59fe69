"""Who and what was erased, as keyed digests: a backup that is restored later is erased again by them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),  # no reference: the company may be what was erased
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('company', 'member', 'recruiter', 'respondent')", name="ck_erasure_kind"),
        sa.PrimaryKeyConstraint("digest", name="pk_erasure"),
    )
