"""Whether the audit trail can only be added to: the guards of its table, and what the database lets its users do."""

from sqlalchemy import Connection, text

from app.doctor.findings import Finding, ok, unsafe

GUARDS = {  # what keeps rows of the audit trail from being changed, and is switched on
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
    "postgresql": "SELECT tgname FROM pg_trigger "
    "WHERE tgrelid = to_regclass('audit') AND tgenabled <> 'D' AND NOT tgisinternal",
}
GUARDED = {
    "sqlite": {"audit_unchanged", "audit_undeleted", "audit_unreplaced"},
    "postgresql": {"audit_closed", "audit_untruncated"},
}
MAY_CHANGE = """
SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END AS who
FROM (
  SELECT relowner, (aclexplode(relacl)).* FROM pg_class WHERE oid = to_regclass('audit')
  UNION ALL
  SELECT relowner, (aclexplode(attacl)).* FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE attrelid = to_regclass('audit')
) AS given
WHERE grantee <> relowner AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
ORDER BY who
"""


def guard(db: Connection) -> Finding:
    """Whether the database itself refuses to change the audit trail (safety 53)."""
    kind = db.dialect.name
    if GUARDED[kind] <= set(db.execute(text(GUARDS[kind])).scalars()):
        return ok("The database refuses to change rows of the audit trail.")
    return unsafe("The guard of the audit trail was taken away or switched off. Restore the database from a backup.")


def rights(db: Connection) -> Finding:
    """Whether PostgreSQL lets anybody but the owner of the table change the trail, as after a restore (safety 53)."""
    if found := db.execute(text(MAY_CHANGE)).scalars().all():
        who = ", ".join(found)
        return unsafe(
            f"The audit trail may be changed by {who}. Have the owner of its table say: "
            f"REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM {who}"
        )
    return ok("Nobody but the owner of its table was given leave to change the audit trail.")
