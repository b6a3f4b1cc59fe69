"""Rights, on a phone and a desk, by day and by night: what is held, erasing it, and scores that get old."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Connection, update

from app.actions.change_member import remove_member
from app.actions.expire import expire_due
from app.actions.sign_in import sign_in
from app.settings import Settings
from app.store.expiry import DAY, LASTS
from app.store.tables import responses
from canary import seed
from databases import engine_of
from people import OURS, member


@pytest.fixture
def arranged(settings: Settings) -> Iterator[tuple[str, list[str]]]:
    """The token of an owner, and the pages: one score ends in ten days, one has expired, and somebody left."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        made = pages(db, int(time.time()))
    yield made
    engine.dispose()


def pages(db: Connection, now: int) -> tuple[str, list[str]]:
    of = seed(db, "recruiter")
    sent = {of.vetting: now - LASTS + 10 * DAY, of.vetting + 1: now - LASTS}
    for vetting, at in sent.items():
        mine = responses.c.vetting_id == vetting
        db.execute(update(responses).where(mine).values(started_at=at, submitted_at=at))
    expire_due(db, now)
    left = member(db, OURS, "Maximiliana Featherstonehaugh-Cholmondeley", "manager")
    remove_member(db, of.owner, left.id or 0, now)
    people = (f"/address-book/{of.recruiter}", f"/invitations/{of.references[0]}", f"/members/{of.member.id}")
    shown = ["/company", "/account", "/address-book", people[0], people[2], f"/vettings/{of.vetting}/invitations"]
    shown += [f"{path}/erase" for path in ("/company", "/account", *people)]
    scores = [f"/vettings/{vetting}/score" for vetting in sent]
    return sign_in(db, of.owner, now), [*shown, *scores, "/searches/1", "/searches/1/compare"]


@pytest.mark.every_look
def test_every_page_can_be_used_by_everybody(
    arranged: tuple[str, list[str]], page: Page, axe: Any, address: str
) -> None:
    token, paths = arranged
    page.context.add_cookies([{"name": "session", "value": token, "url": address}])
    wrong = {}
    for path in paths:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if (found := axe(page)) or wide > 0:
            wrong[path] = (found, f"{wide} px too wide")
    assert wrong == {}


def test_a_recruiter_is_taken_out_and_then_erased(
    arranged: tuple[str, list[str]], page: Page, address: str, problems: Any
) -> None:
    page.context.add_cookies([{"name": "session", "value": arranged[0], "url": address}])
    page.goto("/address-book/1")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download").click()
    assert waited.value.suggested_filename.startswith("Followthrough export - Ana qzcanary - ")
    page.get_by_role("link", name="Erase").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("exactly, so that nothing is erased by mistake").first).to_be_visible()
    page.get_by_label("To confirm, type: Ana qzcanary").fill("Ana qzcanary")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Erased for good.")).to_be_visible()
    expect(page.locator("#main .rows").get_by_role("link", name="An erased recruiter")).to_be_visible()
    problems.expect("status of 422")
