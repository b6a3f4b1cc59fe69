"""Every page, on a phone and a desk, by day and by night: nothing keeps people out, and nothing scrolls sideways."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.actions.demo import load_demo
from app.actions.sign_in import sign_in
from app.settings import Settings
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.tables import recruiters
from databases import engine_of
from people import OURS, member

OPEN = ("/welcome", "/help", "/nothing-here")
DEMO = ("/searches/1", "/searches/1/recruiters", "/searches/1/compare", "/searches/1/report")
CARDS = (*(f"/vettings/{vetting}/score" for vetting in (1, 2, 3, 4)), "/vettings/1/answers")
OWN = (
    *(
        "/searches",
        "/searches/new",
        "/searches/2",
        "/searches/2/recruiters",
        "/searches/2/compare",
        "/searches/2/report",
    ),
    *("/vettings/7/answer/EV12", "/vettings/7/answer/EV07", "/vettings/7/answer/EV21", "/vettings/7/review"),
    *("/vettings/7/score", "/vettings/7/answers", "/sign-in", "/audit", "/audit?kind=mail"),
)

CUT = """select => {
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  pen.font = style.font;
  return [...select.options].map(each => each.text).filter(text => pen.measureText(text).width > room);
}"""  # the choices of a closed list that do not fit it


@pytest.fixture
def demo(settings: Settings) -> None:
    """The demo search is there before the server starts."""
    with engine_of(settings.database_url).begin() as db:
        load_demo(db, demo_panel(), instrument(*DEFAULT), int(time.time()))


@pytest.fixture
def signed_in(settings: Settings, demo: None) -> Iterator[str]:
    """The token of an owner with a search of two recruiters; nothing is answered yet."""
    from app.actions.open_search import open_search

    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        alice = member(db, OURS, "Alice Moreau", "owner")
        named = [("Ana Ferreira", "Northlight Search"), ("Maximilian Featherstonehaugh-Cholmondeley", "")]
        open_search(db, alice, "Head of Data Platform", named, "full", instrument(*DEFAULT), int(time.time()))
        token = sign_in(db, alice, int(time.time()))
    yield token
    engine.dispose()


def look_at(page: Page, paths: tuple[str, ...], axe: object) -> dict[str, object]:
    """Path → what is wrong with the page."""
    wrong: dict[str, object] = {}
    for path in paths:
        page.goto(path)
        found = list(axe(page))  # type: ignore[operator]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if found or wide > 0:
            wrong[path] = (found, f"{wide} px too wide")
    return wrong


@pytest.mark.every_look
def test_pages_anybody_may_see(demo: None, page: Page, axe: object, problems: "list[str]") -> None:
    assert look_at(page, (*OPEN, *DEMO, *CARDS), axe) == {}
    problems.expect("status of 404")  # type: ignore[attr-defined]


@pytest.mark.every_look
def test_pages_of_a_member(signed_in: str, page: Page, axe: object, address: str) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    assert look_at(page, OWN, axe) == {}


def test_no_page_scrolls_sideways_on_the_smallest_phone(signed_in: str, page: Page, address: str) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page.set_viewport_size({"width": 320, "height": 640})
    assert look_at(page, (*DEMO, *CARDS, *OWN), lambda page: []) == {}


def test_a_name_of_one_endless_word_breaks_instead_of_widening_its_pages(
    signed_in: str, settings: Settings, page: Page, address: str
) -> None:
    with engine_of(settings.database_url).begin() as db:
        db.execute(update(recruiters).where(recruiters.c.firm == "").values(name="Featherstonehaugh" * 10))
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    paths = (*OWN[2:5], "/vettings/8/answer/EV12", "/vettings/8/score", "/vettings/8/invitations", "/address-book")
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 640})
        assert look_at(page, paths, lambda page: []) == {}


def test_a_mistake_in_an_endless_word_breaks_instead_of_widening_its_page(
    signed_in: str, page: Page, address: str, problems: "list[str]"
) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page.set_viewport_size({"width": 320, "height": 640})
    for path, button in (("/searches/new", "Start vetting"), ("/searches/2/recruiters", "Add")):
        page.goto(path)
        page.locator("#recruiters").fill("x" * 300)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".errsum")).to_contain_text("to 200 characters")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        problems.expect("status of 422")  # type: ignore[attr-defined]


def test_all_tabs_of_a_search_stand_on_a_phone(signed_in: str, page: Page, address: str) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/searches/2/report")
    assert page.evaluate("(all => all.scrollWidth - all.clientWidth)(document.querySelector('.tabs'))") <= 0


@pytest.mark.parametrize("width", [390, 1200, 1280, 1440])
def test_whom_to_ask_can_be_read_whole_in_the_closed_list(signed_in: str, page: Page, address: str, width: int) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/vettings/7/invitations")
    assert page.locator("#asked_as option").first.inner_text() == "A candidate who was not placed"
    assert page.locator("#asked_as").evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
