"""A score that gets old: announced a month before, renewed with one click, and labelled once it has expired."""

import re
import time

import httpx
import pytest
from sqlalchemy import Connection, update

from app.actions.expire import expire_due
from app.store.expiry import DAY, LASTS
from app.store.tables import responses
from journey import fill, open_search, submit, vettings
from people import alice, bob, carol
from shown import main, panel, tree
from visitor import Site, Visitor


def aged(site: Site, days: int) -> None:
    """Let every form have been sent so many days ago, and the daily job run."""

    def work(db: Connection) -> None:
        db.execute(update(responses).values(submitted_at=int(time.time()) - days * DAY))
        expire_due(db, int(time.time()))

    site.portal.call(site.app.state.database.write, work)


@pytest.fixture
def owner(site: Site) -> Visitor:
    """Alice, who has answered about Ana and Tom."""
    owner = alice(site)
    for vetting in vettings(owner, open_search(owner)):
        fill(owner, vetting, points=4)
        submit(owner, vetting)
    return owner


def warned(page: httpx.Response) -> list[str]:
    return re.findall(r"the score expires on [^.]*", main(page))


def test_managers_are_warned_where_they_look(site: Site, owner: Visitor) -> None:
    aged(site, LASTS // DAY - 31)
    assert not any(warned(owner.get(path)) for path in ("/searches/1", "/address-book", "/vettings/1/score"))
    aged(site, LASTS // DAY - 29)
    assert [len(warned(owner.get(path))) for path in ("/searches/1", "/address-book", "/vettings/1/score")] == [2, 2, 1]
    carols = carol(site).get("/searches/1")
    assert len(warned(carols)) == 2
    assert "Renew for" not in main(carols)
    assert not warned(carol(site).get("/address-book"))


def test_it_is_renewed_with_one_click(site: Site, owner: Visitor) -> None:
    aged(site, LASTS // DAY - 5)
    page = owner.post("/vettings/1/renew", headers={"Referer": "http://127.0.0.1:8000/address-book"})
    assert page.url.path == "/address-book"
    assert "The score of Ana Ferreira is renewed for 12 months from today." in page.text
    assert len(warned(page)) == 1
    assert owner.post("/vettings/1/renew").status_code == 409
    assert bob(site).post("/vettings/2/renew").status_code == 403


def test_an_expired_score_says_so_everywhere_and_is_not_compared(site: Site, owner: Visitor) -> None:
    assert len(tree(owner.get("/searches/1/compare")).xpath("//table[contains(@class, 'league')]/tbody/tr")) == 2
    aged(site, LASTS // DAY)
    compare = owner.get("/searches/1/compare")
    assert main(compare).count("Expired on") == 2
    assert not tree(compare).xpath("//table[contains(@class, 'league')]")
    said = {"/searches/1": 2, "/vettings/1/score": 2, "/vettings/1/answers": 1, "/address-book/1": 1}
    assert {path: main(owner.get(path)).count("Expired on") for path in said} == said
    assert tree(owner.get("/vettings/1/score")).xpath("string(//p[@class='score'])") == "+100"
    assert "Open a new search to vet Ana Ferreira again." in owner.get("/vettings/1/answer").text


def test_the_others_are_reported_without_it(site: Site, owner: Visitor) -> None:
    def work(db: Connection) -> None:
        old = responses.c.vetting_id == 1
        db.execute(update(responses).where(old).values(submitted_at=int(time.time()) - LASTS))
        expire_due(db, int(time.time()))

    before = panel(owner.get("/vettings/2/score"), "h-why")
    site.portal.call(site.app.state.database.write, work)
    assert "Add another recruiter to compare" in main(owner.get("/searches/1/compare"))
    assert "1 recruiter is left out: the score has expired." in main(owner.get("/searches/1/report"))
    assert panel(owner.get("/vettings/2/score"), "h-why") == before
