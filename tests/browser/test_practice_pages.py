"""Practice and receipts, on a phone and a desk, by day and by night; practice also without a script."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection

from app.actions.open_search import open_search
from app.actions.practise import practise
from app.actions.save_answer import save_answer
from app.actions.sign_in import sign_in
from app.actions.submit import submit
from app.settings import Settings
from app.store.instruments import DEFAULT, examples, instrument
from app.vetting.answers import Answer
from databases import engine_of
from people import OURS, member

CORIN, RUTH = examples(*DEFAULT)
PATHS = ("/searches/1/practice", "/searches/1/practice/corin", "/searches/1/practice/ruth", "/vettings/1/receipt")


@pytest.fixture
def signed_in(settings: Settings) -> Iterator[str]:
    """The token of an owner who has rated one example call and submitted a form."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        token = arranged(db, int(time.time()))
    yield token
    engine.dispose()


def arranged(db: Connection, now: int) -> str:
    alice, used = member(db, OURS, "Alice Moreau", "owner"), instrument(*DEFAULT)
    search = open_search(db, alice, "Head of Data Platform", [("Ana Ferreira", "")], "short", used, now)
    practise(db, alice, search, RUTH.id, {part.item: part.answer for part in RUTH.parts}, now)
    for part in RUTH.parts:
        save_answer(db, alice, 1, part.item, Answer(status="not_asked", note="Nothing said of it, at length."), now)
    submit(db, alice, 1, used, "yes", "Fine.", False, now)
    return sign_in(db, alice, now)


@pytest.mark.every_look
def test_every_page_can_be_used_by_everybody(signed_in: str, page: Page, axe: Any, address: str) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    wrong = {}
    for path in PATHS:
        page.goto(path)
        if found := axe(page):
            wrong[path] = found
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    assert wrong == {}


def test_no_page_scrolls_sideways_on_the_smallest_phone(signed_in: str, page: Page, axe: Any, address: str) -> None:
    page.context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PATHS:
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path


@pytest.mark.parametrize("scripts", [True, False])
def test_a_call_is_rated_by_hand_and_shows_its_key(
    signed_in: str, chromium: Browser, address: str, scripts: bool
) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=scripts)
    context.add_cookies([{"name": "session", "value": signed_in, "url": address}])
    page = context.new_page()
    page.goto("/searches/1/practice")
    page.get_by_role("link", name="Rate it A call with Corin Ashby").click()
    for part in CORIN.parts:
        item = instrument(*DEFAULT).item[part.item]
        if item.type == "number":
            page.locator(f"#{item.id}-number").fill("7")
        elif item.type == "checklist":
            page.locator(f"#{item.id}-tick-0").check()
        else:
            page.locator(f"#{item.id}-value-2").check()
        if item.support:
            page.locator(f"label[for={item.id}-support-specific]").click()
    page.get_by_role("button", name="See the key").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the key, on average")
    expect(page.get_by_text("The key", exact=True)).to_have_count(10)
    context.close()
