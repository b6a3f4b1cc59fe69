"""Signing in and out."""

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
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
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
