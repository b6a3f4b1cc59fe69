"""What a recruiter is told of their own result, what they reply to it, and the proofs they attach."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "own_page",
        *about_a_vetting("own_page"),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "email", "salt", "token_hash", "browser_hash")
        ),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("told_at", "made_at", "answer_by")),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("opened_at", "revoked_at")),
        sa.Column("made_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_own_page_made_by", ondelete="SET NULL"),
        sa.UniqueConstraint("token_hash", name="uq_own_page_token_hash"),
    )
    indexed("own_page", "company_id", "made_by")
    op.create_index("ix_own_page_vetting_id", "own_page", ["vetting_id"], unique=True)
    op.create_table(
        "remark",
        *about_a_vetting("remark"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("about", "text")),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    indexed("remark", "company_id", "vetting_id")
    op.create_table(
        "proof",
        *about_a_vetting("proof"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    indexed("proof", "company_id", "vetting_id")
    op.add_column("message", sa.Column("own_page_id", KEY, nullable=True))
    indexed("message", "own_page_id")


def about_a_vetting(table: str) -> list[SchemaItem]:
    """The key, the company and the vetting, which take the row along when they go."""
    parents = ("company", "vetting")
    return [
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(f"{parent}_id", KEY, nullable=False) for parent in parents),
        *(
            sa.ForeignKeyConstraint(
                [f"{parent}_id"], [f"{parent}.id"], name=f"fk_{table}_{parent}_id", ondelete="CASCADE"
            )
            for parent in parents
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
