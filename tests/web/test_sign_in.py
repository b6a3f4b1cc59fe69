"""Signing in and out."""

import time

import pytest

from app.actions.demo import load_demo
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.web.passwords import HASHER
from test_welcome import GIVEN
from visitor import Site, Visitor

KNOWN = {"email": GIVEN["email"], "password": GIVEN["password"]}


def test_it_works_and_returns_to_the_page_asked_for(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    other = site.visitor()
    asked = other.get("/searches/new?x=1")
    assert asked.url.path == "/sign-in"
    assert 'name="next" value="/searches/new?x=1"' in asked.text
    page = other.post("/sign-in", KNOWN | {"next": "/searches/new"})
    assert page.url.path == "/searches/new"


def test_it_says_the_same_for_an_unknown_address_and_a_wrong_password(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    wrong = site.visitor().post("/sign-in", KNOWN | {"password": "not this one"})
    unknown = site.visitor().post("/sign-in", KNOWN | {"email": "nobody@meridian.example"})
    assert wrong.status_code == unknown.status_code == 422
    assert "That email and password do not match." in wrong.text
    assert "That email and password do not match." in unknown.text


def test_it_never_goes_to_another_site(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example"):
        answer = site.visitor().post("/sign-in", KNOWN | {"next": elsewhere}, follow=False)
        assert answer.headers["location"] == "/searches"


def test_it_signs_out_at_once_and_for_that_session_only(site: Site, visitor: Visitor) -> None:
    visitor.post("/welcome", GIVEN)
    other = site.visitor()
    other.post("/sign-in", KNOWN)
    copy = visitor.client.cookies["session"]
    page = visitor.post("/sign-out")
    assert "You are signed out." in page.text
    visitor.client.cookies.set("session", copy)
    assert visitor.get("/searches/new").url.path == "/sign-in"
    assert other.get("/searches/new").url.path == "/searches/new"


def test_signing_out_removes_the_cookie_where_there_is_tls(site: Site, visitor: Visitor) -> None:
    site.app.state.settings = site.app.state.settings.model_copy(update={"secure_cookies": True})
    visitor.client.base_url = "https://127.0.0.1:8000"
    visitor.post("/welcome", GIVEN)
    assert "__Host-session" in visitor.client.cookies
    given = visitor.post("/sign-out", follow=False).headers.get_list("set-cookie")
    gone = next(cookie for cookie in given if cookie.startswith("__Host-session="))
    assert "Max-Age=0" in gone
    assert "Secure" in gone
    assert "Path=/" in gone


def test_before_the_first_run_there_is_nothing_to_sign_in_to(visitor: Visitor) -> None:
    assert visitor.post("/sign-in", KNOWN).url.path == "/welcome"


def test_the_demo_is_beside_it_until_it_is_removed(site: Site, visitor: Visitor) -> None:
    site.portal.call(site.app.state.database.write, load_demo, demo_panel(), instrument(*DEFAULT), int(time.time()))
    visitor.post("/welcome", GIVEN)
    assert "<figure" in site.visitor().get("/sign-in").text
    visitor.post("/demo/remove")
    page = site.visitor().get("/sign-in")
    assert page.status_code == 200
    assert "Choose the recruiter who still calls" in page.text
    assert "<figure" not in page.text
    assert "/demo" not in page.text


@pytest.mark.parametrize("email", [GIVEN["email"], "nobody@meridian.example"])
def test_a_password_is_hashed_once_whether_the_address_is_known_or_not(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """Safety 15: the same work for both, so that the time it takes tells nothing."""
    visitor.post("/welcome", GIVEN)
    hashes: list[str] = []

    class Counted:
        def verify(self, password: str, kept: str) -> bool:
            hashes.append(kept)
            return HASHER.verify(password, kept)

    monkeypatch.setattr("app.web.passwords.HASHER", Counted())
    assert site.visitor().post("/sign-in", {"email": email, "password": "not this one"}).status_code == 422
    assert [kept.partition("$m=")[2].partition("$")[0] for kept in hashes] == ["19456,t=2,p=1"]
