"""Comparison and scorecard in a real browser: announced politely, read without colour, on the smallest screen."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.actions.demo import load_demo
from app.settings import Settings
from browser.conftest import Axe, Look, Problems
from databases import engine_of
from panels import INSTRUMENT
from people import NOW
from searching import made_up

COMPARE = "/searches/1/compare"
STATES = (
    COMPARE,
    f"{COMPARE}?differ=1",
    f"{COMPARE}?open=closure&w.closure=5",
    f"{COMPARE}?{'&'.join(f'w.{d}=0' for d in INSTRUMENT.dimension)}",
    *("/searches/1", "/vettings/1/score", "/vettings/1/answers?dimension=closure", "/vettings/1/flags/raised"),
    *(f"/vettings/1/answers?show={which}" for which in ("gap", "evaluators", "flags")),
)
COLOURLESS = "html { filter: grayscale(1) } *, *::before { color: #000 !important; background: #fff !important }"


@pytest.fixture(autouse=True)
def made(settings: Settings) -> None:
    """Twenty recruiters with three evaluators each, before the server starts."""
    with engine_of(settings.database_url).begin() as db:
        load_demo(db, json.loads(json.dumps(made_up(5, recruiters=20))), INSTRUMENT, NOW)


def too_wide(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def accessible(page: Page, part: str = "main") -> str:
    """The page as it is read aloud."""
    return page.locator(part).aria_snapshot().replace(" [active]", "")


def test_keys_on_a_slider_reorder_and_one_polite_region_says_who_is_ahead(page: Page) -> None:
    page.goto(COMPARE)
    region = page.locator("#firm")
    expect(region).to_have_role("status")
    region.evaluate("one => { one.kept = true }")
    before = page.locator(".league .who a").all_inner_texts()
    for dimension in list(INSTRUMENT.dimension)[1:]:
        page.locator(f"#w-{dimension}").focus()
        page.keyboard.press("Home")
        expect(page.locator(f"#word-{dimension}")).to_have_text("Ignore")
        expect(page.locator(f"#w-{dimension}")).to_be_focused()
    expect(region).to_contain_text(page.locator("#verdict").inner_text())
    assert page.locator(".league .who a").all_inner_texts() != before
    assert region.evaluate("one => one.kept"), "a live region that is replaced is not announced"


@pytest.mark.parametrize("height", [600, 900, 1300])
def test_the_whole_panel_of_weights_is_seen_by_scrolling_the_page_and_stays_in_sight(page: Page, height: int) -> None:
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto(COMPARE)
    rail, firm = page.locator(".rail"), page.locator("#firm > p").last
    inner = "one => [one, ...one.querySelectorAll('*')].some(each => each.matches('aside, form, div, p') && "
    assert not rail.evaluate(
        f"{inner} /auto|scroll|hidden/.test(getComputedStyle(each).overflowY) && "
        "!each.classList.contains('visually-hidden'))"
    )
    expect(page.locator("#h-w")).to_be_in_viewport(ratio=1)
    page.mouse.move(400, 300)
    page.mouse.wheel(0, 700)
    for _ in range(2):
        page.wait_for_timeout(200)
        expect(firm).to_be_in_viewport(ratio=1)
        page.mouse.wheel(0, 900)
    expect(page.locator("#w-longgame")).to_be_in_viewport(ratio=1)


def test_only_where_they_differ_hides_rows_says_how_many_and_keeps_the_focus(page: Page) -> None:
    page.goto(f"{COMPARE}?show=1&show=2")
    rows = page.locator(".matrix tbody tr").count()
    page.locator("#differ").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#differ")).to_contain_text("now on")
    expect(page.locator("#differ")).to_be_focused()
    assert page.locator(".matrix tbody tr").count() < rows
    assert re.search(r"\d+ rows? hidden", page.locator("#matrix").inner_text())
    assert "differ=1" in page.url


def test_a_number_leads_to_its_answers_and_back_to_the_same_place(page: Page) -> None:
    page.goto(f"{COMPARE}?w.closure=5&open=closure&differ=1")
    cell = page.locator(".matrix tbody td a[href*='answers?dimension=']").last
    cell.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    cell.click()
    expect(page).to_have_url(re.compile(r"/vettings/\d+/answers\?dimension="))
    page.go_back()
    expect(page.locator("#word-closure")).to_have_text("Decisive")
    expect(page.locator("#row-closure")).to_have_attribute("aria-expanded", "true")
    page.wait_for_function(f"Math.abs(scrollY - {place}) < 5")


def test_a_link_to_a_view_opens_the_same_view_for_a_colleague(page: Page, chromium: Browser, address: str) -> None:
    page.goto(COMPARE)
    page.locator("#w-rhythm").focus()
    page.keyboard.press("End")
    expect(page.locator("#word-rhythm")).to_have_text("Decisive")
    page.locator("#row-rhythm").click()
    expect(page.locator("#row-rhythm")).to_have_attribute("aria-expanded", "true")
    page.wait_for_url("**open=rhythm*")
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    other = context.new_page()
    other.goto(page.url)
    assert accessible(other, "#results") == accessible(page, "#results")
    assert other.locator(".weights").inner_text() == page.locator(".weights").inner_text()
    context.close()


def test_twenty_recruiters_fit_the_smallest_screen_in_every_state(page: Page, problems: Problems) -> None:
    """320 px is also a desk's 1280 px at 400 %."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(COMPARE)
    assert page.locator(".league tbody tr").count() == 20
    wide = {}
    for path in STATES:
        page.goto(path)
        wide[path] = too_wide(page)
    assert {path: px for path, px in wide.items() if px > 0} == {}
    problems.expect("status of 422")


