"""Running the statements of a dump in a transaction of ours, so that all of it counts or nothing."""

from pathlib import Path
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from app.keeping.counting import rows_of
from app.keeping.refusal import NotKept
from app.store.wall import begin_for_all

ALL = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DROP TABLE ' || quote_ident(found.tablename) || ' CASCADE';
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema() AND p.prokind = 'f'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE 'DROP FUNCTION ' || found.name || ' CASCADE';
  END LOOP;
END $$
"""
NOT_ITS_OWNER = "The database’s user does not own its tables. Restore as the role that owns them. Nothing was changed."


def clear(db: Connection) -> None:
    """Take away every table and function of the database, until the transaction ends for good or is undone.

    Raises NotKept where they belong to another role.
    """
    try:
        db.exec_driver_sql(ALL)
    except ProgrammingError as refused:
        if not isinstance(refused.orig, InsufficientPrivilege):
            raise
        raise NotKept(NOT_ITS_OWNER) from refused


def feed(db: Connection, statements: Path) -> None:
    """Run a script of pg_restore, with the rows that follow a COPY; its settings end with it."""
    raw: Any = db.connection.dbapi_connection
    with statements.open("rb") as lines, raw.cursor() as cursor:
        waiting: list[bytes] = []
        for line in lines:
            if not line.startswith((b"COPY ", b"\\")):  # a backslash is a word for psql, not for the server
                waiting.append(line)
            elif line.rstrip().endswith(b"FROM stdin;"):
                _run(cursor, waiting)
                with cursor.copy(line) as copy:
                    for row in rows_of(lines):
                        copy.write(row)
        _run(cursor, waiting)
    db.exec_driver_sql("RESET ALL")
    begin_for_all(db)


def _run(cursor: Any, waiting: list[bytes]) -> None:
    text = b"".join(waiting)
    waiting.clear()
    if text.strip():
        cursor.execute(text)
