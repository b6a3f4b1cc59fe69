"""Answering by a link on a phone: few taps, few bytes, nothing that jumps, and the same without a script."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from phones import Busy, Measured, Phone, answer_all, look_at, phone

FIRST_VISIT, LATER = 150_000, 15_000  # bytes over the wire
QUICK = 500  # ms of the processor for three taps and eleven keys, with what it costs to be driven by a test
SELF = ("SF01", "SF04", "SF05", "SF15")


def test_a_candidate_is_done_in_thirty_taps_from_the_link_in_the_mail(
    chromium: Browser, address: str, links: dict[str, tuple[int, str]]
) -> None:
    context = phone(chromium, address)
    mail = context.new_page()
    mail.set_content(f'<a href="{address}/i/{links["candidate"][1]}">Answer</a>')
    candidate = Phone(mail)
    candidate.tap(mail.get_by_role("link", name="Answer"))
    candidate.next()
    candidate.tap(mail.get_by_role("button", name="I was not placed"))
    answer_all(candidate, 13)
    expect(mail.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(mail.locator("main")).to_contain_text("13 answered.")
    candidate.next()
    expect(mail.get_by_role("heading", name="That’s all.")).to_be_visible()
    assert candidate.taps <= 30
    context.close()


def test_it_is_light_and_nothing_shifts(chromium: Browser, address: str, links: dict[str, tuple[int, str]]) -> None:
    """First visit within 150 kB, every page after it within 15 kB, and no layout shift on any page of the journey."""
    context = phone(chromium, address)
    measured = Measured(context)
    page = context.new_page()
    candidate = Phone(page)
    page.goto(f"/i/{links['candidate'][1]}")
    candidate.next()
    candidate.tap(page.get_by_role("button", name="I was not placed"))
    expect(page.locator(".reply-at")).to_contain_text("1 of 13")
    assert candidate.received() < FIRST_VISIT, "start page, style, font, first page, scripts and first question"
    for number in range(1, 14):
        expect(page.locator(".reply-at")).to_contain_text(f"{number} of 13")
        assert candidate.received() < LATER, number
        assert len(page.request.get(page.url).body()) < LATER
        give(candidate)
        candidate.next()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert candidate.received() < LATER
    candidate.next()
    expect(page.get_by_role("heading", name="That’s all.")).to_be_visible()
    assert candidate.received() < LATER
    assert measured.shifts(page) == 0
    assert measured.interactions > 0, "taps and keys were measured"
    context.close()


@pytest.mark.parametrize(("source", "questions"), [("candidate", 13), ("client", 10), ("self", 24)])
def test_a_tap_costs_a_page_little(
    chromium: Browser, address: str, links: dict[str, tuple[int, str]], source: str, questions: int
) -> None:
    """The processor time of the page itself for all taps and keys of a question, the most in a whole form."""
    context = phone(chromium, address)
    page = context.new_page()
    somebody = Phone(page)
    page.goto(f"/i/{links[source][1]}")
    somebody.next()
    if source != "self":
        somebody.tap(page.locator(".pick").nth(1))
    busiest = Busy(page)
    for number in range(1, questions + 1):
        expect(page.locator(".reply-at")).to_contain_text(f"{number} of {questions}")
        busiest.begin()
        give(somebody)
        busiest.end()
        somebody.next()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert 0 < busiest.most < QUICK
    context.close()


def give(phone: Phone) -> None:
    """Answer the question, change the answer, and write a note."""
    page = phone.page
    if page.locator("#number").count():
        phone.tap(page.locator("#number"))
        page.keyboard.type("3")
    else:
        phone.tap(page.locator(".opt input").nth(1))
        phone.tap(page.locator(".opt input").nth(2))
    page.locator("#note").tap()
    page.keyboard.type("On a Friday")


@pytest.mark.parametrize("source", ["candidate", "self"])
def test_the_whole_form_works_without_a_script(
    chromium: Browser, address: str, links: dict[str, tuple[int, str]], source: str
) -> None:
    context = phone(chromium, address, java_script_enabled=False)
    page = context.new_page()
    somebody = Phone(page)
    page.goto(f"/i/{links[source][1]}")
    somebody.next()
    if source == "candidate":
        somebody.tap(page.get_by_role("button", name="I was not placed"))
    answer_all(somebody, 13 if source == "candidate" else 24)
    page.get_by_role("link", name="Change question 2", exact=True).click()
    page.locator("#note").fill("On a Friday.")
    somebody.next()
    expect(page.locator("main")).to_contain_text("On a Friday.")
    page.get_by_role("link", name="Change question 3", exact=True).click()
    page.get_by_role("button", name="Back to the review").first.click()
    somebody.next()
    expect(page.get_by_role("heading", name="That’s all.")).to_be_visible()
    page.get_by_role("button", name="Change my answers").click()
    expect(page.locator("main")).to_contain_text("On a Friday.")
    somebody.next()
    page.get_by_text("Delete my answers", exact=True).click()
    page.get_by_role("button", name="Delete my answers for good").click()
    expect(page.get_by_role("heading", name="Your answers were deleted")).to_be_visible()
    context.close()


def begun(page: Page, links: dict[str, tuple[int, str]]) -> tuple[str, ...]:
    """Open every link in this browser; the addresses of the forms' pages."""
    paths: list[str] = []
    for source, (number, token) in links.items():
        page.goto(f"/i/{token}")
        page.locator(".phone-bar .btn").click()
        page.wait_for_url(f"**/reply/{number}/*")
        items = {"candidate": ("CA01", "CA03"), "client": ("CL04",), "self": SELF}[source]
        first = () if source == "self" else ("about",)
        paths += [f"/reply/{number}/{where}" for where in (*first, *items, "review")]
    return tuple(paths)


