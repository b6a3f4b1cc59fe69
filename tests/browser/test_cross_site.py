"""Forms of other sites, and our own on a network without TLS, as a real browser sends them (safety 18)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route
from sqlalchemy import func, select
from starlette.datastructures import Headers

from app.settings import Settings
from app.store.tables import companies
from app.web.security import FOREIGN
from app.web.site import create_app
from browser.conftest import Problems, serving
from databases import engine_of, used

NETWORK = "vetting.test"  # every .test is this machine to the tests' browser, and an address without TLS like any other
FOUNDING = {"company": "Rival", "name": "Mallory", "email": "m@rival.example", "password": "a quiet long secret"}
UNSAFE_OPENER = "Cross-Origin-Opener-Policy header has been ignored"  # what Chromium says of every page without TLS


class Heard:
    """The site, and what browsers said with the forms they sent to it."""

    def __init__(self, app: Any) -> None:
        self._app, self.posts = app, list[Headers]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            self.posts.append(Headers(scope=scope))
        await self._app(scope, receive, send)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return used(database_url, hosts=NETWORK)


@pytest.fixture
def heard(settings: Settings) -> Heard:
    return Heard(create_app(settings))


@pytest.fixture
def address(heard: Heard) -> Iterator[str]:
    with serving(heard) as address:
        yield address


def founded(settings: Settings) -> int:
    engine = engine_of(settings.database_url)
    with engine.connect() as db:
        many: int = db.execute(select(func.count()).select_from(companies)).scalar_one()
    engine.dispose()
    return many


def sent_from(page: Page, attacker: str, to: str) -> Response:
    """What our site answers to a form on the attacker's page, whose button somebody presses."""
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in FOUNDING.items())
    form = f'<form method="post" action="{to}/welcome">{fields}<button>Win a prize</button></form>'
    body = f'<!doctype html><title>Prize</title><link rel="icon" href="data:,">{form}'

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body=body)

    page.route(f"{attacker}/", answer)
    page.goto(f"{attacker}/")
    with page.expect_navigation() as navigated:
        page.get_by_role("button").click()
    return navigated.value


@pytest.mark.parametrize(
    ("attacker", "site"), [("http://attacker.test", "cross-site"), ("http://127.0.0.1:1", "same-site")]
)
def test_a_form_of_another_site_is_refused_and_changes_nothing(
    page: Page, address: str, heard: Heard, settings: Settings, problems: Problems, attacker: str, site: str
) -> None:
    answer = sent_from(page, attacker, address)
    assert (answer.status, answer.text()) == (403, FOREIGN)
    assert [(said.get("sec-fetch-site"), said["origin"]) for said in heard.posts] == [(site, attacker)]
    assert founded(settings) == 0
    problems.expect("status of 403")


def test_on_a_network_without_tls_a_form_of_another_site_is_refused_too(
    page: Page, address: str, heard: Heard, settings: Settings, problems: Problems
) -> None:
    answer = sent_from(page, "http://attacker.test", address.replace("127.0.0.1", NETWORK))
    assert (answer.status, answer.text()) == (403, FOREIGN)
    assert [(said.get("sec-fetch-site"), said["origin"]) for said in heard.posts] == [(None, "http://attacker.test")]
    assert founded(settings) == 0
    problems.expect("status of 403")
    problems.expect(UNSAFE_OPENER)


def test_on_a_network_without_tls_our_own_form_is_taken(
    page: Page, address: str, heard: Heard, settings: Settings, problems: Problems
) -> None:
    ours = address.replace("127.0.0.1", NETWORK)
    page.goto(f"{ours}/welcome")
    for name, value in FOUNDING.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/searches/new")
    assert [(said.get("sec-fetch-site"), said["origin"]) for said in heard.posts] == [(None, ours)]
    assert founded(settings) == 1
    problems.expect(UNSAFE_OPENER)
