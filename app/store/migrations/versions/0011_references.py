"""Which request an event of the audit trail came from, so that it is found from the log and from an error page."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("ALTER TABLE audit_origin ADD COLUMN reference VARCHAR NOT NULL DEFAULT ''")
