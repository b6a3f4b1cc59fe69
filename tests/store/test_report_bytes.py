"""The report of a search is the same bytes whichever database it was read from."""

import datetime
import hashlib

import pytest
from printing import here
from sqlalchemy import Connection

import machine
from app.actions.demo import load_demo
from app.reports import pdf
from app.reports.comparison_csv import answers_csv, recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.documents import Kind, Paper
from app.reports.recorded import comparison_json
from app.settings import Settings
from app.store.database import migrate
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.members import VISITOR
from app.store.recruiters import vettings_in
from app.web.report import report_of
from app.web.scorecard import scorecard_of
from databases import engine_of, used

NOW = 1_796_000_000
PRINTED: list[tuple[Kind, Paper]] = [("comparison", "a4"), ("comparison", "letter"), ("summary", "a4")]
DAY = datetime.date(2026, 12, 5)


def digests(db: Connection, *, shuffled: bool = False) -> list[str]:
    """Of every format of the demo; `shuffled`: its answers were given in another order."""
    demo = demo_panel()
    if shuffled:
        for form in (form for one in demo["recruiters"] for form in one["forms"]):
            form["responses"] = dict(reversed(form["responses"].items()))
    search = load_demo(db, demo, instrument(*DEFAULT), NOW)
    report = report_of(db, VISITOR, search.id, DAY)
    alone = scorecard_of(db, VISITOR, vettings_in(db, search)[0].id, DAY)
    files = (
        *(here(pdf.job(report, kind, paper)).content for kind, paper in PRINTED),
        here(pdf.job(alone, "scorecard")).content,
        comparison_xlsx(report),
        comparison_json(report),
        recruiters_csv(report),
        answers_csv(report),
    )
    return [hashlib.sha256(content).hexdigest() for content in files]


def test_the_order_in_which_answers_were_given_changes_no_byte(tmp_path: object) -> None:
    found = []
    for name, shuffled in (("a", False), ("b", True)):
        settings = used(f"sqlite:///{tmp_path}/{name}.db")
        migrate(settings)
        with engine_of(settings.database_url).connect() as db:
            found.append(digests(db, shuffled=shuffled))
    assert found[0] == found[1]


@pytest.mark.postgresql
def test_sqlite_and_postgresql_give_the_same_bytes(postgresql: machine.PostgreSQL, tmp_path: object) -> None:
    settings: Settings = used(f"sqlite:///{tmp_path}/a.db")
    migrate(settings)
    with engine_of(settings.database_url).connect() as db:
        kept = digests(db)
    url = postgresql.create("report_bytes", like="migrated")
    engine = engine_of(url)
    with engine.connect() as db:
        found = digests(db)
    engine.dispose()
    postgresql.drop("report_bytes")
    assert found == kept
