"""Many companies made of one, and a long archive of its searches: rows copied inside the database, with new numbers."""

from collections.abc import Iterable, Iterator

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, UniqueConstraint, text
from sqlmodel import AutoString, SQLModel

TABLES = SQLModel.metadata.sorted_tables
OF_INSTALLATION = {"bucket", "job", "installation"}
OF_ACCOUNT = {"account": "id", "recovery_code": "account_id", "sign_in_link": "account_id"}
OF_SEARCH = {
    "search",
    "recruiter",
    "vetting",
    "log",
    "response",
    "answer",
    "answer_save",
    "invitation",
    "flag_decision",
}
SERIES = "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {many})"
AT_ONCE = 200  # companies in one statement, so that what sorts and waits stays small


def with_archive(db: Connection, company: int, many: int) -> None:
    """Give a company each of its searches `many` times more, closed, with all that belongs to them."""
    last = db.execute(text(f"SELECT max(id) FROM search WHERE company_id = {company}")).scalar_one()  # noqa: S608
    _copy(db, company, {table.name for table in TABLES} & OF_SEARCH, _stride(db), 0, many)
    db.execute(text(f"UPDATE search SET state = 'closed' WHERE company_id = {company} AND id > {last}"))  # noqa: S608


def with_companies(db: Connection, company: int, many: int) -> None:
    """Give the installation `many` companies like this one."""
    names, stride = {table.name for table in TABLES} - OF_INSTALLATION, _stride(db)
    for done in range(0, many, AT_ONCE):
        _copy(db, company, names, stride, done, min(AT_ONCE, many - done))


def _copy(db: Connection, company: int, names: set[str], stride: int, done: int, many: int) -> None:
    for table in TABLES:
        if table.name in names:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            values = ", ".join(_value(column, names, stride, done) for column in table.columns)
            whole = f"SELECT {values} FROM copies CROSS JOIN {table.name} AS t WHERE {_of(table, company)}"  # noqa: S608
            db.execute(text(f"INSERT INTO {table.name} ({columns}) {SERIES.format(many=many)} {whole}"))


def _stride(db: Connection) -> int:
    """More than any number that there is."""
    numbered = [table.name for table in TABLES if "id" in table.c]
    return 1 + max(db.execute(text(f"SELECT max(id) FROM {name}")).scalar() or 0 for name in numbered)  # noqa: S608


def _of(table: Table, company: int) -> str:
    """Which rows are the company's."""
    if key := OF_ACCOUNT.get(table.name):
        return f"t.{key} IN (SELECT account_id FROM member WHERE company_id = {company})"  # noqa: S608
    return f"t.{'id' if table.name == 'company' else 'company_id'} = {company}"


def _value(column: Column[object], names: set[str], stride: int, done: int) -> str:
    """A column of a copy: shifted where it numbers what is copied along, told apart where it must be."""
    own, copy = f't."{column.name}"', f"(n + {done})"
    if isinstance(column.type, Integer | BigInteger) and _numbers(column) in names:
        return f"{own} + {copy} * {stride}"
    named = "company" not in names and column.table.name == "recruiter" and column.name == "name"
    if isinstance(column.type, AutoString) and (named or column.name in _alone(column.table)):
        return f"{own} || '-{stride}-' || {copy}"
    return own


def _numbers(column: Column[object]) -> str:
    """The table whose rows a column numbers, "" for none."""
    for key in column.foreign_keys:
        return str(key.column.table.name)
    return column.table.name if column.name == "id" else column.name.removesuffix("_id") if "_id" in column.name else ""


def _alone(table: Table) -> set[str]:
    """The columns that no two rows may have alike."""
    keys: Iterator[Iterable[Column[object]]] = (
        each.columns for each in table.constraints if isinstance(each, UniqueConstraint) or each is table.primary_key
    )
    return {column.name for key in keys if len(found := list(key)) == 1 for column in found}
