"""The audit trail is closed against two ways that pass by the triggers on its rows: REPLACE, and TRUNCATE.

SQLite takes the row away that an INSERT OR REPLACE meets without asking a trigger; PostgreSQL empties a table whole.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

MET = "id = NEW.id OR (company_id = NEW.company_id AND number = NEW.number)"
STOP = "BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        there = f"EXISTS (SELECT 1 FROM audit WHERE {MET})"  # noqa: S608 - no text but ours
        op.execute(f"CREATE TRIGGER audit_unreplaced BEFORE INSERT ON audit WHEN {there} {STOP}")
    else:
        op.execute(
            "CREATE TRIGGER audit_untruncated BEFORE TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_closed()"
        )