@pytest.mark.parametrize("path", [COMPARE, "/vettings/1/score"])
def test_without_any_colour_the_same_is_read(page: Page, path: str) -> None:
    page.goto(path)
    coloured = accessible(page)
    page.route("**/site.css*", lambda route: _without_colour(route))
    page.goto(path)
    assert page.evaluate("getComputedStyle(document.documentElement).filter") == "grayscale(1)"
    assert accessible(page) == coloured
    assert "likely " in coloured.lower()


def _without_colour(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=f"{answer.text()}\n{COLOURLESS}")


@pytest.mark.parametrize("path", [COMPARE, "/vettings/1/score"])
def test_in_forced_colours_every_mark_of_a_chart_can_be_told_from_the_page(page: Page, path: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(path)
    seen = "one => [getComputedStyle(one).fill, getComputedStyle(document.body).backgroundColor]"
    dots = [mark.evaluate(seen) for mark in page.locator("main svg.plot .dot").all()[:5]]
    assert dots or path != COMPARE
    assert all(fill != behind for fill, behind in dots)


@pytest.mark.parametrize("path", [COMPARE, "/vettings/1/score"])
def test_what_is_printed_is_the_page_without_its_controls_in_ink(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(path)
    for control in ("header.top", "#weights", ".page-head .push"):
        assert all(not one.is_visible() for one in page.locator(control).all())
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    wide = "all => all.filter(one => one.scrollWidth > one.closest('.panel').clientWidth).length"
    assert page.locator("main .panel table").evaluate_all(wide) == 0
    broken = "all => all.filter(one => getComputedStyle(one).breakInside !== 'avoid').length"
    assert page.locator("main .panel tbody tr").evaluate_all(broken) == 0


def test_in_forced_colours_what_is_chosen_can_be_told_from_what_is_not(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{COMPARE}?differ=1")
    assert filled(page, ".presets [aria-current]") != filled(page, ".presets a:not([aria-current])")
    assert filled(page, ".switch-dot.on", "::after") != filled(page, ".switch-dot.on")
    page.goto(COMPARE)
    assert filled(page, ".switch-dot", "::after") != filled(page, ".switch-dot")


def filled(page: Page, what: str, part: str = "") -> str:
    """The background of the first such element, or of a part of it."""
    found: str = page.locator(what).first.evaluate(
        "(one, part) => getComputedStyle(one, part || null).backgroundColor", part
    )
    return found


@pytest.mark.every_look
def test_nothing_keeps_people_out_in_any_state(page: Page, axe: Axe, look: Look, problems: Problems) -> None:
    found = {}
    for width in (look[0], 320) if look[0] == 390 else (look[0],):
        page.set_viewport_size({"width": width, "height": 900})
        for path in STATES:
            page.goto(path)
            found[width, path] = axe(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    problems.expect("status of 422")


def test_a_preset_keeps_the_row_that_was_opened_since_the_page_came(page: Page) -> None:
    page.goto(COMPARE)
    page.locator("#row-closure").click()
    expect(page.locator("#row-closure")).to_have_attribute("aria-expanded", "true")
    page.locator("#presets a").last.click()
    expect(page).to_have_url(re.compile("w\\.closure=.*open=closure"))
    expect(page.locator("#row-closure")).to_have_attribute("aria-expanded", "true")
