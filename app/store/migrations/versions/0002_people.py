"""People: sessions one can see and end, links by mail, second factors, members by invitation.

Sessions are made anew, which asks everybody to sign in once more. New columns are added where their tables stand, so
that no row moves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("session")
    session()
    recovery_code()
    sign_in_link()
    search_member()
    member_invitation()
    for column in ("totp_salt VARCHAR", "totp_since BIGINT", "totp_step BIGINT"):
        op.execute(f"ALTER TABLE account ADD COLUMN {column}")
    op.execute("ALTER TABLE company ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT false")
    op.execute("ALTER TABLE member ADD COLUMN removed_at BIGINT")
    op.execute("ALTER TABLE search ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT false")


def session() -> None:
    op.create_table(
        "session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("proven_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_session_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_session_member_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
    )
    op.create_index("ix_session_company_id", "session", ["company_id"])
    op.create_index("ix_session_member_id", "session", ["member_id"])


def recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])


def sign_in_link() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("purpose IN ('sign_in', 'reset')", name="ck_sign_in_link_purpose"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_link_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_link"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_link_token_hash"),
    )
    op.create_index("ix_sign_in_link_account_id", "sign_in_link", ["account_id"])


def search_member() -> None:
    op.create_table(
        "search_member",
        sa.Column("search_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("evaluates", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_search_member_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_search_member_member_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name="fk_search_member_search_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("search_id", "member_id", name="pk_search_member"),
    )
    op.create_index("ix_search_member_company_id", "search_member", ["company_id"])
    op.create_index("ix_search_member_member_id", "search_member", ["member_id"])


def member_invitation() -> None:
    op.create_table(
        "member_invitation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("search_id", KEY, nullable=True),
        sa.Column("evaluates", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'manager', 'evaluator', 'viewer')", name="ck_member_invitation_role"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_member_invitation_company_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_member_invitation_made_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["search_id"], ["search.id"], name="fk_member_invitation_search_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_member_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_member_invitation_token_hash"),
    )
    op.create_index("ix_member_invitation_company_id", "member_invitation", ["company_id"])
    op.create_index("ix_member_invitation_made_by", "member_invitation", ["made_by"])
    op.create_index("ix_member_invitation_search_id", "member_invitation", ["search_id"])
