"""Whether single keys rate the questions of a form: turned off by whoever types with their voice, in every browser."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("ALTER TABLE account ADD COLUMN by_key BOOLEAN NOT NULL DEFAULT true")
