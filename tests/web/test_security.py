"""Headers on every answer, and posts that come from elsewhere (safety 18, 22, 28)."""

import pytest
from starlette.datastructures import Headers

from app.web.security import content_policy, is_ours
from people import alice
from visitor import ADDRESS, Site, Visitor

HOST = ADDRESS.partition("://")[2]


@pytest.mark.parametrize(
    ("method", "headers", "ours"),
    [
        ("GET", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "same-origin"}, True),
        ("POST", {"sec-fetch-site": "none"}, True),
        ("POST", {"sec-fetch-site": "same-site"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        ("PUT", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"origin": ADDRESS, "host": HOST}, True),
        ("POST", {"origin": "http://evil.example", "host": HOST}, False),
        ("POST", {"origin": "null", "host": HOST}, False),
        ("POST", {"cookie": "session=x"}, False),
        ("POST", {}, True),
    ],
)
def test_a_post_is_taken_from_our_own_pages_only(method: str, headers: dict[str, str], ours: bool) -> None:
    assert is_ours(method, Headers(headers)) is ours


def test_a_foreign_post_changes_nothing(site: Site) -> None:
    owner = alice(site)
    page = owner.ask(
        "POST", "/searches", data={"title": "X", "length": "full"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert page.status_code == 403
    assert "sent from another site" in page.text
    assert owner.get("/searches").url.path == "/searches/new"


@pytest.mark.parametrize("path", ["/welcome", "/help", "/nothing", "/static/site.css", "/searches"])
def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path, follow=False).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert ("no-store" in headers.get("Cache-Control", "")) is not path.startswith("/static/")
    assert "server" not in headers


def test_the_nonce_is_the_page_s_own_and_never_the_same(visitor: Visitor) -> None:
    pages = [visitor.get("/help") for _ in range(20)]
    nonces = {page.headers["Content-Security-Policy"].split("nonce-")[1].split("'")[0] for page in pages}
    assert len(nonces) == 20
    for page in pages:
        assert page.text.count("<script ") == page.text.count('<script nonce="')
        policy = page.headers["Content-Security-Policy"]
        assert policy == content_policy(page.text.split('nonce="')[1].split('"')[0])


def test_a_form_that_is_too_large_is_refused(site: Site) -> None:
    page = alice(site).post("/searches", {"title": "x" * 1_100_000, "length": "full"})
    assert page.status_code == 413


def test_what_breaks_on_our_side_says_so_without_details(site: Site) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    site.app.add_api_route("/broken", broken)
    site.app.router.routes.insert(0, site.app.router.routes.pop())
    visitor = site.visitor()
    visitor.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    page = visitor.get("/broken")
    assert page.status_code == 500
    assert "Your answers are safe. Reference" in page.text
    assert "secret detail" not in page.text