@pytest.mark.every_look
def test_every_page_of_the_form_can_be_used_by_everybody(
    links: dict[str, tuple[int, str]], page: Page, axe: Any
) -> None:
    assert look_at(page, begun(page, links), axe) == {}
    number = links["candidate"][0]
    finish(page, number)
    assert look_at(page, (f"/reply/{number}/done", f"/reply/{number}/receipt"), axe) == {}


def test_nothing_keeps_people_out_on_the_smallest_phone(
    links: dict[str, tuple[int, str]], page: Page, axe: Any
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert look_at(page, begun(page, links), axe) == {}
    number = links["candidate"][0]
    finish(page, number)
    assert look_at(page, (f"/reply/{number}/done", f"/reply/{number}/receipt"), axe) == {}


def finish(page: Page, number: int) -> None:
    page.goto(f"/reply/{number}/about")
    page.get_by_role("button", name="I was not placed").click()
    page.locator(".opt input").first.check()
    page.locator(".phone-bar .btn").click()
    page.goto(f"/reply/{number}/review")
    page.locator(".phone-bar .btn").click()
    expect(page.get_by_role("heading", name="That’s all.")).to_be_visible()


def test_it_is_answered_from_the_keyboard(links: dict[str, tuple[int, str]], page: Page) -> None:
    number = links["candidate"][0]
    begun(page, links)
    page.goto(f"/reply/{number}/CA05")
    page.locator(".opt input").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#value-b")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/CA06")
    page.get_by_role("button", name="Back to question 5").press("Enter")
    page.wait_for_url("**/CA05")
    expect(page.locator("#value-b")).to_be_checked()


# ---- keeping, turning pages and being without a connection


def opened(page: Page, links: dict[str, tuple[int, str]], source: str = "candidate") -> str:
    """Begin this form; the address of its pages."""
    number, token = links[source]
    page.goto(f"/i/{token}")
    page.locator(".phone-bar .btn").click()
    if source != "self":
        page.locator(".pick").nth(1).click()
    expect(page.locator(".reply-at")).to_contain_text("1 of")
    return f"/reply/{number}"


def fetched(page: Page, ahead: int = 1) -> None:
    """So many questions after the one shown are there."""
    deadline = time.monotonic() + 10
    while len(page.evaluate("here().dataset.ahead.split(' ').filter((url) => turned.has(url))")) < ahead:
        assert time.monotonic() < deadline, "the next questions were not fetched"
        page.wait_for_timeout(20)


def test_what_is_given_is_kept_without_next(links: dict[str, tuple[int, str]], page: Page) -> None:
    form = opened(page, links)
    page.locator("#value-b").check()
    page.locator("#note").fill("They rang on the Fri")
    page.goto("about:blank")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-b")).to_be_checked()
    expect(page.locator("#note")).to_have_value("They rang on the Fri")


def test_next_turns_the_page_at_once_and_back_shows_what_was_given(
    links: dict[str, tuple[int, str]], page: Page
) -> None:
    form = opened(page, links)
    fetched(page)
    page.locator("#value-b").check()
    page.locator("#note").fill("Kindly.")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".reply-at")).to_contain_text("2 of 13")
    assert page.evaluate("window.same"), "the page was turned, not opened anew"
    assert page.url.endswith(f"{form}/CA02")
    assert page.title() == "Question 2 of 13 · Ana Ferreira · Followthrough"
    assert page.evaluate("document.activeElement.id") == "value"
    page.get_by_role("button", name="Back to question 1").click()
    expect(page.locator("#value-b")).to_be_checked()
    expect(page.locator("#note")).to_have_value("Kindly.")
    page.go_back()
    expect(page.locator(".reply-at")).to_contain_text("2 of 13")
    page.go_back()
    page.locator("#value-c").check()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-c")).to_be_checked()
    expect(page.locator("#note")).to_have_value("Kindly.")


