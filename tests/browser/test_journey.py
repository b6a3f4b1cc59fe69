"""The main job in a real browser: from an empty database to a PDF on disk, with the keyboard and without a script."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.store.instruments import DEFAULT, instrument

RECRUITERS = ("Ana Ferreira, Northlight Search", "Tom Okafor, Harbour & Wren")
DIMENSIONS = [dimension.name for dimension in instrument(*DEFAULT).dimensions]


def first_run(page: Page) -> None:
    """Empty database → company, owner, search with two recruiters."""
    page.goto("/")
    page.get_by_label("Company").fill("Meridian Freight")
    page.get_by_label("Your name").fill("Dana Whitfield")
    page.get_by_label("Work email").fill("dana@meridian.example")
    page.get_by_label("Password").fill("a quiet long secret")
    page.get_by_role("button", name="Set up and go on").click()
    page.get_by_label("Role").fill("Head of Data Platform")
    page.get_by_label("Recruiters, one on each line").fill("\n".join(RECRUITERS))
    page.locator("#length-full").check()
    page.get_by_role("button", name="Start vetting").click()
    expect(page.get_by_role("heading", name="Head of Data Platform")).to_be_visible()


def answer_all(page: Page, step: int) -> None:
    """Answer the thirty questions of an open form with the keyboard where it has keys, waiting for each save."""
    for number in range(1, 31):
        expect(page.locator(".eyebrow", has_text=f"question {number} of 30")).to_be_visible()
        answer_one(page, step)
        expect(page.locator("#save")).to_contain_text("Saved at")
        page.get_by_role("button", name=re.compile("Next question|Review and submit")).click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()


def answer_one(page: Page, step: int) -> None:
    if page.locator("#number").count():
        page.locator("#number").fill(str(step))
        page.locator("#number").blur()
    elif page.locator("[name=tick]").count():
        for part in range(step):
            page.locator("[name=tick]").nth(part).check()
    else:
        page.locator("fieldset.rate input[type=radio]").first.focus()
        page.keyboard.press(str(step))
        if page.locator("#support").count():
            page.locator("label[for=support-specific]").click()


def submit(page: Page) -> None:
    page.locator("label[for=impression-definitely]").click()
    page.get_by_label("In one or two sentences, why?").fill("Named cases with dates.")
    page.get_by_role("button", name="Submit and see the score").click()
    expect(page.get_by_text("Submitted. Your answers no longer change.")).to_be_visible()


@pytest.mark.pdftotext
def test_the_whole_journey_ends_in_a_pdf_that_says_everything(page: Page, tmp_path: Path) -> None:
    first_run(page)
    for recruiter, step in zip(RECRUITERS, (4, 1), strict=True):
        name = recruiter.split(",")[0]
        page.goto("/searches/1")
        page.get_by_role("link", name=f"Start for {name}").click()
        answer_all(page, step)
        submit(page)
    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Ferreira")
    shown = page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF summary").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert re.fullmatch(r"Recruiters - Head of Data Platform - \d{4}-\d\d-\d\d\.pdf", saved.name)
    told = subprocess.run(["pdftotext", "-layout", str(saved), "-"], capture_output=True, text=True, check=True).stdout
    indices = re.findall(r"[+−]\d+", shown)
    for fact in ("Ana Ferreira", "Tom Okafor", "Northlight Search", "Harbour & Wren", *DIMENSIONS, indices[0]):
        assert fact in " ".join(told.split()), fact
    assert "Not yet validated against outcomes" in " ".join(told.split())


def test_nothing_typed_is_lost_when_the_tab_closes(page: Page) -> None:
    first_run(page)
    page.get_by_role("link", name="Start for Ana Ferreira").click()
    page.locator("#number").fill("3")
    page.get_by_label("What did you hear?").fill("Slow in August.")
    expect(page.locator("#outline")).to_contain_text("1 of 30 answered")
    expect(page.locator("#save")).to_contain_text("Saved at")
    page.wait_for_timeout(1200)
    where = page.url
    page.goto("about:blank")
    page.goto(where)
    expect(page.locator("#number")).to_have_value("3")
    expect(page.get_by_label("What did you hear?")).to_have_value("Slow in August.")


def test_four_quick_changes_all_arrive(page: Page) -> None:
    """Htmx 4 drops all but the first of quick changes unless told to queue the last (safety 0.5)."""
    first_run(page)
    page.goto("/vettings/1/answer/EV12")
    page.locator("fieldset.rate input[type=radio]").first.focus()
    for key in "0123":
        page.keyboard.press(key)
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("#value-3")).to_be_checked()


def test_a_save_that_fails_says_so(page: Page, problems: "list[str]") -> None:
    first_run(page)
    page.goto("/vettings/1/answer/EV12")
    page.route("**/answer/EV12", lambda route: route.fulfill(status=503, body="busy"))
    page.locator("#value-2").check()
    expect(page.locator("#save")).to_contain_text("Not saved")
    page.unroute("**/answer/EV12")
    page.locator("#value-3").check()
    expect(page.locator("#save")).to_contain_text("Saved at")
    problems.expect("status of 503")  # type: ignore[attr-defined]


def test_keys_rate_only_while_focus_is_in_the_answers_and_can_be_turned_off(page: Page) -> None:
    first_run(page)
    page.goto("/vettings/1/answer/EV12")
    page.get_by_label("What did you hear?").focus()
    page.keyboard.type("3 days")
    expect(page.locator("#value-3")).not_to_be_checked()
    page.get_by_role("button", name="Turn keys off").click()
    page.locator("#value-1").focus()
    page.keyboard.press("4")
    expect(page.locator("#value-4")).not_to_be_checked()
    page.reload()
    page.get_by_role("button", name="Turn keys on").click()
    page.locator("#value-1").focus()
    page.keyboard.press("n")
    expect(page.locator("#value-not_asked")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".eyebrow")).to_contain_text("question 9 of 30")


def test_the_form_works_without_a_script(page: Page, chromium: object, address: str) -> None:
    first_run(page)
    cookies = page.context.cookies()
    context = chromium.new_context(base_url=address, java_script_enabled=False)  # type: ignore[attr-defined]
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto("/vettings/1/answer/EV12")
    plain.locator("#value-2").check()
    plain.locator("label[for=support-specific]").click()
    plain.get_by_role("button", name="Next question").click()
    plain.goto("/vettings/1/answer/EV12")
    expect(plain.locator("#value-2")).to_be_checked()
    context.close()


def test_an_unticked_part_and_a_cleared_number_are_taken_back(page: Page) -> None:
    first_run(page)
    page.goto("/vettings/1/answer/EV21")
    page.locator("#tick-0").check()
    expect(page.locator("#outline")).to_contain_text("1 of 30 answered")
    page.locator("#tick-0").uncheck()
    expect(page.locator("#outline")).to_contain_text("0 of 30 answered")
    page.goto("/vettings/1/answer/EV07")
    page.locator("#number").fill("7")
    expect(page.locator("#outline")).to_contain_text("1 of 30 answered")
    page.locator("#number").fill("")
    expect(page.locator("#outline")).to_contain_text("0 of 30 answered")


def test_the_whole_ladder_can_be_answered_from_the_keyboard(page: Page) -> None:
    first_run(page)
    page.goto("/vettings/1/answer/EV12")
    expect(page.locator("#value-0")).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("#value-3")).to_be_checked()
    page.keyboard.press("c")
    expect(page.locator("#support-specific")).to_be_checked()
    expect(page.locator("#outline")).to_contain_text("1 of 30 answered")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".eyebrow")).to_contain_text("question 9 of 30")
