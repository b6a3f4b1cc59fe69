"""The tokens of personal links, walked through with real ones: none is kept, logged or handed on (safety 11)."""

import re
from collections.abc import Iterator

import httpx
import pytest

from actors import Doors
from canary import everywhere, on_disk
from policy import SENT
from test_links import BEHIND
from test_logs import Heard, heard
from visitor import Visitor

__all__ = ["heard"]


@pytest.fixture(autouse=True)
def restored(doors: Doors) -> Iterator[None]:
    """The links are new for each test."""
    yield
    doors.world.restore()


def walk(visitor: Visitor, where: str, token: str) -> list[httpx.Response]:
    """As a mail program, as a person, as somebody late, and as somebody whose form is refused."""
    path = where + token
    looked = [visitor.ask("HEAD", path), visitor.get(path, headers={"HX-Current-URL": path, "Referer": path})]
    refused = visitor.post(path, {"password": "x"}, follow=False) if where in ("/join/", "/reset/") else looked[0]
    foreign = visitor.post(path, SENT[BEHIND[where]], headers={"Sec-Fetch-Site": "cross-site"}, follow=False)
    entered = visitor.post(path, SENT[BEHIND[where]], follow=False)
    after = visitor.get(entered.headers["location"], headers={"Referer": f"http://127.0.0.1:8000{path}"})
    assert (entered.status_code, after.status_code) == (303, 200), (where, after.url)
    assert [foreign.status_code, refused.status_code // 100] in ([403, 4], [403, 2])
    late = [visitor.get(path), visitor.post(path, SENT[BEHIND[where]], follow=False), visitor.get(f"{path}/more")]
    return [*looked, refused, foreign, entered, *late, *after.history, after]


def given(page: httpx.Response) -> str:
    """All that a browser receives."""
    return f"{page.headers}{page.headers.get_list('set-cookie')}{page.text}"


@pytest.mark.parametrize("where", BEHIND)
def test_a_token_is_given_to_nobody_and_the_page_behind_it_has_an_address_without_it(
    doors: Doors, heard: Heard, where: str
) -> None:
    world = doors.world
    token = world.ours.tokens[where]
    visitor = world.site.visitor()
    world.enter(visitor, world.ours, reply="found")  # whose link is open in this browser already
    pages = walk(visitor, where, token)
    assert [str(page.url) for page in pages if token in given(page)] == []
    for page in pages:
        assert page.headers["cache-control"] == "no-store", page.url
        on_key = token in page.url.path
        assert page.headers["referrer-policy"] == ("no-referrer" if on_key else "same-origin"), page.url
    assert token not in str(pages[-1].url)
    assert len(heard.lines) >= len({id(page) for page in pages})
    assert token not in heard.getvalue()
    site = world.site
    assert site.portal.call(site.app.state.database.read, everywhere, token) == {}
    assert token.encode() not in on_disk(site.app.state.settings.database_url)


def test_it_would_be_found(doors: Doors, heard: Heard) -> None:
    """The same look finds what is kept in words: the name of the house."""
    site, word = doors.world.site, doors.world.ours.word
    assert len(site.portal.call(site.app.state.database.read, everywhere, word)) > 10
    assert word.encode() in on_disk(site.app.state.settings.database_url)


def test_what_the_form_of_a_link_breaks_on_names_no_token(
    doors: Doors, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of an error, and what is logged of it."""
    monkeypatch.setattr("app.web.invited.open_link", broken)
    visitor = doors.world.site.visitor()
    visitor.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    token = doors.world.ours.tokens["/i/"]
    page = visitor.post(f"/i/{token}", follow=False)
    assert page.status_code == 500
    assert re.search("Reference [0-9A-F]{8}", page.text)
    assert token not in given(page) + heard.getvalue()


def broken(_db: object, *said: object) -> None:
    raise RuntimeError(f"What was sent: {said}")
