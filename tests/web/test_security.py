"""Headers on every answer, and posts that come from elsewhere (safety 18, 22, 28)."""

import pytest
from starlette.datastructures import Headers

from app.web.security import content_policy, is_ours, is_own_address
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


@pytest.mark.parametrize("address", ["/", "/searches/1/compare?w.closure=5", "/searches/1#x", "/a//b"])
def test_an_address_of_ours_is_a_path(address: str) -> None:
    assert is_own_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "searches", "//evil.example", "/\\evil.example", "/\t/evil.example", "/x\n", "https://evil.example", "\\/x"],
)
def test_what_a_browser_could_read_as_another_host_is_not_ours(address: str) -> None:
    assert not is_own_address(address)


@pytest.mark.parametrize("path", ["/help", "/welcome", "/nothing", "/searches", "/static/site.css"])
def test_the_head_of_a_page_is_that_of_the_page(visitor: Visitor, path: str) -> None:
    page, head = visitor.get(path, follow=False), visitor.ask("HEAD", path, follow=False)
    assert head.status_code == page.status_code
    for name in ("content-length", "content-type", "location", "x-content-type-options"):
        assert head.headers.get(name) == page.headers.get(name), name


def test_the_head_of_what_only_takes_posts_is_refused(visitor: Visitor) -> None:
    assert visitor.ask("HEAD", "/theme", follow=False).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "a b", "[::1"]
)
def test_a_name_that_is_not_ours_gets_no_page(visitor: Visitor, host: str) -> None:
    page = visitor.get("/help", headers={"Host": host})
    assert page.status_code == 421
    assert "does not answer to that name" in page.text
    assert "evil" not in page.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:9", "[::1]:8000"])
def test_every_name_of_this_machine_is_ours(visitor: Visitor, host: str) -> None:
    assert visitor.get("/help", headers={"Host": host}).status_code == 200
