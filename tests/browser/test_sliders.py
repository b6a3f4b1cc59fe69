"""The comparison in a real browser: sliders and rows renew the page in place, with keys alone."""

import time

import pytest
from playwright.sync_api import Page, expect

from app.actions.demo import load_demo
from app.settings import Settings
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from browser.conftest import Problems
from databases import engine_of


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """The demo search is there before the server starts."""
    with engine_of(settings.database_url).begin() as db:
        load_demo(db, demo_panel(), instrument(*DEFAULT), int(time.time()))


def test_a_slider_moved_by_keys_reorders_and_keeps_the_focus(page: Page) -> None:
    page.goto("/searches/1/compare")
    page.locator("#w-longgame").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#word-longgame")).to_have_text("Decisive")
    expect(page.locator("#verdict")).to_contain_text("Alma Reyes is probably ahead.")
    expect(page.locator("#w-longgame")).to_be_focused()
    assert "w.longgame=5" in page.url
    page.reload()
    expect(page.locator("#word-longgame")).to_have_text("Decisive")


def test_an_opened_row_stays_open_while_weights_change(page: Page) -> None:
    page.goto("/searches/1/compare")
    page.locator("#row-closure").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#row-closure")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#row-closure")).to_be_focused()
    page.locator("#w-rhythm").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#word-rhythm")).to_have_text("Some")
    expect(page.locator("#row-closure")).to_have_attribute("aria-expanded", "true")


def test_without_scripts_the_update_button_does_the_same(page: Page, problems: Problems) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/searches/1/compare")
    page.locator("#w-longgame").fill("5")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#word-longgame")).to_have_text("Decisive")
    problems.expect("ERR_FAILED")


def test_a_lost_connection_leaves_the_sliders_and_says_so(page: Page, problems: Problems) -> None:
    page.goto("/searches/1/compare")
    page.route("**/compare?*", lambda route: route.abort())
    page.locator("#w-longgame").fill("5")
    expect(page.locator("#firm")).to_have_text("Could not reorder. Your sliders are as you left them. Try again.")
    assert page.locator("#w-longgame").input_value() == "5"
    problems.expect("ERR_FAILED")
    problems.expect("Failed to fetch")
