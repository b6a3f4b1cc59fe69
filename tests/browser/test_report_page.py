"""The report page: a file that takes a while says so in place, then that it is there or why not, also by keys."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from app.actions.demo import load_demo
from app.settings import Settings
from browser.conftest import Problems
from databases import engine_of
from panels import INSTRUMENT
from people import NOW
from searching import made_up

REPORT = "/searches/1/report"
READY = re.compile(r"Ready: Recruiters - .* - \d{4}-\d\d-\d\d\.xlsx is with your downloads\.")


@pytest.fixture(autouse=True)
def made(settings: Settings) -> None:
    with engine_of(settings.database_url).begin() as db:
        load_demo(db, made_up(5, recruiters=3), INSTRUMENT, NOW)


def test_a_file_says_that_it_is_being_made_and_then_that_it_is_there(page: Page) -> None:
    page.goto(REPORT)
    held: list[Route] = []
    page.route("**/report.xlsx", lambda route: held.append(route))
    link = page.get_by_role("link", name="Download Workbook")
    line = page.locator(f"#{link.get_attribute('data-made')}")
    expect(line).to_have_attribute("role", "status")
    link.focus()
    page.keyboard.press("Enter")
    expect(line).to_have_text("Being made…")
    page.keyboard.press("Enter")  # asked for again meanwhile it is not made twice
    assert len(held) == 1
    with page.expect_download() as download:
        held[0].continue_()
    assert download.value.suggested_filename.endswith(".xlsx")
    expect(line).to_have_text(READY)
    expect(link).to_be_focused()


def test_a_file_that_cannot_be_made_says_why_in_place_and_can_be_asked_for_again(
    page: Page, problems: Problems
) -> None:
    page.goto(REPORT)
    why = "Many files are being made just now. Nothing is lost: try again in a minute."
    page.route("**/report.csv", lambda route: route.fulfill(status=503, body=why, headers={"Retry-After": "60"}))
    link = page.get_by_role("link", name="Download CSV, one row for each recruiter")
    line = page.locator(f"#{link.get_attribute('data-made')}")
    link.click()
    expect(line).to_have_text(why)
    assert page.url.endswith(REPORT)
    page.unroute("**/report.csv")
    problems.expect("status of 503")
    with page.expect_download():
        link.click()
    expect(line).to_contain_text("Ready: ")


def test_the_code_comes_by_itself(page: Page) -> None:
    page.goto(REPORT)
    expect(page.locator("#code")).to_have_text(re.compile(r"^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$"))
