"""The demo search: the first thing seen, labelled on every page, read-only, and gone with one button."""

import time

import pytest

from app.actions.demo import load_demo, load_demo_once
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from journey import open_search
from people import alice, bob, carol
from visitor import Site


@pytest.fixture
def demo(site: Site) -> Site:
    site.portal.call(site.app.state.database.write, load_demo, demo_panel(), instrument(*DEFAULT), int(time.time()))
    return site


def test_a_newcomer_sees_the_demo_comparison_first(demo: Site) -> None:
    page = demo.visitor().get("/")
    assert page.url.path == "/searches/1/compare"
    assert "This is the demo search." in page.text
    for told in ("Alma Reyes", "+73", "−54", "+28", "+14", "Dana Petrov"):
        assert told in page.text


@pytest.mark.parametrize(
    "path", ["/searches/1", "/searches/1/recruiters", "/searches/1/compare", "/searches/1/report", "/vettings/1/score"]
)
def test_every_page_of_it_says_that_it_is_made_up(demo: Site, path: str) -> None:
    page = demo.visitor().get(path)
    assert page.status_code == 200
    assert "The people and numbers are made up." in page.text


def test_nobody_changes_it(demo: Site) -> None:
    owner = alice(demo)
    for path, fields in (
        ("/searches/1/recruiters", {"recruiters": "Me"}),
        ("/vettings/1/answer/EV01", {"value": "4"}),
        ("/vettings/1/review", {"impression": "yes", "summary": "Mine."}),
    ):
        assert owner.post(path, fields).status_code == 409, path
    assert demo.visitor().post("/vettings/1/answer/EV01", {"value": "4"}).status_code == 401


def test_one_button_removes_it_and_it_stays_removed(demo: Site) -> None:
    page = demo.visitor().post("/demo/remove")
    assert page.url.path == "/welcome"
    assert "The demo search is removed." in page.text
    assert demo.visitor().get("/searches/1/compare").url.path in ("/welcome", "/sign-in")
    write = demo.app.state.database.write
    assert demo.portal.call(write, load_demo_once, demo_panel(), instrument(*DEFAULT), 1) is None
    assert demo.portal.call(write, load_demo, demo_panel(), instrument(*DEFAULT), 1) is not None


def test_it_never_mixes_with_a_company_s_own_searches(demo: Site) -> None:
    owner = alice(demo)
    search = open_search(owner)
    page = owner.get("/searches").text
    assert "1 search" not in page
    assert page.count('/searches/1"') == 0
    assert f"/searches/{search}" in page
    owner.post("/demo/remove")
    assert owner.get(f"/searches/{search}").status_code == 200


def test_only_an_owner_removes_it_once_there_is_a_company(demo: Site) -> None:
    owner, viewer = alice(demo), carol(demo)
    assert viewer.post("/demo/remove").status_code == 403
    assert demo.visitor().post("/demo/remove").status_code == 403
    assert owner.get("/demo").url.path == "/searches/1/compare"
    assert owner.post("/demo/remove").status_code == 200
    assert owner.get("/demo").status_code == 404


def test_loading_it_twice_makes_one(demo: Site) -> None:
    again = demo.portal.call(
        demo.app.state.database.write, load_demo, demo_panel(), instrument(*DEFAULT), int(time.time())
    )
    assert again.id == 1


@pytest.mark.parametrize("path", ["/searches/1/compare", "/searches/1/recruiters"])
def test_only_who_may_open_a_search_of_their_own_is_offered_one_beside_it(demo: Site, path: str) -> None:
    open_search(alice(demo))
    offered = {person.__name__: "/searches/new" in person(demo).get(path).text for person in (alice, bob, carol)}
    assert offered == {"alice": True, "bob": False, "carol": False}
    assert "/searches/new" in demo.visitor().get(path).text
