"""The recruiter's own page in a browser: read, answered and proved, also without a script, on any screen."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, select, update

from app.actions.sign_in import sign_in
from app.actions.tell import tell
from app.settings import Settings
from app.store.keys import keys_of
from app.store.rows import add
from app.store.tables import answers, own_pages, responses
from asking import BLANK, Arranged
from databases import engine_of
from people import OURS, member
from phones import faults, phone

EVERY = ("EV06", "EV07", "EV10", "EV12", "EV21", "EV01", "EV15", "EV17", "EV24", "EV29")


@pytest.fixture
def link(settings: Settings) -> Iterator[str]:
    """The path of the link to what was found, of a recruiter with a score and a flag raised by hand."""
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        made = told(db)
    yield made
    engine.dispose()


def told(db: Connection) -> str:
    alice, now = member(db, OURS, "Alice Moreau", "owner"), int(time.time())
    vetting = Arranged(db, alice).vetting
    whose = {"company_id": alice.company_id, "vetting_id": vetting.id, "member_id": alice.id, "source": "evaluator"}
    done = {"state": "submitted", "started_at": now, "submitted_at": now, "respondent": alice.name}
    form = add(db, responses, **whose, **done, **BLANK | {"length": "short"})
    given = {"company_id": alice.company_id, "response_id": form, "status": "answered", "points": 3, "saved_at": now}
    for item in EVERY:
        raised = {"flagged": item == "EV12", "reason": "", "note": "", "no_number": False, "version": 1}
        if item not in ("EV06", "EV07", "EV10", "EV21"):
            add(db, answers, **given, **raised, item=item, support="specific")
    tell(db, alice, vetting.id, "Ana", "", 20, now)
    row = db.execute(select(own_pages)).one()
    return f"/f/{keys_of(db).token('own_page', row.id, row.salt)}"


def answered(page: Page, link: str) -> None:
    """Read it, answer overall, one dimension and the flag, and attach a proof."""
    page.goto(link)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="What was found about you")).to_be_visible()
    page.locator("#overall").fill("We were moving offices.")
    page.locator("[name='dimension.closure']").fill("Not in May.")
    page.locator("[name^='flag.']").first.fill("It happened once.")
    page.get_by_role("button", name="Save my reply").click()
    expect(page.locator("main")).to_contain_text("It stands beside what it answers")
    page.set_input_files("#proof", {"name": "mail.txt", "mimeType": "text/plain", "buffer": b"What I wrote that day."})
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_role("link", name="mail.txt")).to_be_visible()
    expect(page.locator("#overall")).to_have_value("We were moving offices.")


def test_it_is_answered_on_a_phone_without_a_script(chromium: Browser, address: str, link: str) -> None:
    context = phone(chromium, address, java_script_enabled=False)
    page = context.new_page()
    answered(page, link)
    with page.expect_download() as download:
        page.get_by_role("link", name="mail.txt").click()
    assert download.value.suggested_filename == "mail.txt"
    context.close()


@pytest.mark.every_look(smallest=True)
def test_every_state_of_it_can_be_used_by_everybody(
    settings: Settings, address: str, link: str, page: Page, axe: Any, problems: Any
) -> None:
    wrong = {}
    page.goto(link)
    wrong["link"] = faults(page, axe)
    answered(page, link)
    wrong["answered"] = faults(page, axe)
    page.set_input_files("#proof", {"name": "mail.exe", "mimeType": "text/plain", "buffer": b"MZ\x00"})
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.locator("main")).to_contain_text("This is no PDF, PNG, JPEG or plain text.")
    wrong["refused"] = faults(page, axe)
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        token = sign_in(db, member(db, OURS, "Alice Moreau", "owner"), int(time.time()))
    page.context.add_cookies([{"name": "session", "value": token, "url": address}])
    for path, said in (("tell", "They are asked to answer by"), ("score", "Not in May."), ("answers", "Not in May.")):
        page.goto(f"/vettings/1/{path}")
        expect(page.locator("main")).to_contain_text(said)
        wrong[path] = faults(page, axe)
    with engine.begin() as db:
        db.execute(update(own_pages).values(expires_at=int(time.time()) - 86_400))
    engine.dispose()
    page.reload()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("This link ended on")
    wrong["ended"] = faults(page, axe)
    for code in ("422", "410"):
        problems.expect(f"status of {code}")
    assert {state: found for state, found in wrong.items() if found} == {}
