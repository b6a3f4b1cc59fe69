"""The evaluator's form without a pointer, without a script, and as a screen reader meets it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from app.vetting.instrument import Item
from browser.conftest import Problems
from browser.evaluating import Length, asked, browsing, opened
from databases import engine_of

MOST = 150  # key presses from the first question to the receipt, beside typing numbers and notes


@pytest.fixture
def length() -> Length:
    return "full"


@pytest.fixture
def token(settings: Settings, length: Length) -> Iterator[str]:
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        token = opened(db, length)
    yield token
    engine.dispose()


class Keyboard:
    """Presses keys and counts them, each of a chord; typing a number or a note is not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, name: str) -> None:
        """Tab until what has the focus is called so."""
        for _ in range(30):
            if name in self.page.evaluate("document.querySelector(':focus')?.innerText ?? ''"):
                return
            self.press("Tab")
        raise AssertionError(f"no {name!r} within 30 tabs")


def rate(keys: Keyboard, item: Item) -> None:
    """Answer the question that has the focus."""
    if item.type == "number":
        keys.type("3")
    else:
        keys.press("3")
    if item.support:
        keys.press("c")


def submit_from_review(keys: Keyboard, page: Page) -> None:
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    keys.tab_to("own view")
    keys.press("Enter", "Tab", "ArrowRight", "Tab")
    keys.type("Named cases with dates.")
    keys.tab_to("Submit")
    keys.press("Enter")
    expect(page.get_by_text("Submitted. Your answers no longer change.")).to_be_visible()


def to_the_receipt(keys: Keyboard, page: Page) -> None:
    keys.tab_to("Your receipt")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Receipt")


def test_thirty_questions_are_answered_one_by_one_without_a_pointer(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems) as page:
        keys = Keyboard(page)
        page.goto("/vettings/1/answer")
        for number, item in enumerate(asked("full"), 1):
            expect(page.locator(".eyebrow")).to_contain_text(f"question {number} of 30")
            rate(keys, item)
            keys.press("Control+Enter")
        submit_from_review(keys, page)
        to_the_receipt(keys, page)
        expect(page.get_by_text("Named cases with dates.")).to_be_visible()
        assert keys.presses < MOST
    assert problems == []


def test_thirty_questions_are_typed_in_from_paper_without_a_pointer(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems) as page:
        keys = Keyboard(page)
        page.goto("/vettings/1/form")
        for item in asked("full"):
            expect(page.locator(f"[data-item={item.id}] :focus")).to_have_count(1)
            rate(keys, item)
            keys.press("Enter")
        expect(page.locator("#outline")).to_contain_text("30 of 30 answered")
        keys.press("ArrowRight", "Tab")
        keys.type("Named cases with dates.")
        keys.press("Control+Enter", "Enter")
        expect(page.locator("#impression-no")).to_be_checked()
        expect(page.locator("#summary")).to_have_value("Named cases with dates.")
        keys.tab_to("own view")
        keys.press("Enter", "Tab", "Tab", "Tab")
        keys.press("Space")
        keys.tab_to("Submit")
        keys.press("Enter")
        expect(page.get_by_text("Submitted. Your answers no longer change.")).to_be_visible()
        assert keys.presses < MOST
    assert problems == []


def heard(page: Page) -> list[str]:
    """The page as a screen reader goes through it: “role: name” with the state, in order, what is hidden left out."""
    nodes: list[dict[str, Any]] = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    return list(lines(nodes[0], by_id))


