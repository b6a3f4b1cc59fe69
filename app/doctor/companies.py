"""How companies are kept apart on PostgreSQL: whether row security stands, and whether it holds our role back."""

from sqlalchemy import Connection, text

from app.doctor.findings import Finding, ok, unsafe

SUPERUSER = (
    "The database's user is a superuser, whom neither row security nor the guard of the audit trail holds back. "
    "Use an ordinary one."
)
ROLE = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
OPEN = """
SELECT relname FROM pg_class AS found
WHERE relkind = 'r' AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('company'))
  AND (relname = 'company' OR EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = found.oid AND attname = 'company_id' AND NOT attisdropped))
  AND NOT (relrowsecurity AND relforcerowsecurity)
ORDER BY relname
"""


def role(db: Connection) -> Finding:
    """Whether our role is held back by row security, and by the guard of the audit trail."""
    superuser, bypasses = db.execute(text(ROLE)).one()
    if superuser:
        return unsafe(SUPERUSER)
    if bypasses:
        return unsafe("Row security does not hold the database's user back. Have it altered: ALTER ROLE … NOBYPASSRLS")
    return ok("The database's user is an ordinary one.")


def wall(db: Connection) -> Finding:
    """Whether row security stands in every table that belongs to companies."""
    if found := db.execute(text(OPEN)).scalars().all():
        return unsafe(f"Row security is off in {', '.join(found)}. Restore the database from a backup.")
    return ok("PostgreSQL keeps companies apart by row security too.")
