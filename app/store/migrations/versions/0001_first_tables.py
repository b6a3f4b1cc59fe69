"""The first tables: companies and their people, searches and vettings, responses and answers.

Written out in full, so that later changes to app/store/tables.py do not change what this migration makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    account()
    company()
    audit()
    member()
    recruiter()
    search()
    session()
    vetting()
    log()
    response()
    answer()


def account() -> None:
    op.create_table(
        "account",
        sa.Column("id", KEY, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )


def company() -> None:
    op.create_table(
        "company",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_audit_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_company_id_at", "audit", ["company_id", "at"], unique=False)


def member() -> None:
    op.create_table(
        "member",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'manager', 'evaluator', 'viewer')", name="ck_member_role"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_member_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_member_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("company_id", "account_id", name="uq_member_company_id_account_id"),
    )
    op.create_index("ix_member_account_id", "member", ["account_id"], unique=False)
    op.create_index("ix_member_company_id", "member", ["company_id"], unique=False)


def recruiter() -> None:
    op.create_table(
        "recruiter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("firm", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_recruiter_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_recruiter"),
        sa.UniqueConstraint("company_id", "name", "firm", name="uq_recruiter_company_id_name_firm"),
    )
    op.create_index("ix_recruiter_company_id", "recruiter", ["company_id"], unique=False)


def search() -> None:
    op.create_table(
        "search",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("instrument_id", sa.String(), nullable=False),
        sa.Column("instrument_version", sa.String(), nullable=False),
        sa.Column("instrument_hash", sa.String(), nullable=False),
        sa.Column("length", sa.String(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length IN ('full', 'short')", name="ck_search_length"),
        sa.CheckConstraint("state IN ('open', 'deciding', 'closed')", name="ck_search_state"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_search_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_search"),
    )
    op.create_index("ix_search_company_id", "search", ["company_id"], unique=False)


def session() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_session_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_session_member_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_index("ix_session_company_id", "session", ["company_id"], unique=False)
    op.create_index("ix_session_member_id", "session", ["member_id"], unique=False)


def vetting() -> None:
    op.create_table(
        "vetting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("search_id", KEY, nullable=False),
        sa.Column("recruiter_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_vetting_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_vetting_recruiter_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name="fk_vetting_search_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_vetting"),
        sa.UniqueConstraint("search_id", "recruiter_id", name="uq_vetting_search_id_recruiter_id"),
    )
    op.create_index("ix_vetting_company_id", "vetting", ["company_id"], unique=False)
    op.create_index("ix_vetting_recruiter_id", "vetting", ["recruiter_id"], unique=False)
    op.create_index("ix_vetting_search_id", "vetting", ["search_id"], unique=False)


def log() -> None:
    op.create_table(
        "log",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("vetting_id", KEY, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_log_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vetting_id"], ["vetting.id"], name="fk_log_vetting_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_log"),
    )
    op.create_index("ix_log_company_id", "log", ["company_id"], unique=False)
    op.create_index("ix_log_vetting_id", "log", ["vetting_id"], unique=True)


def response() -> None:
    op.create_table(
        "response",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("vetting_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.Column("length", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("impression", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("source IN ('evaluator', 'self', 'candidate', 'client')", name="ck_response_source"),
        sa.CheckConstraint("state IN ('draft', 'submitted')", name="ck_response_state"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_response_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_response_member_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["vetting_id"], ["vetting.id"], name="fk_response_vetting_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.UniqueConstraint("vetting_id", "source", "respondent", name="uq_response_vetting_id_source_respondent"),
    )
    op.create_index("ix_response_company_id", "response", ["company_id"], unique=False)
    op.create_index("ix_response_member_id", "response", ["member_id"], unique=False)
    op.create_index("ix_response_vetting_id", "response", ["vetting_id"], unique=False)


def answer() -> None:
    op.create_table(
        "answer",
        sa.Column("response_id", KEY, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("no_number", sa.Boolean(), nullable=False),
        sa.Column("ticks", sa.JSON(), nullable=True),
        sa.Column("support", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status IN ('answered', 'na', 'not_asked', 'declined')", name="ck_answer_status"),
        sa.CheckConstraint("points BETWEEN 0 AND 4", name="ck_answer_points"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_answer_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_answer_response_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("response_id", "item", name="pk_answer"),
    )
    op.create_index("ix_answer_company_id", "answer", ["company_id"], unique=False)
