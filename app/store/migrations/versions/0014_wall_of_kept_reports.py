"""The second wall around reports that were kept too, as around everything else of a company (0012)."""

from alembic import op

revision = "0014"
down_revision = "0013"

SAID = "current_setting('followthrough.company', true)"
OWN = f"company_id = (SELECT nullif(nullif({SAID}, ''), 'all')::bigint) OR (SELECT {SAID} = 'all')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table in ("kept_report", "kept_report_vetting"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN})")
