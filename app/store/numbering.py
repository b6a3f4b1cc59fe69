"""Where a PostgreSQL database begins to number its rows, so that the keys of several databases never meet."""

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from app.settings import BadSetting

ROOM = (
    2**40
)  # keys of one table in one database; 8,192 databases end below 2**53, to which JSON and spreadsheets are exact
SEQUENCES = (
    "SELECT sequencename AS name, coalesce(last_value, 0) AS last FROM pg_sequences WHERE schemaname = current_schema()"
)
LIFT = "SELECT setval(format('%%I', %(name)s::text)::regclass, %(first)s)"
PASSED = (
    "FOLLOWTHROUGH_DATABASE_NUMBER: this database already numbers its rows as number {found}. Set it to {found}, or to "
    "a larger number that no other database has."
)
MAY_NOT = (
    "FOLLOWTHROUGH_DATABASE_NUMBER: the database’s user may not change where rows are numbered from. Run "
    "“followthrough migrate” once with this setting as the role that owns the database."
)


def number_from(db: Connection, number: int) -> None:
    """Let every table's next key come from the range of this database, `number * ROOM + 1` and on (docs/scale.md).

    Keys that are there stay. Raises BadSetting where the database numbers from a later range already, and where the
    range would have to be changed by somebody who may not.
    """
    if db.dialect.name != "postgresql":
        return
    last = {row.name: row.last for row in db.exec_driver_sql(SEQUENCES)}
    if (found := max(last.values()) // ROOM) > number:
        raise BadSetting(PASSED.format(found=found))
    first = number * ROOM
    for name in sorted(name for name, used in last.items() if used < first):
        try:
            db.exec_driver_sql(LIFT, {"name": name, "first": first})
        except ProgrammingError as refused:
            if getattr(refused.orig, "sqlstate", None) != "42501":  # insufficient privilege
                raise
            raise BadSetting(MAY_NOT) from None
