"""Signing out clears the browser; where answers in it were never saved, it asks first."""

from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import Engine

from app.settings import Settings
from browser.conftest import Problems
from browser.evaluating import browsing, opened
from databases import engine_of


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage)")
    return found


def leave(page: Page, agree: bool) -> str:
    """Press Sign out; what was asked, and answered like this."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if agree else dialog.dismiss()

    page.once("dialog", answer)
    page.locator("summary.avatar").click()
    page.get_by_role("button", name="Sign out").click()
    return "".join(asked)


def test_what_was_never_saved_is_deleted_only_when_that_was_agreed_to(
    chromium: Browser, address: str, settings: Settings, problems: Problems
) -> None:
    engine: Engine = engine_of(settings.database_url)
    with engine.begin() as db:
        token = opened(db, "short")
    engine.dispose()
    with browsing(chromium, address, token, problems) as page:
        page.goto("/searches/1")
        page.evaluate("localStorage.setItem('waiting|/vettings/1|1|a|1', '{}')")
        assert "One answer is kept in this browser only and not saved yet." in leave(page, agree=False)
        assert len(kept(page)) == 1
        page.goto("/searches/1")
        expect(page).to_have_url(f"{address}/searches/1")
        leave(page, agree=True)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert kept(page) == []
