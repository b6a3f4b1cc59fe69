"""Nothing typed is lost, and the page never claims otherwise, whatever the connection does (safety 39)."""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select

import machine
from app import files
from app.actions.open_search import open_search
from app.actions.sign_in import sign_in
from app.settings import Settings
from app.store.instruments import DEFAULT, instrument
from app.store.tables import answers
from app.web.site import create_app
from browser.conftest import Axe, serving
from databases import engine_of
from people import OURS, member

ITEMS = ("EV12", "EV11", "EV13", "EV15", "EV01")  # ladders, in the order of a call or not
BURSTS = 200
SETTLED = 40_000  # ms until everything has arrived once the network is calm
DROPPING = (
    "put(answer, wait = 0) {",
    "put(answer, wait = 0) { if (this.running) return {};",
)  # as htmx 4 does by itself


class Rough:
    """The site behind a bad connection: saves take 0.1 to 2 s, and one in ten is answered with a 503, kept or not."""

    def __init__(self, app: Any, seed: int) -> None:
        self._app, self._chance, self.calm = app, random.Random(seed), False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        save = scope["type"] == "http" and any(name == b"followthrough-save" for name, _ in scope["headers"])
        if not save or self.calm:
            await self._app(scope, receive, send)
        else:
            await asyncio.sleep(self._chance.choice((0.1, 0.1, 0.2, 0.4, 2.0)))
            await (self._fails if self._chance.random() < 0.1 else self._app)(scope, receive, send)

    async def _fails(self, scope: Any, receive: Any, send: Any) -> None:
        if self._chance.random() < 0.5:  # it was kept, and the browser does not learn of it
            await self._app(scope, receive, _nowhere)
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"busy"})


async def _nowhere(message: Any) -> None:
    del message


@pytest.fixture
def rough(settings: Settings) -> Rough:
    return Rough(create_app(settings), seed=39)


