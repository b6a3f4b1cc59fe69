"""A second wall between companies: PostgreSQL itself shows a transaction the rows of the company it acts for.

FORCE, because the server may well connect as the owner of the tables, who would pass otherwise.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

SAID = "current_setting('followthrough.company', true)"
ACTS = f"(SELECT nullif(nullif({SAID}, ''), 'all')::bigint)"  # once for each statement, not for each row
FOR_ALL = f"(SELECT {SAID} = 'all')"
SHOWN = ("search", "recruiter", "vetting", "log", "response", "answer")  # what there is of the demo, for everybody
OTHERS = (
    "member",
    "member_invitation",
    "session",
    "search_member",
    "invitation",
    "respondent_session",
    "answer_save",
    "calibration",
    "weighting",
    "flag_decision",
    "own_page",
    "remark",
    "proof",
    "audit",
    "audit_origin",
    "audit_head",
    "erasure",
    "message",
    "taken",
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"CREATE INDEX ix_company_demo ON company (id) WHERE demo{' = 1' if sqlite else ''}")
    if sqlite:
        return
    wall("company", "id")
    op.execute("CREATE POLICY demo ON company FOR SELECT USING (demo)")
    for table in (*SHOWN, *OTHERS):
        wall(table, "company_id")
    for table in SHOWN:
        demo = "company_id IN (SELECT id FROM company WHERE demo)"
        op.execute(f"CREATE POLICY demo ON {table} FOR SELECT USING ({demo})")


def wall(table: str, company: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON {table} USING ({company} = {ACTS} OR {FOR_ALL})")
