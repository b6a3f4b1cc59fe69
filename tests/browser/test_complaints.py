"""What a page complains about is heard, so a silent page is a clean one."""

import pytest
from playwright.sync_api import Page, Route

from browser.conftest import Axe, Look, Problems

POLICY = "default-src 'none'; script-src 'nonce-known'; style-src 'self'; img-src data:"


def show(page: Page, body: str) -> None:
    """Open a page with this body under a policy as strict as the product's."""
    text = f"<!doctype html><html lang='en'><title>Trial</title><link rel='icon' href='data:,'>{body}</html>"

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", headers={"Content-Security-Policy": POLICY}, body=text)

    page.route("**/trial", answer)
    page.goto("/trial")


@pytest.mark.every_look
def test_a_clean_page_is_silent_in_every_look(page: Page, axe: Axe, look: Look) -> None:
    show(page, "<main><h1>Trial</h1></main>")
    assert axe(page) == []
    assert page.evaluate("innerWidth") == look[0]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (look[1] == "dark")


def test_what_the_policy_refuses_is_heard(page: Page, problems: Problems) -> None:
    show(page, "<p style='color:red'>red</p><script>document.title = 'ran'</script>")
    problems.expect("inline style")
    problems.expect("inline script")


def test_an_answer_that_refuses_is_heard(page: Page, problems: Problems) -> None:
    page.goto("/nothing-here")
    problems.expect("status of 404")


def test_a_script_that_fails_is_heard(page: Page, problems: Problems) -> None:
    show(page, "<script nonce='known'>missing()</script>")
    problems.expect("script: missing is not defined")


def test_axe_sees_targets_that_are_too_small_and_text_that_is_too_pale(page: Page, axe: Axe) -> None:
    show(page, "<main><h1>Trial</h1><a href='/a'>i</a><a href='/b'>j</a><p><font color='#ccc'>pale</font></p></main>")
    assert {"target-size", "color-contrast"} <= {violation["rule"] for violation in axe(page)}
