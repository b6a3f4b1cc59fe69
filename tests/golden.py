"""Golden databases: what an installation of each schema could hold, kept as it was made (safety 46).

`.venv/bin/python tests/golden.py` adds those that are missing, after a migration was written. None is ever made anew.
"""

import gzip
import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, insert, null, select, text
from sqlalchemy.types import JSON, Boolean, String
from sqlmodel import SQLModel

from app.store.database import MIGRATIONS, postgresql_engine
from app.store.keys import mark
from app.store.wall import begin_for_all
from databases import KEYS, engine_of
from people import NOW, OURS, THEIRS

Content = dict[str, list[dict[str, Any]]]  # table → its rows, sorted; bytes as hex

FOLDER = Path(__file__).parent / "store" / "golden"
HASHES = FOLDER / "hashes.txt"
REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
NEWEST = REVISIONS[-1]

# What a migration is meant to change: from which revision on, the table, and why.
EMPTIED = {"session": ("0002", "sessions are made anew, and everybody signs in once more")}
BEGUN = {"audit_head": "the trail that is there is counted", "installation": "it is marked with its secret"}

NAMES = ("Ines Okafor", "Zoë O'Hara", "Jürgen Ångström", "Wei Lindqvist")
ALLOWED = re.compile(r"CHECK \((\w+) IN \(([^)]*)\)\)")
MEANT: dict[str, tuple[Any, ...]] = {  # column, or table.column → what its rows hold, in turn
    "company.name": (OURS, THEIRS),
    "name": NAMES,
    "to_name": NAMES,
    "demo": (False,),
    "mark": (mark(KEYS),),
    "instrument_id": ("lgv-external",),
    "instrument_version": ("1.0.0",),
    "answer.number": ("12", None),
    "points": (4, 0, None, 3),
    "length": ("full", "short"),
    "version": (1, 3),
    "reminders": (0, 2),
    "response.compact": (None, "14330b"),  # of a form that is in
    "tries": (0, 1),
    "audit.number": (1, 2),
    "audit_origin.number": (1, 2),
    "audit.hash": ("",),  # from before the chain, which begins after `since`
    "audit_head.number": (2,),
    "audit_head.since": (2,),
    "audit_head.hash": ("",),
    "next_at": (4_000_000_000,),  # nothing is due
}


def bring_to(db: Connection, revision: str) -> None:
    """Make the tables as they were in that revision."""
    begin_for_all(db)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = db
    command.upgrade(config, revision)


def tables(db: Connection) -> list[Table]:
    """As they stand in the database, parents first."""
    found = MetaData()
    found.reflect(db)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def content(db: Connection, of: Content | None = None) -> Content:
    """All that is there; where `of` is given, of the tables and columns that it has."""
    found: Content = {}
    for table in tables(db):
        rows = of[table.name] if of and table.name in of else None
        columns = [table.c[name] for name in rows[0]] if rows else list(table.c)
        every = ({name: plain(each) for name, each in row.items()} for row in db.execute(select(*columns)).mappings())
        found[table.name] = sorted(every, key=json.dumps)
    return found


def plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


@cache
def golden(revision: str) -> Content:
    """What is kept of that revision, parents first."""
    lines = gzip.decompress((FOLDER / f"{revision}.jsonl.gz").read_bytes()).decode().splitlines()
    return {line["table"]: line["rows"] for line in map(json.loads, lines)}


def load(db: Connection, revision: str) -> None:
    """Make the tables of that revision in an empty database, and put what is kept of it into them."""
    bring_to(db, revision)
    there = {table.name: table for table in tables(db)}
    for name, rows in golden(revision).items():
        for row in rows:
            values = {column: stored(there[name].c[column], value) for column, value in row.items()}
            db.execute(insert(there[name]).values(values))
        if db.dialect.name == "postgresql" and "id" in rows[0]:
            db.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""))


def filled(url: str, revision: str) -> None:
    """The same at an address, as whom the product connects: on PostgreSQL the tables are its own."""
    engine = engine_of(url) if url.startswith("sqlite") else postgresql_engine(url, KEYS)
    with engine.begin() as db:
        load(db, revision)
    engine.dispose()


def stored(column: Column[Any], value: Any) -> Any:
    if value is None:
        return null()
    return bytes.fromhex(value) if isinstance(column.type, LargeBinary) else value


