"""Reports that are kept at the same moment, or while somebody in them is erased, on both engines."""

import threading
from collections import Counter

from sqlalchemy import Connection, Engine, func, select

from actions.test_at_once import at_once
from app.actions.erase_recruiter import erase_recruiter
from app.actions.keep_report import MOST, Report, keep_report
from app.actions.open_search import open_search
from app.settings import Settings
from app.store.database import Database
from app.store.instruments import DEFAULT, instrument
from app.store.members import Member
from app.store.recruiters import vettings_in
from app.store.searches import search_for
from app.store.tables import kept_reports
from databases import engine_of
from people import NOW, OURS, member

BEFORE_IT_WAITS = 0.5  # seconds in which the other transaction comes as far as it can


def arranged(engine: Engine, kept: int) -> tuple[Member, int, Report, int]:
    """The owner, a search of theirs with so many kept reports, one more, and the recruiter whose answers are in it."""
    with engine.begin() as db:
        owner = member(db, OURS, "Alice Moreau", "owner")
        search = open_search(db, owner, "Role", [("Ana", "")], "short", instrument(*DEFAULT), NOW)
        [vetting] = vettings_in(db, search_for(db, owner, search))
        report = Report("r.pdf", "0000-0000-0000", b"what Ana said", (vetting.id,))
        for _ in range(kept):
            keep_report(db, owner, search, report, NOW)
    return owner, search, report, vetting.recruiter_id


def how_many(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(kept_reports)).scalar_one()


def test_eight_keeps_at_once_stop_at_the_limit(database: Database, settings: Settings) -> None:
    engine = engine_of(settings.database_url)
    owner, search, report, _ = arranged(engine, MOST - 1)
    came = at_once(*(database.write(keep_report, owner, search, report, NOW) for _ in range(8)))
    assert Counter(type(each).__name__ for each in came) == {"NoneType": 1, "Conflict": 7}
    with engine.connect() as db:
        assert how_many(db) == MOST
    engine.dispose()


def test_a_report_that_is_being_kept_goes_with_who_is_erased_meanwhile(settings: Settings) -> None:
    engine = engine_of(settings.database_url)
    owner, search, report, recruiter = arranged(engine, 0)

    def erase() -> None:
        with other.begin() as db:
            erase_recruiter(db, owner, recruiter, NOW)

    other = engine_of(settings.database_url)
    erasing = threading.Thread(target=erase)
    with engine.begin() as db:
        keep_report(db, owner, search, report, NOW)
        erasing.start()
        erasing.join(BEFORE_IT_WAITS)
        assert erasing.is_alive(), "it did not wait"
    erasing.join(20)
    with engine.connect() as db:
        assert how_many(db) == 0
    for each in (engine, other):
        each.dispose()
