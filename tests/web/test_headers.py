"""What every answer carries, however it came out, and what this server does not show at all (safety 22, 28, 29).

That every route carries it for everybody is asserted in test_doors.py, with the whole matrix.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from app import files
from app.settings import Settings
from app.web.security import YEAR, Security
from app.web.site import create_app
from guarded import POLICY, unguarded
from people import alice, carol
from visitor import Site, Visitor

Ask = Callable[[Visitor], httpx.Response]
LARGE = b"title=" + b"x" * 1_100_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ANSWERS: dict[str, tuple[int, Ask]] = {
    "a page": (200, lambda owner: owner.get("/searches/new")),
    "a fragment": (200, lambda owner: owner.fragment("/help")),
    "another page": (303, lambda owner: owner.get("/", follow=False)),
    "a form that was taken": (303, lambda owner: owner.post("/account/name", {"name": "Alice"}, follow=False)),
    "a damaged form": (400, lambda owner: owner.ask("POST", "/searches", files=[("x", b"")] * 11)),
    "nobody signed in": (401, lambda owner: owner.fragment("/searches", headers={"Cookie": "session=x"})),
    "a form from elsewhere": (403, lambda owner: owner.post("/theme", headers={"Sec-Fetch-Site": "cross-site"})),
    "what is not there": (404, lambda owner: owner.get("/nothing")),
    "what is not theirs": (404, lambda owner: owner.get("/searches/999")),
    "an id beyond all numbers": (404, lambda owner: owner.get(f"/searches/{2**70}")),
    "another method": (405, lambda owner: owner.ask("DELETE", "/searches")),
    "too large": (413, lambda owner: owner.ask("POST", "/searches", content=LARGE, headers=FORM)),
    "another host": (421, lambda owner: owner.get("/help", headers={"Host": "attacker.example"})),
    "a form with a mistake": (422, lambda owner: owner.post("/searches", {"title": ""})),
    "too many tries": (429, lambda owner: [owner.post("/sign-in/again", {"password": "x"}) for _ in range(11)][-1]),
    "what broke": (500, lambda owner: owner.get("/broken")),
    "the head of a page": (200, lambda owner: owner.ask("HEAD", "/searches/new")),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_every_kind_of_answer_carries_all_headers_and_is_kept_nowhere(site: Site, what: str) -> None:
    """Safety 28: a page, a fragment, a download and every error."""
    owner, (status, ask) = alice(site), ANSWERS[what]
    break_something(site, owner)
    page = ask(owner)
    assert page.status_code == status, page.text[:200]
    assert [*unguarded(page)] == []


def test_what_a_role_may_not_do_carries_them_too(site: Site) -> None:
    page = carol(site).get("/searches/new")
    assert page.status_code == 403
    assert [*unguarded(page)] == []


def break_something(site: Site, owner: Visitor) -> None:
    """An address whose page breaks."""

    def broken() -> None:
        raise RuntimeError("secret detail")

    site.app.add_api_route("/broken", broken)
    site.app.router.routes.insert(0, site.app.router.routes.pop())
    owner.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]


@pytest.mark.parametrize(("path", "status"), [("site.css", 200), ("icon.svg", 200), ("nothing.css", 404), ("", 404)])
def test_our_own_files_carry_all_headers_and_may_be_kept(visitor: Visitor, path: str, status: int) -> None:
    page = visitor.get(f"/static/{path}", follow=False)
    assert page.status_code == status
    assert [lack for lack in unguarded(page) if not lack.startswith("cache-control")] == []
    again = visitor.get(f"/static/{path}", headers={"If-None-Match": page.headers.get("etag", "x")})
    assert again.status_code == (304 if status == 200 else 404)
    assert POLICY.fullmatch(again.headers["content-security-policy"])
    assert again.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/help", "/nothing", "/static/site.css", "/healthz"])
@pytest.mark.parametrize("tls", [True, False])
def test_browsers_are_held_to_tls_for_a_year_where_there_is_tls(settings: Settings, path: str, tls: bool) -> None:
    app = create_app(settings.model_copy(update={"url": "https://127.0.0.1" if tls else ""}))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(path)

    told = asyncio.run(asked()).headers.get("strict-transport-security")
    app.state.database.close()
    assert told == (f"max-age={YEAR}; includeSubDomains" if tls else None)
    assert YEAR >= 31_536_000


@pytest.mark.parametrize(("form", "fields"), [("/sign-out", {}), ("/account/sessions/end", {"which": "all"})])
def test_signing_out_leaves_nothing_in_the_browser(site: Site, form: str, fields: dict[str, str]) -> None:
    answer = alice(site).post(form, fields, follow=False)
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    gone = [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith('session="";')]
    assert ["Max-Age=0" in cookie for cookie in gone] == [True]


def test_no_two_of_ten_thousand_answers_have_the_same_nonce() -> None:
    """Safety 22."""
    nonces: set[str] = set()

    async def noted(message: Any) -> None:
        if message["type"] == "http.response.start":
            found = POLICY.fullmatch(dict(message["headers"])[b"content-security-policy"].decode())
            assert found
            nonces.add(found[1])

    async def asked() -> None:
        guarded = Security(PlainTextResponse("x"), tls=False, names={"a"})
        for _ in range(10_000):
            scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"a")]}
            await guarded(scope, None, noted)  # type: ignore[arg-type]

    asyncio.run(asked())
    assert len(nonces) == 10_000


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/docs",
            "/redoc",
            "/openapi.json",
            "/metrics",
            "/debug",
            "/admin",
            "/.env",
            "/.git/config",
            "/server-status",
        ),
        *("/static", "/static/fonts", "/static/fonts/", "/static/../app/settings.py", "/static/%2e%2e/pyproject.toml"),
        *("/static/..%2fapp%2fsettings.py", "/static//etc/passwd", "/data/followthrough.db", "/followthrough.db"),
    ],
)
def test_nothing_of_the_inside_is_shown(visitor: Visitor, path: str) -> None:
    """Safety 29: no documentation of an interface, no listing, no file but our own."""
    page = visitor.get(path)
    assert page.status_code == 404
    assert "Nothing is at this address." in page.text


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "OPTIONS", "PROPFIND"])
def test_no_method_that_the_site_does_not_use_is_answered(visitor: Visitor, method: str) -> None:
    """Safety 29."""
    page = visitor.ask(method, "/help", headers={"X-Secret": "canary"})
    assert page.status_code == 405
    assert "canary" not in page.text


def test_there_is_no_debug_mode(site: Site) -> None:
    assert site.app.debug is False
    assert site.app.openapi_url is None


def test_only_answers_that_wait_to_be_saved_are_kept_in_the_browser() -> None:
    """Safety 28: they are there until the server has them, and go with everything else at signing out."""
    keeping = {path.name for path in files("static").glob("*.js") if "Storage." in path.read_text(encoding="utf-8")}
    assert keeping - {"keys.js"} == {"queue.js"}  # keys.js: whether number keys are on