def test_without_a_connection_it_goes_on_and_says_so_and_nothing_is_lost(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    for number in (1, 2, 3):
        page.locator(".opt input").nth(1).check() if number < 3 else page.locator("#number").fill("4")
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".reply-at")).to_contain_text(f"{number + 1} of 13")
    fetched(page, 3)
    page.context.set_offline(True)
    for number in (4, 5, 6):
        page.locator("#number").fill("9") if number == 4 else page.locator(".opt input").nth(2).check()
        expect(page.locator("#save")).to_contain_text("You are offline. Keep going.")
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".reply-at")).to_contain_text(f"{number + 1} of 13")
    expect(page.locator("#save")).to_contain_text("3 answers are kept on this device.")
    page.locator(".opt input").nth(2).check()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#save")).to_contain_text("4 answers are kept on this device.")
    page.context.set_offline(False)
    expect(page.locator(".reply-at")).to_contain_text("8 of 13")
    page.goto(f"{form}/review")
    expect(page.locator("main")).to_contain_text("7 answered, 6 left open")
    expect(page.locator("main")).to_contain_text("9 days")
    problems.expect("ERR_INTERNET_DISCONNECTED")


def test_what_a_closed_page_left_is_sent_by_the_next_one(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    page.context.set_offline(True)
    page.locator("#value-b").check()
    expect(page.locator("#save")).to_contain_text("One answer is kept on this device.")
    while not problems:  # it was tried
        page.wait_for_timeout(20)
    page.close()
    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(f"{form}/review")
    expect(again.locator("main")).to_contain_text("1 answered, 12 left open")
    again.goto(f"{form}/CA01")
    expect(again.locator("#value-b")).to_be_checked()
    problems.expect("ERR_INTERNET_DISCONNECTED")


def test_sending_waits_for_what_is_still_on_this_device(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    page.locator("#value-b").check()
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.route("**/CA02", busy)
    page.goto(f"{form}/CA02")
    page.locator("#value-b").check()
    expect(page.locator("#save")).to_contain_text("Not saved yet. One answer is kept on this device")
    page.goto(f"{form}/review")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#save")).to_contain_text("Not saved yet.")
    assert page.url.endswith("/review")
    page.unroute("**/CA02")
    expect(page.locator("main")).to_contain_text("2 answered")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="That’s all.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    problems.expect("status of 503")


def test_a_number_that_cannot_be_taken_is_said_also_when_the_page_was_turned(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    page.goto(f"{form}/CA03")
    fetched(page)
    page.locator("#number").fill("soon")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#save")).to_contain_text("Question 3 was not saved. Enter a number in digits")
    page.get_by_role("link", name="Open it").click()
    expect(page.locator(".reply-at")).to_contain_text("3 of 13")
    page.locator("#number").fill("3")
    expect(page.locator("#save")).to_contain_text("Saved at")
    problems.expect("status of 422")


def test_an_answer_changed_in_another_tab_is_shown_beside_this_one(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    other = page.context.new_page()
    other.goto(f"{form}/CA01")
    page.locator("#value-a").check()
    expect(page.locator("#save")).to_contain_text("Saved at")
    other.locator("#value-b").check()
    expect(other.locator("#save")).to_contain_text("Question 1 was changed elsewhere.")
    other.get_by_role("button", name="Show both").click()
    expect(other.get_by_role("heading", name="Question 1 was changed elsewhere")).to_be_visible()
    other.get_by_role("button", name="Keep mine").click()
    expect(other.locator(".reply-at")).to_contain_text("2 of 13")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-b")).to_be_checked()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_number_and_a_line_instead_of_it_do_not_stand_together(links: dict[str, tuple[int, str]], page: Page) -> None:
    form = opened(page, links)
    page.goto(f"{form}/CA03")
    page.locator("#value-declined").check()
    page.locator("#number").fill("3")
    expect(page.locator("#value-declined")).not_to_be_checked()
    page.locator("#value-na").check()
    expect(page.locator("#number")).to_have_value("")


def test_a_double_tap_on_next_skips_nothing(links: dict[str, tuple[int, str]], page: Page) -> None:
    """The second tap falls on the next question, which is passed by without an answer and can be gone back to."""
    form = opened(page, links)
    fetched(page)
    page.locator("#value-b").check()
    page.get_by_role("button", name="Next").dblclick()
    expect(page.locator(".reply-at")).to_contain_text("3 of 13")
    page.goto(f"{form}/review")
    expect(page.locator("main")).to_contain_text("1 answered, 12 left open")


def test_what_is_not_saved_yet_is_shown_again_when_the_page_is_opened_anew(
    links: dict[str, tuple[int, str]], page: Page, problems: Any
) -> None:
    form = opened(page, links)
    page.route("**/CA01", busy)
    page.locator("#value-b").check()
    page.locator("#note").fill("Kindly.")
    expect(page.locator("#save")).to_contain_text("Not saved yet.")
    page.goto(f"{form}/CA01")
    expect(page.locator("#value-b")).to_be_checked()
    expect(page.locator("#note")).to_have_value("Kindly.")
    problems.expect("status of 503")


def busy(route: Any) -> None:
    """Every save is answered by a server that cannot take it."""
    if route.request.method == "POST":
        route.fulfill(status=503, body="busy")
    else:
        route.continue_()
