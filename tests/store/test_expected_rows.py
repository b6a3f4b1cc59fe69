"""What SQLite is told an index finds."""

from pathlib import Path

from app.store.database import migrate
from databases import engine_of, used


def figures(url: str) -> dict[str, str]:
    engine = engine_of(url)
    with engine.begin() as db:
        found = {row.idx: row.stat for row in db.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1")}
    engine.dispose()
    return found


def test_of_a_company_it_expects_many_rows_and_of_a_form_few(migrated: bytes, tmp_path: Path) -> None:
    (tmp_path / "followthrough.db").write_bytes(migrated)
    told = figures(f"sqlite:///{tmp_path}/followthrough.db")
    assert told["ix_answer_company_id"] == "10000000 100000"
    assert told["sqlite_autoindex_answer_1"] == "10000000 10 1"
    assert told["ix_company_demo"] == "10 1"


def test_every_migration_says_it_again_and_leaves_nothing_else(migrated: bytes, tmp_path: Path) -> None:
    (tmp_path / "followthrough.db").write_bytes(migrated)
    url = f"sqlite:///{tmp_path}/followthrough.db"
    told = figures(url)
    engine = engine_of(url)
    with engine.begin() as db:
        db.exec_driver_sql("ANALYZE")
        db.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl = 'answer'")
    engine.dispose()
    assert figures(url) != told
    migrate(used(url))
    assert figures(url) == told