def wrong(db: Connection, revision: str) -> list[str]:
    """What is not as it must be after a database of that revision was upgraded, in words."""
    was = golden(revision)
    now = content(db, was)
    found = [f"{name}: {was[name]} became {now.get(name)}" for name in was if now.get(name) != due(name, revision)]
    found += [f"{name} has rows: {now[name]}" for name in now if name not in was and name not in BEGUN and now[name]]
    found += map(str, compare_metadata(MigrationContext.configure(db), SQLModel.metadata))
    if db.dialect.name == "sqlite":
        found += map(str, db.exec_driver_sql("PRAGMA foreign_key_check").all())
        found += [line for (line,) in db.exec_driver_sql("PRAGMA integrity_check") if line != "ok"]
    return found


def due(table: str, revision: str) -> list[dict[str, Any]]:
    """What a table must hold after the upgrade."""
    return [] if table in EMPTIED and revision < EMPTIED[table][0] else golden(revision)[table]


def make(revision: str) -> Content:
    """Four rows in every table of that revision, two of each of two companies; made-up people and no secrets."""
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_of(f"sqlite:///{folder}/golden.db")
        with engine.begin() as db:
            bring_to(db, revision)
            written = "\n".join(db.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table'").scalars())
            for table in tables(db):
                for row in numbers(table):
                    db.execute(insert(table).values(a_row(table, row, allowed(written, table.name))))
            made = content(db)
        engine.dispose()
    return made


def numbers(table: Table) -> range:
    """Which of the rows 0 to 3 the table has: one of the installation, two of what a company has once."""
    once = [column.name for column in table.primary_key] == ["company_id"]
    return {"installation": range(1), "company": range(2)}.get(table.name, range(0, 4, 2) if once else range(4))


def allowed(written: str, table: str) -> dict[str, list[str]]:
    """Column → the words that its table takes there."""
    [statement] = re.findall(rf'CREATE TABLE "?{table}"? \(.*?\n\)', written, re.DOTALL)
    return {column: re.findall("'([^']*)'", words) for column, words in ALLOWED.findall(statement)}


def a_row(table: Table, row: int, words: Mapping[str, list[str]]) -> dict[str, Any]:
    return {column.name: stored(column, filler(column, row, words)) for column in table.c}


def filler(column: Column[Any], row: int, words: Mapping[str, list[str]]) -> Any:
    """What this row has there: a parent of its own company, something that is meant, or anything that fits."""
    name, place = column.name, f"{column.table.name}.{column.name}"
    if any(key.column.table.name == "company" for key in column.foreign_keys) or name == "company_id":
        return row // 2 + 1
    meant = MEANT.get(place, MEANT.get(name, tuple(words.get(name, ()))))
    if meant:
        return meant[row % len(meant)]
    if column.nullable and row % 2:
        return None
    if name == "id" or name.endswith("_id") or column.foreign_keys:
        return row + 1 if not isinstance(column.type, String) else f"<{row}@example.com>"
    return anything(column, place, row)


def anything(column: Column[Any], place: str, row: int) -> Any:
    if isinstance(column.type, Boolean):
        return row % 2 == 0
    if isinstance(column.type, JSON):
        return {"row": row, "wörter": ["a 'quoted' one", None, 1.5, True]}
    if isinstance(column.type, LargeBinary):
        return (b"%PDF-\0\xff" + bytes([row])).hex()
    if not isinstance(column.type, String):
        return NOW + row
    if "email" in column.name:
        return f"person-{row}@example.com"
    hidden = column.name.endswith(("_hash", "digest", "salt"))
    return hashlib.sha256(f"{place} {row}".encode()).hexdigest() if hidden else f"{place} – “row” {row}\nÄ 漢 '; --"


def keep(revision: str) -> None:
    """Write the file of that revision, always the same bytes, and its SHA-256."""
    lines = [json.dumps({"table": name, "rows": rows}, ensure_ascii=False) for name, rows in make(revision).items()]
    packed = gzip.compress("\n".join(lines).encode(), mtime=0)
    path = FOLDER / f"{revision}.jsonl.gz"
    path.write_bytes(packed)
    with HASHES.open("a") as hashes:
        hashes.write(f"{hashlib.sha256(packed).hexdigest()}  {path.name}\n")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in REVISIONS:
        if not (FOLDER / f"{each}.jsonl.gz").exists():
            keep(each)
