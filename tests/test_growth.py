"""What `make growth` measures on: copies that are whole, with nobody's rows among another's."""

from pathlib import Path

from sqlalchemy import Connection, func, select, text

from app.store.tables import answers, companies, searches
from bench.engines import OnSQLite
from bench.filling import with_archive, with_companies
from databases import by_hand, engine_of
from household import settle


def many(db: Connection, *whose: object) -> int:
    found: int = db.execute(select(func.count()).select_from(answers).where(*whose)).scalar_one()  # type: ignore[arg-type]
    return found


def test_every_copy_of_a_company_is_whole_and_has_numbers_of_its_own(migrated: bytes, tmp_path: Path) -> None:
    place = OnSQLite(tmp_path)
    (tmp_path / "base.db").write_bytes(migrated)
    engine = engine_of(place.url("base"))
    with engine.begin() as db:
        ours, theirs = (by_hand(settle)(db, word).id for word in ("ours", "theirs"))
        one = many(db, answers.c.company_id == ours)
    engine.dispose()
    with place.filling("base") as db:
        with_archive(db, ours, 2)
        with_companies(db, ours, 3)
        assert db.execute(text("PRAGMA foreign_key_check")).all() == []
        assert many(db, answers.c.company_id == ours) == 3 * one
        assert many(db) == 4 * 3 * one + many(db, answers.c.company_id == theirs)
        assert db.execute(select(func.count()).select_from(companies)).scalar_one() == 5
        closed = select(func.count()).select_from(searches).where(searches.c.state == "closed")
        assert db.execute(closed.where(searches.c.company_id == ours)).scalar_one() == 4
