"""The states a respondent can meet: offline, refused, changed elsewhere, shut out, closed; each can be used by all."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Connection, Engine, update

from app.settings import Settings
from app.store.invitations import Invitation, invitation_to_change
from app.store.keys import keys_of
from app.store.rows import add
from app.store.tables import invitations, responses
from asking import BLANK
from databases import engine_of
from people import OURS, member
from phones import faults, phone

Links = dict[str, tuple[int, str]]


@pytest.fixture
def engine(settings: Settings, links: Links) -> Iterator[Engine]:
    engine = engine_of(settings.database_url)
    yield engine
    engine.dispose()


def found(db: Connection, number: int) -> Invitation:
    return invitation_to_change(db, member(db, OURS, "Alice Moreau", "owner"), number)


def newest(engine: Engine, number: int) -> str:
    """The address in the latest mail with this invitation's link."""
    with engine.begin() as db:
        asked = found(db, number)
        return f"/i/{keys_of(db).token('invitation', number, asked.salt)}"


def change(engine: Engine, number: int, **values: object) -> None:
    with engine.begin() as db:
        db.execute(update(invitations).where(invitations.c.id == number).values(**values))


def open_panel(engine: Engine, number: int) -> None:
    """The one evaluator's form is in."""
    with engine.begin() as db:
        vetting = found(db, number).vetting
        whose = {"company_id": vetting.search.company_id, "vetting_id": vetting.id, "source": "evaluator"}
        done = {"state": "submitted", "started_at": 1, "submitted_at": 2, "respondent": "Bob Tanaka"}
        add(db, responses, **whose, **BLANK, **done)


def begin(page: Page, link: str) -> str:
    """Open a link in this browser and say what one is, where that is asked; the address of the form."""
    page.goto(link)
    page.locator(".phone-bar .btn").click()
    page.locator(".pick, .reply-at").first.wait_for()
    if page.locator(".pick").count():
        page.locator(".pick").nth(1).click()
    expect(page.locator(".reply-at")).to_contain_text(" of ")
    return page.url.rsplit("/", 1)[0]


class Looked:
    """What was wrong in which state; each is looked at where its own words are on the page."""

    def __init__(self, page: Page, axe: Any) -> None:
        self.page, self.axe = page, axe
        self.wrong: dict[str, object] = {}

    def at(self, words: str, where: str = "main") -> None:
        expect(self.page.locator(where)).to_contain_text(words)
        if wrong := faults(self.page, self.axe):
            self.wrong[words] = wrong


@pytest.mark.every_look(smallest=True)
def test_every_state_of_the_form_can_be_used_by_everybody(
    links: Links, engine: Engine, page: Page, axe: Any, problems: Any
) -> None:
    number, token = links["candidate"]
    state = Looked(page, axe)
    page.goto(f"/i/{token}")
    state.at("No account needed.")
    form = begin(page, f"/i/{token}")
    page.context.set_offline(True)
    page.locator("#value-a").check()
    state.at("You are offline. Keep going. One answer is kept on this device.", "#save")
    page.context.set_offline(False)
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.goto(f"{form}/CA03")
    page.locator("#number").fill("soon")
    state.at("Question 3 was not saved.", "#save")
    page.locator("#q").evaluate("form => { replies.drop(replies.waiting[0]); form.submit(); }")
    state.at("Enter a number in digits")
    page.goto(f"{form}/CA05")
    page.evaluate("fetch(location.href, {method: 'POST', body: new URLSearchParams({whole: 'yes', value: 'b'})})")
    page.wait_for_timeout(100)
    page.locator("#value-a").check()
    state.at("Question 5 was changed elsewhere.", "#save")
    page.get_by_role("button", name="Show both").click()
    state.at("Both are kept. Choose the one that counts.")
    page.get_by_role("link", name="Keep the other").click()
    expect(page.locator(".reply-at")).to_contain_text("5 of 13")
    page.locator("#q").evaluate("form => { form.elements.seen.value = '0'; form.elements.device.value = ''; }")
    page.locator("#value-c").evaluate("one => { one.checked = true; one.form.submit(); }")
    state.at("Question 5 was changed elsewhere")
    page.context.clear_cookies()
    page.goto(f"{form}/CA05")
    state.at("Open your personal link again")
    page.goto(f"/i/{token}")
    state.at("This link was opened in another browser")
    page.get_by_role("button", name="Send me a new link").click()
    state.at("A new link is on its way")
    begin(page, newest(engine, number))
    page.goto(f"{form}/review")
    page.locator(".phone-bar .btn").click()
    state.at("That’s all.")
    page.goto(newest(engine, number))
    state.at("You can change or delete them until")
    open_panel(engine, number)
    page.goto(f"{form}/done")
    state.at("The results are open")
    change(engine, number, expires_at=int(time.time()) - 86_400)
    page.goto(f"{form}/done")
    state.at("This link ended on")
    for trouble in ("INTERNET_DISCONNECTED", *(f"status of {code}" for code in (422, 409, 404, 410))):
        problems.expect(trouble)
    assert state.wrong == {}


