"""Owner, evaluator and reference, each in their own browser: asked by mail, answering, and blind until it is in."""

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import machine
from app.actions.open_search import open_search
from app.actions.sign_in import sign_in
from app.settings import Settings
from app.store.instruments import DEFAULT, instrument
from app.web.site import create_app
from app.working import at_work
from browser.conftest import serving
from browser.test_journey import answer_one, submit
from databases import engine_of, used
from people import OURS, member
from post_office import PostOffice

PATIENCE = 30  # seconds for a mail to come
WORDS = "They rang on the Friday, as they had said."


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def settings(database_url: str, office: PostOffice) -> Settings:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none", "mail_from": "v@x.example"}
    return used(database_url, **smtp)


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """A server that sends its mail."""
    with serving(create_app(settings, at_work)) as address:
        yield address


@pytest.fixture
def owner_session(settings: Settings) -> Iterator[str]:
    """Alice's session; she has a search of one recruiter."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        alice = member(db, OURS, "Alice Moreau", "owner")
        named = [("Ana Ferreira", "Northlight Search")]
        open_search(db, alice, "Head of Data Platform", named, "short", instrument(*DEFAULT), int(time.time()))
        token = sign_in(db, alice, int(time.time()))
    yield token
    engine.dispose()


def mailed(office: PostOffice, to: str) -> str:
    """The path of the personal link in the newest mail to somebody, once it has come."""
    until = time.monotonic() + PATIENCE
    while not (found := [mail for _, whom, mail in office.taken if whom == to]):
        assert time.monotonic() < until, f"no mail to {to}"
        time.sleep(0.02)
    body = found[-1].get_body(("plain",))
    assert body
    link = re.search(r"http://\S+/(?:join|i)/\S+", body.get_content())
    assert link, body.get_content()
    return urlsplit(link[0]).path


def ask_evaluator(page: Page) -> None:
    page.goto("/members")
    page.get_by_label("Email").fill("erin@halden.example")
    page.get_by_label("Evaluator").check()
    page.get_by_label("Give them a search").select_option(label="Head of Data Platform")
    page.locator("label[for=gives-evaluates]").click()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("erin@halden.example").first).to_be_visible()


def ask_reference(page: Page) -> None:
    page.goto("/vettings/1/invitations")
    page.get_by_label("Whom do you ask?").select_option("not_placed")
    page.get_by_label("Name").fill("Ines Duarte")
    page.get_by_label("Email").fill("ines@candidates.example")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("A mail with a personal link goes to ines@candidates.example.")).to_be_visible()


def answer_as_reference(page: Page) -> None:
    """Say what they are, one answer with words, and send."""
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="I was not placed").click()
    expect(page.locator(".reply-at")).to_be_visible()
    assert "/i/" not in page.url
    while not page.get_by_role("button", name="Send my answers").count():
        if page.locator(".opt:not(.NA) input").count():
            page.locator(".opt:not(.NA) input").first.check()
            page.locator("#note").fill(WORDS)
        with page.expect_navigation():
            page.locator(".phone-bar .btn").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("That’s all.")


def answer_as_evaluator(page: Page) -> None:
    page.goto("/vettings/1/answer")
    for number in range(1, 11):
        expect(page.locator(".eyebrow", has_text=f"question {number} of 10")).to_be_visible()
        answer_one(page, 3)
        expect(page.locator("#save")).to_contain_text("Saved at")
        page.get_by_role("button", name=re.compile("Next question|Review and submit")).click()
    submit(page)


def test_two_people_asked_by_mail_answer_and_the_evaluator_is_blind_until_then(
    owner_session: str, chromium: Browser, address: str, office: PostOffice
) -> None:
    def browser() -> Page:
        context = chromium.new_context(base_url=address)
        context.set_default_timeout(machine.PATIENCE)
        return context.new_page()

    owner, evaluator, reference = browser(), browser(), browser()
    owner.context.add_cookies([{"name": "session", "value": owner_session, "url": address}])
    ask_evaluator(owner)
    ask_reference(owner)
    reference.goto(mailed(office, "ines@candidates.example"))
    answer_as_reference(reference)
    evaluator.goto(mailed(office, "erin@halden.example"))
    evaluator.get_by_label("Your name").fill("Erin Castell")
    evaluator.get_by_label("Password").fill("a quiet long secret")
    evaluator.get_by_role("button", name="Join Halden Foods").click()
    expect(evaluator.get_by_role("heading", name="Head of Data Platform")).to_be_visible()
    for blind in (evaluator, owner):
        assert_nothing(blind)
    answer_as_evaluator(evaluator)
    for told in (evaluator, owner):
        told.goto("/vettings/1/answers")
        expect(told.get_by_text(WORDS).first).to_be_visible()
    for each in (owner, evaluator, reference):
        each.context.close()


def assert_nothing(page: Page) -> None:
    """No page of the recruiter says what the reference answered."""
    for path in (
        "/searches/1",
        "/searches/1/compare",
        "/vettings/1/score",
        "/vettings/1/answers",
        "/vettings/1/answer",
    ):
        page.goto(path)
        shown = page.locator("main").inner_text()
        assert WORDS not in shown, path
        assert not re.search(r"[+−]\d", shown), path
