"""Every statement of a walk through the whole site finds its rows by an index, on both engines."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlmodel import SQLModel

import machine
from actors import Doors
from app.store.wall import act_for
from walking import Said, walked
from world import world, world_on

SMALL = {  # tables that do not grow with anybody's work, and why
    "installation": "one row",
    "job": "one row for each kind of daily job",
    "alembic_version": "one row",
}
PARTIAL = {"ix_company_demo"}  # indexes of a few rows, read from end to end: those of the demo
WHOLE = {  # statements that read a table from its beginning, and why
    r"SELECT company.name FROM company WHERE company.demo IS \w+ ORDER BY company.id LIMIT .*": "stops at the first",
    r"SELECT company.name FROM company WHERE company.demo IS \w+ LIMIT .*": "stops at the second",
    r"SELECT member.id, .* WHERE member.removed_at IS NULL ORDER BY member.id LIMIT .*": "stops at the first",
    r"SELECT company.id FROM company WHERE company.demo IS \w+ ORDER BY company.id": "the daily jobs serve all",
    r"DELETE FROM (session|\w+_session|sign_in_link) WHERE \w+.(seen|created|used)_at <.*": "forgotten once a day",
    r"SELECT erasure.company_id, .* FROM erasure ORDER BY .*": "all that was erased is noted outside, after an erasure",
}

ALL_MAILS = (
    r"SELECT message.(id|state), .* WHERE message.company_id = \? AND \(message.kind .*"  # of a company, any kind
)


@pytest.fixture(scope="module")
def on_sqlite(with_demo: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with world(tmp_path_factory.mktemp("plans"), with_demo, sign_up="open") as made:
        yield Doors(made)


@pytest.fixture(scope="module")
def on_postgresql(postgresql: machine.PostgreSQL) -> Iterator[Doors]:
    with world_on(postgresql, "plans", sign_up="open") as made:
        yield Doors(made)


def test_sqlite_finds_every_row_by_an_index(on_sqlite: Doors) -> None:
    said = plain(walked(on_sqlite))
    for_no_form = [one for one in said if re.search(r"FROM answer WHERE .*1 ?!= ?1", one)]
    assert for_no_form == [], "it would read all answers of the company to find none"
    with on_sqlite.world.site.app.state.database._reader.connect() as db:
        left = unknown({one: scanned_by_sqlite(db, one, sent) for one, sent in said.items()})
    assert left == [], "\n".join(left)
    assert known(said) == WHOLE.keys(), "what is no longer said need not be named"


@pytest.mark.postgresql
def test_postgresql_finds_every_row_by_an_index(on_postgresql: Doors) -> None:
    said = plain(walked(on_postgresql))
    with on_postgresql.world.site.app.state.database._reader.connect() as db:
        act_for(db, on_postgresql.world.ours.id)
        db.exec_driver_sql("SET LOCAL enable_seqscan = off")
        left = unknown({one: scanned_by_postgresql(db, one, sent) for one, sent in said.items()})
    assert left == [], "\n".join(left)


def test_sqlite_reads_no_company_to_find_a_few_of_its_rows(on_sqlite: Doors) -> None:
    said = plain(walked(on_sqlite))
    with on_sqlite.world.site.app.state.database._reader.connect() as db:
        found = {one: along_company(db, one, sent) for one, sent in said.items()}
    left = [f"{', '.join(tables)}: {one}" for one, tables in found.items() if tables and not re.match(ALL_MAILS, one)]
    assert left == [], "\n\n".join(left)


def plain(said: Said) -> Said:
    """Those that look for rows."""
    return {one: sent for one, sent in said.items() if re.match("SELECT|UPDATE|DELETE", one)}


def known(said: Said) -> set[str]:
    return {whole for whole in WHOLE for one in said if re.fullmatch(whole, one)}


def unknown(found: dict[str, set[str]]) -> list[str]:
    """What reads a whole table that grows, and is not named above."""
    return [
        f"{', '.join(sorted(tables))}: {said}"
        for said, whole in found.items()
        if (tables := whole - SMALL.keys()) and not any(re.fullmatch(known, said) for known in WHOLE)
    ]


def scanned_by_sqlite(db: Connection, said: str, sent: Any) -> set[str]:
    """The tables that are read from end to end, by themselves or along an index."""
    steps = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", sent)]
    names = {name for step in steps for name in re.findall(rf"^SCAN (\w+)(?!.* INDEX (?:{'|'.join(PARTIAL)})\b)", step)}
    aliases = {alias: table for table, alias in re.findall(r"(\w+) AS (\w+)", said)}
    return {aliases.get(name, name) for name in names} & {*SQLModel.metadata.tables, "alembic_version"}


def along_company(db: Connection, said: str, sent: Any) -> set[str]:
    """The tables of which all that one company has is read, though an index would find what is asked for."""
    steps = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", sent)]
    found = {name for step in steps for name in re.findall(r"^SEARCH (\w+) USING .*\(company_id=\?\)$", step)}
    return {name for name in found & SQLModel.metadata.tables.keys() if asked_for(name, said)}


def asked_for(name: str, said: str) -> set[str]:
    """The columns of a table that a statement gives beside others, and that lead an index other than the company's."""
    leading = {way[0] for way in ways(SQLModel.metadata.tables[name]) if way} - {"company_id"}
    return leading & {*re.findall(rf"(?:WHERE|AND) {name}\.(\w+) (?:= \?|IN \()", said)}


def scanned_by_postgresql(db: Connection, said: str, sent: Any) -> set[str]:
    """The same, where reading without an index was forbidden unless there is no other way."""
    [plan] = db.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {said}", sent).scalar_one()
    return {node["Relation Name"] for node in nodes(plan["Plan"]) if reads_all(node)}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if plan.get("One-Time Filter") == "false":
        return  # it is not carried out
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def reads_all(node: dict[str, Any]) -> bool:
    if node["Node Type"] == "Seq Scan":
        return True
    along = node["Node Type"] in ("Index Scan", "Index Only Scan") and node["Index Name"] not in PARTIAL
    return along and "Index Cond" not in node


@pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=str)
def test_whoever_goes_is_found_by_an_index_in_all_that_refers_to_them(table: Table) -> None:
    leading = {way[0] for way in ways(table) if way}
    assert {key.parent.name for key in table.foreign_keys} <= leading


def ways(table: Table) -> list[list[str]]:
    """The columns of each index."""
    kept = [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    return [[column.name for column in way.columns] for way in (*table.indexes, *kept)]
