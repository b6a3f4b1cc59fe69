"""A trail that shows tampering, the outbox, limits, daily jobs, and forms that have one effect however often sent.

Rows of the trail from before get a number and no hash: `audit_head.since` says after which row the chain begins.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT, WHOLE = "VARCHAR NOT NULL DEFAULT ''", "BIGINT NOT NULL DEFAULT 0"
STOP = "BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END"
CLOSED = """
CREATE OR REPLACE FUNCTION audit_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM company WHERE company.id = OLD.company_id) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the audit trail is only ever added to';
END $$
"""


def upgrade() -> None:
    bucket()
    installation()
    job()
    audit_head()
    audit_origin()
    taken()
    message()
    key = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    columns = {"number": WHOLE, "invitation_id": key, "detail": TEXT, "origin": TEXT, "hash": TEXT}
    for column, kind in columns.items():
        op.execute(f"ALTER TABLE audit ADD COLUMN {column} {kind}")
    number_the_trail()
    close_the_trail()


def number_the_trail() -> None:
    """Number what is there, and let the chain begin after it."""
    before = "SELECT count(*) FROM audit AS b WHERE b.company_id = audit.company_id AND b.id <= audit.id"
    op.execute(f"UPDATE audit SET number = ({before})")  # noqa: S608 - no text but ours
    op.create_index("ix_audit_company_id_number", "audit", ["company_id", "number"], unique=True)
    written = "(SELECT count(*) FROM audit WHERE audit.company_id = company.id)"
    every = f"SELECT id, {written}, {written}, '' FROM company"  # noqa: S608 - no text but ours
    op.execute(f"INSERT INTO audit_head (company_id, number, since, hash) {every}")


def close_the_trail() -> None:
    """Rows of the trail are neither changed nor taken away, but with their whole company (safety 53)."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit {STOP}")
        there = "WHEN EXISTS (SELECT 1 FROM company WHERE company.id = OLD.company_id)"
        op.execute(f"CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit {there} {STOP}")
        return
    op.execute(CLOSED)
    op.execute(
        "CREATE TRIGGER audit_closed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_closed()"
    )


def bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("full_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_bucket"),
    )
    op.create_index("ix_bucket_full_at", "bucket", ["full_at"])


def installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )


def job() -> None:
    op.create_table(
        "job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("ran_at", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job"),
    )


def audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_audit_head_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", name="pk_audit_head"),
    )


def audit_origin() -> None:
    op.create_table(
        "audit_origin",
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_audit_origin_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "number", name="pk_audit_origin"),
    )
    op.create_index("ix_audit_origin_company_id_member_id", "audit_origin", ["company_id", "member_id"])


def taken() -> None:
    op.create_table(
        "taken",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_taken_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key_hash", name="pk_taken"),
    )
    op.create_index("ix_taken_at", "taken", ["at"])
    op.create_index("ix_taken_company_id", "taken", ["company_id"])


def message() -> None:
    op.create_table("message", *message_columns(), *message_constraints())
    op.create_index("ix_message_company_id", "message", ["company_id"])
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"])
    op.create_index("ix_message_member_invitation_id", "message", ["member_invitation_id"])
    op.create_index("ix_message_sign_in_link_id", "message", ["sign_in_link_id"])
    op.create_index("ix_message_state_next_at", "message", ["state", "next_at"])


def message_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_email", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("invitation_id", KEY, nullable=True),
        sa.Column("member_invitation_id", KEY, nullable=True),
        sa.Column("sign_in_link_id", KEY, nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
    ]


def message_constraints() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="ck_message_state"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_message_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_message_invitation_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_invitation_id"],
            ["member_invitation.id"],
            name="fk_message_member_invitation_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sign_in_link_id"], ["sign_in_link.id"], name="fk_message_sign_in_link_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("message_id", name="uq_message_message_id"),
    ]
