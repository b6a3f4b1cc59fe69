"""Nothing keeps people out of the evaluator's form and its review in any state, at any width, by day or night."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine, update

from app.settings import Settings
from app.store.tables import recruiters
from browser.conftest import Axe, Problems
from browser.evaluating import browsing, end_session, opened
from databases import engine_of

WIDTHS = (320, 390, 1440)
ANSWER, FORM, REVIEW = "/vettings/1/answer/EV12", "/vettings/1/form", "/vettings/1/review"
SAVED = re.compile("Saved at")
CUT = """all => all.filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1)
  .map(one => one.textContent)"""  # what does not fit its place


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = engine_of(settings.database_url)
    yield engine
    engine.dispose()


@dataclass
class Evaluator:
    """Somebody whose pages are looked at in every look; `wrong` keeps what was found, by state."""

    chromium: Browser
    address: str
    token: str
    problems: Problems
    axe: Axe
    wrong: dict[str, Any]

    @contextmanager
    def page(self, path: str, *, scripts: bool = True) -> Iterator[Page]:
        with browsing(self.chromium, self.address, self.token, self.problems, scripts=scripts) as page:
            page.goto(path)
            yield page

    def look(self, page: Page, state: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if (found := self.axe(page)) or wide > 0:
                    self.wrong[f"{state}, {width} px, {scheme}"] = (found, wide)
        page.set_viewport_size({"width": 1440, "height": 900})

    def save(self, **fields: str) -> None:
        """Save an answer to EV12 from another place."""
        with self.page("/searches", scripts=False) as page:
            page.request.post(ANSWER, form={"support": "general", **fields}, headers={"Origin": self.address})


@pytest.fixture
def evaluator(engine: Engine, chromium: Browser, address: str, axe: Axe, problems: Problems) -> Iterator[Evaluator]:
    with engine.begin() as db:
        token = opened(db, "short")
    evaluator = Evaluator(chromium, address, token, problems, axe, {})
    yield evaluator
    assert evaluator.wrong == {}


def first(path: str) -> str:
    """The selector of the best answer to EV12 on the page."""
    return "#EV12-value-4" if path == FORM else "#value-4"


@pytest.mark.parametrize("path", [ANSWER, FORM])
def test_at_rest_offline_failed_and_refused(evaluator: Evaluator, path: str, problems: Problems) -> None:
    with evaluator.page(path) as page:
        evaluator.look(page, "at rest")
        page.context.set_offline(True)
        page.locator(first(path)).check()
        expect(page.locator("#offline")).to_be_visible()
        evaluator.look(page, "offline")
        page.context.set_offline(False)
        expect(page.locator("#save-shown")).to_have_text(SAVED)
        page.route("**/answer/*", lambda route: route.fulfill(status=503, body="busy"))
        page.locator(first(path).replace("4", "3")).check()
        expect(page.locator("#save-again")).to_be_visible()
        evaluator.look(page, "failed")
        page.route("**/answer/*", lambda route: _refused(route))
        page.evaluate("dispatchEvent(new Event('online'))")  # tried again at once, also where it just was by itself
        expect(page.locator("[data-refused]:not([hidden])")).to_have_text("Enter a number in digits.")
        evaluator.look(page, "refused")
    problems.expect("ERR_INTERNET_DISCONNECTED")
    problems.expect("status of 503")
    problems.expect("status of 422")
    assert problems == []


def _refused(route: Route) -> None:
    route.fulfill(status=422, content_type="text/plain", body="Enter a number in digits.")


@pytest.mark.parametrize("path", [ANSWER, FORM])
def test_changed_elsewhere_with_both_shown(evaluator: Evaluator, path: str, problems: Problems) -> None:
    with evaluator.page(path) as page:
        evaluator.save(value="1", note="Said in the other tab.")
        page.locator(first(path)).check()
        expect(page.locator("#save-shown")).to_have_text("Changed elsewhere.")
        evaluator.look(page, "changed elsewhere")
        page.get_by_role("button", name="Show both").click()
        expect(page.locator("#both-dialog")).to_contain_text("Said in the other tab.")
        evaluator.look(page, "both shown")
        page.get_by_role("link", name="Keep the other").click()
        expect(page.locator(first(path).replace("4", "1"))).to_be_checked()
        expect(page.locator("#save-shown")).to_have_text(SAVED)
    problems.expect("status of 409")
    assert problems == []


@pytest.mark.parametrize("path", [ANSWER, FORM])
def test_the_session_ended(evaluator: Evaluator, engine: Engine, path: str, problems: Problems) -> None:
    with evaluator.page(path) as page:
        end_session(engine)
        page.locator(first(path)).check()
        expect(page.locator("#sign-in-dialog")).to_be_visible()
        evaluator.look(page, "session ended")
    problems.expect("status of 401")
    assert problems == []


def test_what_a_question_still_lacks(evaluator: Evaluator, problems: Problems) -> None:
    with evaluator.page(ANSWER) as page:
        page.locator("#value-4").check()
        page.get_by_role("button", name="Next question").click()
        expect(page.locator("[data-lacks=support]")).to_be_visible()
        evaluator.look(page, "lacking")
    assert problems == []


def test_mistakes_and_both_answers_on_plain_pages(evaluator: Evaluator) -> None:
    with evaluator.page(FORM, scripts=False) as page:
        evaluator.save(value="1", note="Said in the other tab.")
        page.locator("#EV12-value-4").check()
        page.locator("#EV06-number").fill("soon")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", name="Two things to put right")).to_be_visible()
        expect(page.locator("#EV12-met")).to_contain_text("Said in the other tab.")
    # axe needs scripts: the same page is asked for again by a browser that has them
    with evaluator.page(FORM) as page:
        page.evaluate("document.querySelector('[name=EV12-seen]').value = 0")
        page.locator("#EV12-value-3").evaluate("radio => { radio.checked = true; }")
        page.locator("#EV06-number").evaluate("field => { field.value = 'soon'; }")
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('all'))")
        expect(page.locator(".errsum")).to_be_visible()
        evaluator.look(page, "put right")


def test_the_review_at_rest_with_what_is_missing_and_with_two_views(evaluator: Evaluator, problems: Problems) -> None:
    evaluator.save(value="1", note="One case.", flagged="yes")
    with evaluator.page(REVIEW) as page:
        evaluator.look(page, "review")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator(".errsum")).to_contain_text("things are missing")
        evaluator.look(page, "review with what is missing")
        with evaluator.page(REVIEW) as other:
            other.locator("#summary").fill("The view of another tab.")
            expect(other.locator("#save-shown")).to_have_text(SAVED)
        page.locator("#summary").fill("Mine.")
        page.locator("#summary").blur()
        page.get_by_role("button", name="Show both").click()
        expect(page.locator("#both-dialog")).to_contain_text("The view of another tab.")
        evaluator.look(page, "review, both shown")
        page.get_by_role("button", name="Keep mine").click()
        expect(page.locator("#save-shown")).to_have_text(SAVED)
    problems.expect("status of 422")
    problems.expect("status of 409")
    assert problems == []


def test_the_page_goes_after_the_saves_that_are_on_their_way(evaluator: Evaluator, problems: Problems) -> None:
    held: list[Route] = []
    with evaluator.page(FORM) as page:
        page.route("**/review", lambda route: route.continue_() if held else held.append(route))
        page.locator("label[for=view-impression-no]").click()
        page.locator("#view-summary").fill("Nothing could be asked.")
        page.get_by_role("button", name="Review and submit").click()
        expect(page.locator("#waits")).to_contain_text("The review opens by itself")
        held[0].continue_()
        expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
        expect(page.locator("#summary")).to_have_value("Nothing could be asked.")
    assert problems == []


def test_locked_once_submitted(evaluator: Evaluator, problems: Problems) -> None:
    with evaluator.page(FORM) as page:
        for radio in page.locator("[id$='-value-not_asked']").all():
            radio.check()
        page.locator("label[for=view-impression-no]").click()
        page.locator("#view-summary").fill("Nothing could be asked.")
        page.get_by_role("button", name="Review and submit").click()
        page.get_by_role("button", name="Submit and see").click()
        expect(page.get_by_text("Submitted. Your answers no longer change.")).to_be_visible()
        for path in (ANSWER, FORM):
            page.goto(path)
            expect(page.locator("#locked")).to_be_visible()
            evaluator.look(page, f"locked {path}")
    assert problems == []


def test_whoever_comes_back_is_greeted_on_the_first_page_only(evaluator: Evaluator) -> None:
    evaluator.save(value="3")
    with evaluator.page("/vettings/1/answer") as page:
        greeting = page.get_by_text("Welcome back. You had answered 1 of 10.")
        expect(greeting).to_be_visible()
        page.evaluate("window.stayed = true")
        page.get_by_role("button", name="Next question").click()
        expect(page).to_have_title(re.compile("^Question 2 of 10"))
        assert page.evaluate("window.stayed"), "the page was turned in place"
        expect(greeting).to_have_count(0)
        expect(page.locator("#offline")).to_have_count(1)


@pytest.mark.parametrize("name", ["Ines Moreau-Castellanos", "Maximilian Featherstonehaugh-Cholmondeley"])
def test_on_a_phone_a_name_is_read_whole_beside_what_is_saved(evaluator: Evaluator, engine: Engine, name: str) -> None:
    with engine.begin() as db:
        db.execute(update(recruiters).values(name=name))
    for path in (ANSWER, FORM, REVIEW):
        with evaluator.page(path) as page:
            for width in (320, 390):
                page.set_viewport_size({"width": width, "height": 844})
                for state in ("Nothing to save yet", "Saved at 23:59"):
                    page.locator("#save-shown").evaluate("(shown, state) => { shown.textContent = state; }", state)
                    cut = page.locator(".top p.crumb, .top p.crumb .strong, #save-shown").evaluate_all(CUT)
                    assert cut == [], (path, width, state)
                    assert page.locator(".top-in").evaluate("all => all.scrollWidth - all.clientWidth") <= 0
                    assert page.locator(".top").evaluate("top => top.offsetHeight") <= 110