@pytest.mark.every_look(smallest=True)
def test_every_end_of_a_link_can_be_read_by_everybody(
    links: Links, engine: Engine, page: Page, axe: Any, problems: Any
) -> None:
    number, token = links["client"]
    state = Looked(page, axe)
    page.goto("/i/nothing-of-ours")
    state.at("This link does not work")
    change(engine, number, revoked_at=1)
    page.goto(f"/i/{token}")
    state.at("This link was taken back")
    change(engine, number, revoked_at=None, declined_at=1)
    page.goto(f"/i/{token}")
    state.at("We will not ask again.")
    change(engine, number, declined_at=None, withdrawn_at=1)
    page.goto(f"/i/{token}")
    state.at("Your answers were deleted")
    change(engine, number, withdrawn_at=None, expires_at=2)
    page.goto(f"/i/{token}")
    state.at("Nothing was sent to Halden Foods.")
    problems.expect("status of 404")
    problems.expect("status of 410")
    assert state.wrong == {}


def test_no_answer_stands_out_by_its_colour_size_or_place(links: Links, page: Page) -> None:
    """All choices of a question look the same, and nothing that is read beside them has a hue."""
    form = begin(page, f"/i/{links['self'][1]}")
    for item in ("SF01", "SF02", "SF04", "SF15"):
        page.goto(f"{form}/{item}")
        drawn = page.locator(".opt:not(.NA) label").evaluate_all(
            "all => all.map(one => { const s = getComputedStyle(one); return [s.color, s.backgroundColor, "
            "s.borderColor, s.borderWidth, s.fontSize, s.fontWeight, one.getBoundingClientRect().left].join(); })"
        )
        assert len(drawn) > 2 or item == "SF04"
        assert len(set(drawn)) <= 1, item
        hues = page.locator("main .opt, main .opt *").evaluate_all(
            "all => all.flatMap(one => { const s = getComputedStyle(one); return [s.color, s.backgroundColor, "
            "s.borderColor]; }).map(text => text.match(/[0-9.]+/g).slice(0, 3).map(Number))"
            ".map(([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b))"
        )
        assert max(hues) < 16, item


# ---- shut out, and two devices


def test_what_is_typed_when_the_session_is_over_is_saved_once_the_link_is_opened_again(
    links: Links, engine: Engine, page: Page, problems: Any
) -> None:
    number, token = links["candidate"]
    form = begin(page, f"/i/{token}")
    page.wait_for_load_state("networkidle")  # the next questions are fetched
    page.context.clear_cookies()
    page.locator("#value-b").check()
    page.locator("#note").fill("On a Friday.")
    expect(page.locator("#save")).to_contain_text("Open your personal link again in another tab, then come back")
    other = page.context.new_page()
    other.goto(f"/i/{token}")
    other.get_by_role("button", name="Send me a new link").click()
    expect(other.locator("main")).to_contain_text("A new link is on its way")
    other.goto(newest(engine, number))
    other.get_by_role("button", name="Start").click()
    page.bring_to_front()  # the other tab stays: it may be saving too, and Chromium may never close it then
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-b")).to_be_checked()
    expect(page.locator("#note")).to_have_value("On a Friday.")
    assert page.evaluate("Object.keys(localStorage)") == []
    problems.expect("status of 401")


