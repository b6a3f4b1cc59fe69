"""A form that is in has a stamp, another one whenever anything in it differs: what it gives is kept under that."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE response ADD COLUMN stamp VARCHAR NOT NULL DEFAULT ''")
    chance = "hex(randomblob(16))" if op.get_bind().dialect.name == "sqlite" else "md5(random()::text || id)"
    op.execute(f"UPDATE response SET stamp = {chance} WHERE state = 'submitted'")  # noqa: S608 - no text but ours
