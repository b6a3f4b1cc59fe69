"""More people at once than can be answered soon: the next is told so at once, and those inside are not disturbed."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.web import crowd
from app.web.crowd import AT_ONCE, Crowd
from people import alice
from visitor import Site

SAVE = {"Followthrough-Save": "1"}


@pytest.fixture
def full(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many are inside as may be."""
    with monkeypatch.context() as patched:
        patched.setattr(crowd, "AT_ONCE", 0)
        yield


def test_who_comes_too_many_is_told_when_to_come_again(site: Site, full: None) -> None:
    visitor = site.visitor()
    read, sent = visitor.get("/help"), visitor.post("/sign-in", {"email": "a@b.example"})
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in (read, sent)] == [(503, "2")] * 2
    assert "Too many people are here just now. Open the page again in a moment." in read.text
    assert "so this was not saved. Keep the page open and send it again in a moment." in sent.text
    assert "default-src 'none'" in read.headers["content-security-policy"]


def test_a_script_is_told_in_a_sentence_and_sends_it_again(site: Site, full: None) -> None:
    answer = alice(site).post("/vettings/1/answer/EV12", {"value": "3"}, headers=SAVE)
    assert (answer.status_code, answer.text) == (503, crowd.SENT)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/site.css"])
def test_parts_of_a_page_and_who_watches_the_server_are_always_answered(site: Site, full: None, path: str) -> None:
    assert site.visitor().get(path).status_code == 200


def test_just_so_many_are_inside_at_once_and_each_makes_room() -> None:
    most = 0

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        nonlocal most
        most = max(most, gate.inside)
        await asyncio.sleep(0.01)
        if scope["path"] == "/broken":
            raise ValueError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def come(many: int, path: str) -> list[object]:
        transport = httpx.ASGITransport(named)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answers = await asyncio.gather(*(client.get(path) for _ in range(many)), return_exceptions=True)
        return [answer.status_code if isinstance(answer, httpx.Response) else type(answer) for answer in answers]

    async def named(scope: Any, receive: Any, send: Any) -> None:
        await gate({**scope, "state": {"nonce": "n", "reference": "R"}}, receive, send)

    gate = Crowd(slow)
    assert sorted(asyncio.run(come(AT_ONCE + 20, "/"))) == [200] * AT_ONCE + [503] * 20  # type: ignore[type-var]
    assert asyncio.run(come(5, "/broken")) == [ValueError] * 5
    assert (most, gate.inside) == (AT_ONCE, 0)


def test_who_sends_slowly_keeps_no_one_out() -> None:
    """As many posts as may be inside, each of which never sends its second part; then somebody opens a page."""
    stopped = asyncio.Event()
    parts = [{"type": "http.request", "body": b"a", "more_body": True}]

    async def read(scope: Any, receive: Any, send: Any) -> None:
        while scope["method"] == "POST" and (await receive())["more_body"]:
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def come() -> tuple[int, int]:
        gate = Crowd(read)
        slow = [
            asyncio.create_task(gate(_scope("POST"), _trickle([*parts], stopped), _nowhere)) for _ in range(AT_ONCE)
        ]
        await asyncio.sleep(0.05)
        answered: list[Any] = []

        async def told(message: Any) -> None:
            answered.append(message.get("status"))

        await gate(_scope("GET"), _trickle([], stopped), told)
        stopped.set()
        await asyncio.gather(*slow)
        return answered[0], gate.inside

    assert asyncio.run(come()) == (200, 0)


def _scope(method: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": "/x", "headers": [], "query_string": b""}


def _trickle(parts: list[dict[str, Any]], stopped: asyncio.Event) -> Any:
    """The parts, and then nothing more until it is stopped."""

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop(0)
        await stopped.wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


async def _nowhere(message: Any) -> None: ...