def lines(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    name, said = (node.get(part, {}).get("value", "") for part in ("name", "description"))
    states = {each["name"]: str(each["value"].get("value")).lower() for each in node.get("properties", ())}
    told = [f"[{state}]" for state in ("checked", "invalid", "disabled") if states.get(state) == "true"]
    if name and not node.get("ignored"):
        yield " ".join([f"{node['role']['value']}: {name}", *told, *([f"({said})"] if said else [])])
    for child in node.get("childIds", ()):
        if child in by_id:
            yield from lines(by_id[child], by_id)


def in_order(wanted: list[str], found: list[str]) -> list[str]:
    """What of `wanted` does not follow what stands before it."""
    rest = iter(found)
    return [each for each in wanted if not any(each in line for line in rest)]


OPTIONS = [
    "radio: 0 Was not told, or learned it somewhere else.",
    "radio: 1 Was told after asking.",
    "radio: 2 Got a standard message.",
    "radio: 3 Got a call or a personal note within a week.",
    "radio: 4 Got a call within two working days, and the recruiter can name the dates.",
    "radio: N Not asked",
    "radio: Does not apply",
]
BESIDE = [
    "textbox: What did you hear?",
    "group: How do you know?",
    "radio: Said it",
    "radio: A real case",
    "radio: Shown",
    "checkbox: Raise a red flag",
]
QUESTION = "heading: “Someone else got the job. How did the runner-up learn it, from whom, and when?”"


def test_a_screen_reader_meets_question_options_and_state_in_order(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems) as page:
        page.goto("/vettings/1/answer/EV12")
        expect(page.locator("#value-0")).to_be_focused()
        page.keyboard.press("3")
        expect(page.locator("#save-said")).to_have_text("All saved")
        chosen = [f"{each} [checked]" if each.startswith("radio: 3") else each for each in OPTIONS]
        expected = [
            "All saved",
            "0 of 30 answered",
            "link: Regular contact 0 of 5",
            QUESTION,
            *chosen,
            *BESIDE,
            "button: Next",
        ]
        found = heard(page)
        assert in_order(expected, found) == [], "\n".join(found)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#support-general")).to_be_focused()
        expect(page.get_by_role("alert").filter(has_text="Say how you know")).to_be_visible()
        assert in_order([BESIDE[1], "Say how you know", BESIDE[-1]], heard(page)) == []
    assert problems == []


def test_a_screen_reader_meets_what_is_wrong_first_and_again_at_its_field(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems, scripts=False) as page:
        page.goto("/vettings/1/answer/EV12")
        page.locator("#value-3").check()
        page.get_by_role("button", name="Next question").click()
        expect(page.locator(".errsum")).to_be_visible()
        found = heard(page)
        lacking = "Say how you know: they said it, a real case, or shown to you."
        chosen = [f"{each} [checked]" if each.startswith("radio: 3") else each for each in OPTIONS]
        wanted = [
            "RootWebArea: Mistake: Question 8 of 30",
            "heading: One thing to put right",
            f"link: It is saved. {lacking}",
        ]
        after = [QUESTION, *chosen, BESIDE[0], f"group: How do you know? (It is saved. {lacking})", *BESIDE[2:]]
        assert in_order([*wanted, *after], found) == [], "\n".join(found)


@pytest.mark.parametrize("length", ["short"])
def test_without_a_script_the_form_is_answered_one_by_one_to_the_receipt(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems, scripts=False) as page:
        page.goto("/vettings/1/answer")
        for item in asked("short"):
            answer(page, item, "")
            page.get_by_role("button", name=re.compile("Next question|Review and submit")).click()
        page.locator("label[for=impression-yes]").click()
        page.get_by_label("In one or two sentences, why?").fill("Named cases with dates.")
        submit_and_read(page)


@pytest.mark.parametrize("length", ["short"])
def test_without_a_script_the_whole_form_is_one_page_to_the_receipt(
    chromium: Browser, address: str, token: str, problems: Problems
) -> None:
    with browsing(chromium, address, token, problems, scripts=False) as page:
        page.goto("/vettings/1/form")
        for item in asked("short")[:5]:
            answer(page, item, f"{item.id}-")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. 5 of 10 answered.")).to_be_visible()
        for item in asked("short")[5:]:
            answer(page, item, f"{item.id}-")
        page.locator("label[for=view-impression-yes]").click()
        page.locator("#view-summary").fill("Named cases with dates.")
        page.locator("#view-from_notes").check()
        page.get_by_role("button", name="Review and submit").click()
        expect(page.locator("#from_notes")).to_be_checked()
        submit_and_read(page)


def answer(page: Page, item: Item, at: str) -> None:
    if item.type == "number":
        page.locator(f"#{at}number").fill("3")
    elif item.type == "checklist":
        page.locator(f"#{at}tick-0").check()
    else:
        page.locator(f"#{at}value-3").check()
    if item.support:
        page.locator(f"label[for={at}support-specific]").click()


def submit_and_read(page: Page) -> None:
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="Your receipt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Receipt")
    expect(page.get_by_text("Named cases with dates.")).to_be_visible()
