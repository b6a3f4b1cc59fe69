"""What went wrong, as a page: a true sentence, the headers of every page, and what was typed kept in sight."""

import pickle
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from app import refusals
from journey import open_search, vettings
from people import alice, bob
from visitor import ADDRESS, Site, Visitor

HTMX = {"HX-Request": "true"}
ANSWER = {"value": "3", "support": "specific", "note": "Called <twice> & wrote"}
OTHERS = {"empty": "", "password": "a quiet long secret"}


@pytest.fixture
def owner(site: Site) -> Visitor:
    visitor = alice(site)
    visitor.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    return visitor


@pytest.fixture
def form(owner: Visitor) -> str:
    """The address of a question of the owner's own form."""
    return f"/vettings/{vettings(owner, open_search(owner))[0]}/answer/EV12"


REFUSALS = [
    *(refusals.NotHere(), refusals.SignInFirst(), refusals.ProveFirst(), refusals.FactorFirst()),
    *(kind("No.") for kind in (refusals.Refusal, refusals.NotAllowed, refusals.Conflict, refusals.Busy)),
    *(refusals.TooMany(1_800, " or ask"), refusals.Mistakes({"title": "It needs one.", "length": "Choose one."})),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_can_be_handed_on_from_another_process(refusal: refusals.Refusal) -> None:
    again = pickle.loads(pickle.dumps(refusal))
    assert type(again) is type(refusal)
    assert (str(again), vars(again)) == (str(refusal), vars(refusal))


@pytest.fixture
def full_disk(site: Site, form: str) -> Iterator[None]:
    """From here on no transaction can be committed."""

    def fails(_: Connection) -> None:
        raise OSError("no space left: secret detail")

    engine = site.app.state.database._writer_engine
    event.listen(engine, "commit", fails)
    yield
    event.remove(engine, "commit", fails)


def is_guarded(page: httpx.Response) -> bool:
    """Whether an answer carries what every answer must."""
    policy = page.headers.get("content-security-policy", "")
    kept_apart = page.headers.get("x-content-type-options") == "nosniff"
    return "default-src 'none'" in policy and kept_apart and page.headers.get("cache-control") == "no-store"


def test_an_answer_that_could_not_be_stored_is_never_called_safe(owner: Visitor, form: str, full_disk: None) -> None:
    page = owner.post(form, ANSWER)
    assert page.status_code == 500
    assert "and this was not saved. Keep the page open and send it again. Reference " in page.text
    assert "safe" not in page.text
    assert "secret detail" not in page.text
    assert "Called &lt;twice&gt; &amp; wrote" in page.text
    assert is_guarded(page)
    fragment = owner.post(form, ANSWER, headers=HTMX)
    assert fragment.text.startswith("Something broke on our side, and this was not saved.")


def test_a_page_that_broke_does_not_speak_of_saving(site: Site, owner: Visitor) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    site.app.add_api_route("/broken", broken)
    site.app.router.routes.insert(0, site.app.router.routes.pop())
    page = owner.get("/broken")
    assert page.status_code == 500
    assert "Something broke on our side. Open the page again in a minute. Reference " in page.text
    assert "saved" not in page.text
    assert "secret detail" not in page.text
    assert is_guarded(page)


async def in_parts(size: int) -> AsyncIterator[bytes]:
    """A body whose length nobody announces."""
    for number in range(size // 50_000):
        yield f"field{number}=".encode() + b"x" * 50_000 + b"&"


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused_with_a_page(owner: Visitor, announced: bool) -> None:
    body = b"title=" + b"x" * 1_100_000 if announced else in_parts(1_100_000)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    page = owner.ask("POST", "/searches", content=body, headers=headers)
    assert page.status_code == 413
    assert "That is too large to take in. Send less at once." in page.text
    assert "<h1" in page.text
    assert is_guarded(page)


def test_a_fragment_that_is_too_large_is_refused_with_the_sentence(owner: Visitor) -> None:
    page = owner.post("/searches", {"title": "x" * 1_100_000}, headers=HTMX)
    assert (page.status_code, page.text) == (413, "That is too large to take in. Send less at once.")


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {f"field{n}": "x" for n in range(401)}},
        {"data": {"title": "x" * 200_001}},
        {"files": [(f"field{n}", (None, "x")) for n in range(401)]},
        {"files": [("file", (f"{n}.txt", b"x")) for n in range(11)]},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
    ],
    ids=["fields", "long field", "parts", "files", "no boundary"],
)
def test_a_form_that_holds_too_much_or_is_damaged_says_so(owner: Visitor, sent: dict[str, Any]) -> None:
    page = owner.ask("POST", "/searches", **sent)
    assert page.status_code == 400
    assert "This form could not be read" in page.text
    assert "not here" not in page.text


def test_as_many_fields_as_a_form_may_have_are_read(owner: Visitor) -> None:
    page = owner.post("/searches", {f"field{n}": "x" for n in range(400)})
    assert page.status_code == 422


def test_an_uploaded_file_is_dropped_and_closed(owner: Visitor) -> None:
    title = {"title": (None, "Role"), "length": (None, "full")}
    page = owner.ask("POST", "/searches", files={**title, "recruiters": ("list.txt", b"x" * 900_000)})
    assert page.url.path == "/searches/1"  # an upload left open would warn, and a warning fails the test


def test_an_ended_session_leaves_the_form_as_it_is(site: Site, form: str) -> None:
    page = site.visitor().post(form, ANSWER, headers=HTMX)
    assert page.status_code == 401
    assert "HX-Redirect" not in page.headers
    assert page.text.startswith("Your session ended. Sign in in another tab")


def test_an_ended_session_sends_a_fragment_to_sign_in_and_back(site: Site) -> None:
    page = site.visitor().fragment("/searches/new?x=1&y=2")
    assert page.status_code == 401
    assert page.headers["HX-Redirect"] == "/sign-in?next=/searches/new%3Fx%3D1%26y%3D2"


@pytest.mark.parametrize(
    ("referer", "back"),
    [(f"{ADDRESS}/vettings/9/answer/EV12?x=1", "/vettings/9/answer/EV12%3Fx%3D1"), ("http://evil.example/x", "")],
)
def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(
    site: Site, form: str, referer: str, back: str
) -> None:
    page = site.visitor().post(form, ANSWER | OTHERS, headers={"Referer": referer})
    assert page.status_code == 401
    assert f'href="/sign-in?next={back or form}"' in page.text
    assert "Called &lt;twice&gt; &amp; wrote" in page.text
    assert "a quiet long secret" not in page.text
    assert '<dt class="xs muted">empty' not in page.text


def test_a_form_too_large_to_keep_is_refused_as_that(site: Site, form: str) -> None:
    page = site.visitor().post(form, {"note": "x" * 1_100_000})
    assert page.status_code == 413
    assert "That is too large to take in." in page.text


@pytest.mark.parametrize(("path", "whom"), [("/searches/new", "an owner or a manager"), ("/company", "an owner")])
def test_who_may_not_is_told_whom_to_ask(site: Site, path: str, whom: str) -> None:
    alice(site)
    assert f"As an evaluator you cannot do this. Ask {whom}.<" in bob(site).get(path).text


def test_what_is_not_here_is_said_once(visitor: Visitor) -> None:
    page = visitor.get("/nowhere")
    assert page.status_code == 404
    assert page.text.count("That page is not here") == 1
    assert "Nothing is at this address." in page.text