def test_who_types_on_while_the_first_save_is_refused_is_told_too(links: Links, page: Page, problems: Any) -> None:
    begin(page, f"/i/{links['candidate'][1]}")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    held: list[Route] = []
    page.route("**/reply/*/CA01", lambda route: held.append(route))
    page.locator("#value-b").check()
    while not held:
        page.wait_for_timeout(10)
    page.locator("#note").fill("On a Friday.")  # takes the place of the answer that is on its way
    held.pop().continue_()
    expect(page.locator("#save")).to_contain_text("Open your personal link again in another tab, then come back")
    assert held == []
    problems.expect("status of 401")


def test_an_answer_given_after_the_session_was_over_takes_the_others_along(
    links: Links, page: Page, problems: Any
) -> None:
    form = begin(page, f"/i/{links['candidate'][1]}")
    kept = page.context.cookies()
    page.wait_for_load_state("networkidle")  # the next questions are fetched
    page.context.clear_cookies()
    page.locator("#value-b").check()
    expect(page.locator("#save")).to_contain_text("Open your personal link again")
    page.context.add_cookies([{"name": one["name"], "value": one["value"], "url": page.url} for one in kept])
    page.locator("#note").fill("Kindly.")
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-b")).to_be_checked()
    problems.expect("status of 401")


def test_a_link_that_ends_meanwhile_says_so_and_not_that_it_would_be_saved_later(
    links: Links, engine: Engine, page: Page, problems: Any
) -> None:
    number, token = links["candidate"]
    begin(page, f"/i/{token}")
    change(engine, number, expires_at=int(time.time()) - 86_400)
    page.locator("#value-b").check()
    expect(page.locator("#save")).to_contain_text("Question 1 was not saved. This link ended on")
    problems.expect("status of 410")


def test_answers_from_two_devices_are_both_kept_and_shown_side_by_side(
    chromium: Browser, address: str, links: Links, engine: Engine
) -> None:
    """One answers in a tunnel; meanwhile the other has a new link sent, and answers the same question otherwise."""
    number, token = links["candidate"]
    train, home = phone(chromium, address), phone(chromium, address)
    first, second = train.new_page(), home.new_page()
    form = begin(first, f"/i/{token}")
    train.set_offline(True)
    first.locator("#value-a").check()
    first.locator("#note").fill("From the train.")
    expect(first.locator("#save")).to_contain_text("One answer is kept on this device.")
    second.goto(f"/i/{token}")
    second.get_by_role("button", name="Send me a new link").click()
    begin(second, newest(engine, number))
    second.locator("#value-c").check()
    second.locator("#note").fill("From home.")
    expect(second.locator("#save")).to_contain_text("Saved at")
    second.goto(f"{form}/CA02")
    train.set_offline(False)
    expect(first.locator("#save")).to_contain_text("Open your personal link again")
    again = train.new_page()
    again.goto(newest(engine, number))
    again.get_by_role("button", name="Send me a new link").click()
    again.goto(newest(engine, number))
    again.get_by_role("button", name="Start").click()
    first.evaluate("dispatchEvent(new Event('focus'))")
    expect(first.locator("#save")).to_contain_text("Question 1 was changed elsewhere.")
    first.get_by_role("button", name="Show both").click()
    for said in ("From the train.", "From home."):
        expect(first.locator("main")).to_contain_text(said)
    first.get_by_role("button", name="Keep mine").click()
    again.goto(f"{form}/CA01")
    expect(again.locator("#note")).to_have_value("From the train.")
    train.close()
    home.close()