@pytest.fixture
def address(rough: Rough) -> Iterator[str]:
    with serving(rough) as address:
        yield address


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = engine_of(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def signed_in(engine: Engine, chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser in which an owner is signed in, whose search has one recruiter."""
    with engine.begin() as db:
        alice = member(db, OURS, "Alice Moreau", "owner")
        open_search(db, alice, "Role", [("Ana Ferreira", "")], "full", instrument(*DEFAULT), int(time.time()))
        token = sign_in(db, alice, int(time.time()))
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(machine.PATIENCE)
    context.add_cookies([{"name": "session", "value": token, "url": address}])
    yield context
    context.close()


@dataclass
class Evaluator:
    """Somebody who clicks and types in bursts, and remembers what they gave last."""

    context: BrowserContext
    engine: Engine
    chance: random.Random
    given: dict[str, tuple[str, str]] = field(default_factory=dict)  # item → the line chosen, the note
    item: str = ""
    page: Any = None

    def open(self, item: str) -> None:
        """The question in a new tab."""
        self.page = self.context.new_page()
        self.page.goto(f"/vettings/1/answer/{item}")
        self.item = item

    def burst(self) -> None:
        """Up to four quick choices, or a note."""
        value, note = self.given.get(self.item, ("", ""))
        if self.chance.random() < 0.75:
            for _ in range(self.chance.randint(1, 4)):
                value = str(self.chance.randint(0, 4))
                self.page.locator(f"#value-{value}").click()
        else:
            note = f"heard {self.chance.randint(0, 10**6)}"
            self.page.locator("#note").fill(note)
        self.given[self.item] = (value, note)

    def shown(self) -> str:
        kind: str = self.page.locator("#save").get_attribute("data-kind") or ""
        return kind

    def kept(self) -> dict[str, tuple[str, str]]:
        """What the server has."""
        with self.engine.connect() as db:
            rows = db.execute(select(answers.c.item, answers.c.points, answers.c.note)).all()
        return {row.item: ("" if row.points is None else str(row.points), row.note) for row in rows}

    def close(self) -> None:
        """Close the tab, wherever things stand. What the page called saved must be on the server."""
        called_saved = self.shown() == "saved"
        missing = {item: said for item, said in self.given.items() if self.kept().get(item) != said}
        assert not (called_saved and missing), f"the page said saved; the server lacks {missing}"
        self.page.close()

    def come_back(self, item: str) -> None:
        """Open a question again: it shows what was given last, and what is not on the server is not called saved."""
        self.open(item)
        value, note = self.given.get(item, ("", ""))
        if value:
            expect(self.page.locator(f"#value-{value}")).to_be_checked()
        expect(self.page.locator("#note")).to_have_value(note)


def spell(evaluator: Evaluator, bursts: int) -> None:
    """One life of a tab: bursts on a question or two, some of them offline, then it is closed."""
    offline = evaluator.chance.random() < 0.3
    evaluator.context.set_offline(offline)
    for _ in range(bursts):
        evaluator.burst()
        evaluator.page.wait_for_timeout(evaluator.chance.choice((0, 30, 120)))
    if offline and evaluator.chance.random() < 0.5:
        evaluator.context.set_offline(False)
        evaluator.page.wait_for_timeout(100)
    evaluator.close()
    evaluator.context.set_offline(False)


def many_spells(evaluator: Evaluator, bursts: int) -> None:
    evaluator.open(ITEMS[0])
    while bursts > 0:
        some = evaluator.chance.randint(4, 12)
        spell(evaluator, some)
        bursts -= some
        evaluator.come_back(evaluator.chance.choice(ITEMS))


def bad_connection(evaluator: Evaluator, rough: Rough, bursts: int) -> None:
    many_spells(evaluator, bursts)
    all_arrives(evaluator, rough)


def all_arrives(evaluator: Evaluator, rough: Rough) -> None:
    """Once the network is calm, everything is on the server without another touch."""
    rough.calm = True
    expect(evaluator.page.locator("#save")).to_have_attribute("data-kind", "saved", timeout=SETTLED)
    assert {item: evaluator.kept().get(item) for item in evaluator.given} == evaluator.given


def test_two_hundred_bursts_on_a_bad_connection_lose_nothing(
    signed_in: BrowserContext, engine: Engine, rough: Rough
) -> None:
    evaluator = Evaluator(signed_in, engine, random.Random(5))
    bad_connection(evaluator, rough, BURSTS)


def test_the_same_bursts_find_a_queue_that_drops_what_comes_while_a_save_is_under_way(
    signed_in: BrowserContext, engine: Engine, rough: Rough
) -> None:
    """What htmx 4 does unless told otherwise: the first is sent, and those that follow it are lost (safety 0.5)."""
    source = (files("static") / "queue.js").read_text("utf-8")
    assert source.count(DROPPING[0]) == 1
    broken = source.replace(*DROPPING)
    signed_in.route("**/static/queue.js*", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    evaluator = Evaluator(signed_in, engine, random.Random(5))
    with pytest.raises(AssertionError):
        bad_connection(evaluator, rough, 60)


def test_the_state_is_said_in_words_and_mends_itself(
    signed_in: BrowserContext, engine: Engine, rough: Rough, axe: Axe
) -> None:
    rough.calm = True
    evaluator = Evaluator(signed_in, engine, random.Random(1))
    evaluator.open("EV12")
    page: Page = evaluator.page
    page.wait_for_function("window.turned?.size > 1")  # the next questions are fetched ahead
    signed_in.set_offline(True)
    page.locator("#value-2").click()
    expect(page.locator("#save-shown")).to_have_text("Kept on this device, 1 waiting")
    expect(page.locator("#offline")).to_contain_text(
        "You are offline. Keep going. One answer is kept on this device and goes up"
    )
    assert axe(page) == []
    page.locator("label[for=support-specific]").click()
    page.get_by_role("button", name="Next question").click()  # fetched before it was wanted
    expect(page.locator(".eyebrow")).to_contain_text("question 9 of 30")
    page.get_by_role("link", name="Finish later").click()
    expect(page.locator("#leave-count")).to_contain_text("One answer is only on this device.")
    assert axe(page) == []
    page.get_by_role("button", name="Stay here").click()
    signed_in.set_offline(False)
    expect(page.locator("#save-shown")).to_contain_text("Saved at")
    expect(page.locator("#offline")).to_be_hidden()
    assert evaluator.kept()["EV12"] == ("2", "")


def test_an_answer_that_is_refused_leads_back_to_its_question(
    signed_in: BrowserContext, engine: Engine, rough: Rough
) -> None:
    """Trying again would be refused again, and waiting brings nothing in."""
    rough.calm = True
    evaluator = Evaluator(signed_in, engine, random.Random(1))
    evaluator.open("EV06")
    page: Page = evaluator.page
    page.locator("#number").fill("-5")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#save-shown")).to_contain_text("Not saved. Question")
    expect(page.locator("#save-again")).to_be_hidden()
    page.get_by_role("link", name="Review and submit").first.click()
    expect(page.locator("#waits-for")).to_contain_text("was not taken. Open it")
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/answer/EV06")
    expect(page.locator("#number")).to_have_value("-5")
    expect(page.locator("#save-open")).to_be_hidden()
    page.locator("#number").fill("3")
    expect(page.locator("#save-shown")).to_contain_text("Saved at")


def test_two_tabs_never_write_over_each_other_unseen(
    signed_in: BrowserContext, engine: Engine, rough: Rough, axe: Axe
) -> None:
    rough.calm = True
    first, second = Evaluator(signed_in, engine, random.Random(1)), Evaluator(signed_in, engine, random.Random(2))
    first.open("EV12")
    second.open("EV12")
    first.page.locator("#value-1").click()
    expect(first.page.locator("#save-shown")).to_contain_text("Saved at")
    second.page.locator("#value-4").click()
    expect(second.page.locator("#save-shown")).to_have_text("Changed elsewhere.")
    second.page.get_by_role("button", name="Show both").click()
    expect(second.page.locator("#both-dialog")).to_contain_text("Yours, from this page")
    assert axe(second.page) == []
    assert first.kept()["EV12"] == ("1", "")
    second.page.get_by_role("button", name="Keep mine").click()
    expect(second.page.locator("#save-shown")).to_contain_text("Saved at")
    assert first.kept()["EV12"] == ("4", "")


def test_an_ended_session_leaves_the_form_and_sends_it_after_signing_in(
    signed_in: BrowserContext, engine: Engine, rough: Rough, axe: Axe
) -> None:
    from app.store.tables import accounts, sessions
    from app.web.passwords import HASHER

    rough.calm = True
    evaluator = Evaluator(signed_in, engine, random.Random(1))
    evaluator.open("EV12")
    with engine.begin() as db:
        db.execute(sessions.delete())
        db.execute(accounts.update().values(password_hash=HASHER.hash("a quiet long secret")))
    page: Page = evaluator.page
    page.locator("#value-3").click()
    dialog = page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    dialog.get_by_label("Work email").fill("alice@halden.example")
    dialog.get_by_label("Password").fill("wrong one entirely")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_contain_text("do not match")
    dialog.get_by_label("Password").fill("a quiet long secret")
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.locator("#save-shown")).to_contain_text("Saved at")
    expect(page.locator("#value-3")).to_be_checked()
    assert evaluator.kept()["EV12"] == ("3", "")
