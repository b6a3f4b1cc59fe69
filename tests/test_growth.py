"""What `make growth` measures: copies that are whole, and pages that read no more because there is more beside them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from actors import Doors
from app.store.tables import answers, companies, searches
from bench import growth
from bench.engines import OnSQLite
from bench.filling import with_archive, with_companies
from databases import by_hand, engine_of
from household import settle
from memory import forget

OTHERS = 60  # companies, and closed searches of one company for each that is open

OF_ALL = {  # pages about all that a company has, and what of it
    "/searches": "its searches",
    "/searches/new": "the same, behind the form",
    "/members": "its searches, one of which somebody who joins is given",
    "/address-book": "how often each recruiter was met",
    "/audit": "what the trail can be filtered by",
    "/company/erase": "how much goes",
    "/invitations/{invitation_id}/erase": "whatever else the same person was asked",
}


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


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Doors]]:
    """The same company with something in every table and an archive, beside many others, and with a long archive."""
    place = OnSQLite(tmp_path_factory.mktemp("growth"))
    base = growth.made(place)
    fillings: dict[str, Callable[[Connection], None]] = {
        "beside others": lambda db: with_companies(db, base.ours.id, OTHERS),
        "with a long archive": lambda db: with_archive(db, base.ours.id, OTHERS),
    }
    place.create("alone", like="base")
    with place.filling("alone") as db:
        with_archive(db, base.ours.id, growth.SEARCHES)
    for name, fill in fillings.items():
        place.create(name, like="alone")
        with place.filling(name) as db:
            fill(db)
    with ExitStack() as open_:
        yield {name: open_.enter_context(growth.open_doors(place.url(name), base)) for name in ("alone", *fillings)}


def read(doors: Doors) -> dict[str, int]:
    """Page → instructions that SQLite carries out for a first visit: they grow with each row that is looked at."""
    found = {}
    for name, actor in growth.pages():
        visit = growth.ask(doors, name, actor)
        if visit is not None and visit() < 400:
            forget()
            with instructions(doors) as passed:
                visit()
            found[name.removeprefix("GET ")] = next(passed)
    return found


@contextmanager
def instructions(doors: Doors) -> Iterator["count[int]"]:
    """The next number is how many were carried out meanwhile by what reads."""
    passed = count()
    connection: Any = doors.world.site.app.state.database._inline.connection.dbapi_connection
    connection.set_progress_handler(lambda: next(passed) < 0, 1)
    try:
        yield passed
    finally:
        connection.set_progress_handler(None, 1)


def more(found: dict[str, int], before: dict[str, int]) -> dict[str, float]:
    """Page → how many times as much it reads, of those that read a fiftieth more."""
    return {page: round(n / before[page], 2) for page, n in found.items() if n > 1.02 * before[page]}


def test_no_page_reads_more_because_there_are_more_companies(grown: dict[str, Doors]) -> None:
    alone = read(grown["alone"])
    assert len(alone) > 50
    assert more(read(grown["beside others"]), alone) == {}


def test_only_pages_that_list_or_count_all_read_more_because_of_an_archive(grown: dict[str, Doors]) -> None:
    assert more(read(grown["with a long archive"]), read(grown["alone"])).keys() == OF_ALL.keys()
