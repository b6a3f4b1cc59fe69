"""Answering by a personal link, every earlier state of an answer, and when scores and records expire."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT, WHOLE, NO = "VARCHAR NOT NULL DEFAULT ''", "BIGINT NOT NULL DEFAULT 0", "BOOLEAN NOT NULL DEFAULT false"
RELATIONSHIPS = "'', 'placed', 'not_placed', 'in_process', 'client', 'other'"
ADDED = {
    "answer": {"device": TEXT, "sequence": WHOLE},
    "log": {"received_at": WHOLE},
    "response": {
        "relationship": f"{TEXT} CONSTRAINT ck_response_relationship CHECK (relationship IN ({RELATIONSHIPS}))",
        "consent": NO,
        "from_notes": NO,
        "receipt": TEXT,
        "reopened_at": "BIGINT",
        "reopened_why": TEXT,
    },
    "vetting": {"renewed_at": "BIGINT", "expired_at": "BIGINT"},
}


def upgrade() -> None:
    invitation()
    respondent_session()
    answer_save()
    calibration()
    for table, columns in ADDED.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.get_bind().execute(sa.text("UPDATE log SET received_at = :now"), {"now": int(time.time())})


def invitation() -> None:
    op.create_table("invitation", *invitation_columns(), *invitation_constraints())
    op.create_index("ix_invitation_company_id", "invitation", ["company_id"])
    op.create_index("ix_invitation_made_by", "invitation", ["made_by"])
    op.create_index("ix_invitation_vetting_id", "invitation", ["vetting_id"])
    op.create_index("ix_invitation_response_id", "invitation", ["response_id"], unique=True)


def invitation_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("vetting_id", KEY, nullable=False),
        sa.Column("response_id", KEY, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("named_as", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("no_reminders", sa.Boolean(), nullable=False),
    ]


def invitation_constraints() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint("chosen_by IN ('recruiter', 'company')", name="ck_invitation_chosen_by"),
        sa.CheckConstraint(
            "named_as IN ('', 'placed', 'not_placed', 'in_process', 'client')", name="ck_invitation_named_as"
        ),
        sa.CheckConstraint("source IN ('self', 'candidate', 'client')", name="ck_invitation_source"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invitation_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_invitation_made_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["vetting_id"], ["vetting.id"], name="fk_invitation_vetting_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name="fk_invitation_response_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    ]


def respondent_session() -> None:
    op.create_table(
        "respondent_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("invitation_id", KEY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_respondent_session_company_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_respondent_session_invitation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_respondent_session"),
    )
    op.create_index("ix_respondent_session_company_id", "respondent_session", ["company_id"])
    op.create_index("ix_respondent_session_invitation_id", "respondent_session", ["invitation_id"])


def answer_save() -> None:
    op.create_table(
        "answer_save",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("response_id", KEY, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_answer_save_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name="fk_answer_save_response_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer_save"),
    )
    op.create_index("ix_answer_save_company_id", "answer_save", ["company_id"])
    op.create_index("ix_answer_save_response_id_item", "answer_save", ["response_id", "item"])


def calibration() -> None:
    op.create_table(
        "calibration",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("search_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_calibration_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_calibration_member_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name="fk_calibration_search_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_calibration"),
        sa.UniqueConstraint("search_id", "member_id", "example", name="uq_calibration_search_id_member_id_example"),
    )
    op.create_index("ix_calibration_company_id", "calibration", ["company_id"])
    op.create_index("ix_calibration_member_id", "calibration", ["member_id"])
    op.create_index("ix_calibration_search_id", "calibration", ["search_id"])
