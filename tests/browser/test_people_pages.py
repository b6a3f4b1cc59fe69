"""The pages of companies, people and personal links, on a phone and a desk, by day and by night."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from app.store.tables import invitations
from browser.conftest import Problems
from browser.evaluating import browsing
from browser.test_every_page import look_at
from databases import engine_of
from household import Household, settle


@pytest.fixture
def house(settings: Settings) -> Iterator[Household]:
    """A company with something in every table, there before the server starts."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        made = settle(db, "halden")
    yield made
    engine.dispose()


def inside(house: Household) -> tuple[str, ...]:
    """The pages of an owner."""
    ids = house.ids
    vettings = (ids["open done"], ids["open begun"])
    return (
        *("/account", "/account/second-factor", "/company", "/members", f"/members/{ids['member_id']}"),
        *("/mail", f"/mail/{ids['message_id']}", "/address-book", f"/address-book/{ids['open recruiter']}"),
        *(f"/searches/{ids['open search']}/people", f"/searches/{ids['open search']}/practice"),
        *(f"/vettings/{vetting}/{word}" for vetting in vettings for word in ("invitations", "reopen")),
    )


def outside(house: Household) -> tuple[str, ...]:
    """The pages of those who hold a link or ask for one."""
    links = (f"{where}{token}" for where, token in house.tokens.items())
    return ("/sign-in", "/sign-in/link", "/reset", *links)


def enter(page: Page, house: Household, address: str, person: str) -> None:
    page.context.add_cookies([{"name": "session", "value": house.sessions[person], "url": address}])


@pytest.mark.every_look
def test_pages_of_people_inside(house: Household, page: Page, axe: object, address: str) -> None:
    enter(page, house, address, "alice")
    assert look_at(page, (*inside(house), "/sign-in/again?next=/members"), axe) == {}


@pytest.mark.every_look
def test_pages_of_people_outside(house: Household, page: Page, axe: object, problems: Problems) -> None:
    assert look_at(page, (*outside(house), *(f"/{word}/{'A' * 43}" for word in ("i", "join", "reset"))), axe) == {}
    problems.expect("status of 404")
    problems.expect("status of 409")  # the own page was opened in another browser


@pytest.mark.parametrize("state", ["revoked_at", "declined_at", "withdrawn_at", "expires_at"])
@pytest.mark.every_look
def test_pages_of_links_that_ended(
    house: Household, page: Page, axe: object, settings: Settings, problems: Problems, state: str
) -> None:
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        change = {state: house.now - 60}
        db.execute(invitations.update().where(invitations.c.id == house.ids["waiting"]).values(**change))
    engine.dispose()
    assert look_at(page, (f"/i/{house.tokens['/i/']}",), axe) == {}
    if state != "declined_at":
        problems.expect("status of 410")


def test_no_page_of_people_scrolls_sideways_on_the_smallest_phone(
    house: Household, page: Page, address: str, problems: Problems
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert look_at(page, outside(house), lambda page: []) == {}
    enter(page, house, address, "alice")
    assert look_at(page, inside(house), lambda page: []) == {}
    problems.expect("status of 409")


NO_CLIPBOARD = "delete Navigator.prototype.clipboard"


@pytest.mark.parametrize("clipboard", ["given", "kept back, as without https"])
def test_a_personal_link_is_copied_by_one_press(house: Household, page: Page, address: str, clipboard: str) -> None:
    enter(page, house, address, "alice")
    if clipboard == "given":
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    else:
        page.add_init_script(NO_CLIPBOARD)
    page.goto(f"/vettings/{house.ids['open done']}/invitations")
    link, button = page.locator("input.link-copy").first, page.get_by_role("button", name="Copy the link for").first
    button.click()
    expect(page.get_by_role("status").get_by_text("Copied", exact=True)).to_be_visible()
    expect(button).to_be_focused()
    page.locator("#name").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#name")).to_have_value(link.input_value())


def test_a_link_that_could_not_be_copied_is_selected(house: Household, page: Page, address: str) -> None:
    enter(page, house, address, "alice")
    page.add_init_script(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    page.goto(f"/vettings/{house.ids['open done']}/invitations")
    page.get_by_role("button", name="Copy the link for").first.click()
    expect(page.get_by_role("status").get_by_text("Not copied. The link is selected")).to_be_visible()
    assert page.evaluate("String(getSelection())") == page.locator("input.link-copy").first.input_value()


def test_without_scripts_there_is_no_button_that_copies_nothing(
    house: Household, chromium: Browser, address: str, problems: Problems
) -> None:
    with browsing(chromium, address, house.sessions["alice"], problems, scripts=False) as page:
        page.goto(f"/vettings/{house.ids['open done']}/invitations")
        expect(page.locator("input.link-copy").first).to_be_visible()
        expect(page.locator("button[data-copies]").first).to_be_attached()
        expect(page.locator("button[data-copies]").first).to_be_hidden()
