"""A small load generator: clients on kept connections, each of which asks again once it is answered.

Debian has `ab`, which cannot change what it posts, and `wrk`, which needs Lua for it; this is 80 lines, needs nothing,
and asks for 15,000 small pages a second on a core of its own, more than any server here answers.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlencode

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
TAKEN = (b"200", b"204", b"303")


class Unexpected(RuntimeError):
    """An answer that is none of ours: the figures would be those of an error page."""


@dataclass(slots=True)
class Load:
    """What one run of load saw: the seconds it took, those of every answer, and the last answer's body."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    body: bytes = b""

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def p50(self) -> float:
        """In milliseconds."""
        return quantiles(self.times, n=100)[49] * 1000

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100)[98] * 1000


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], until: float, load: Load, over: "asyncio.Future[None]") -> None:
        self.requests, self.until, self.load, self.over = requests, until, load, over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self.requests, b"") if perf_counter() < self.until else b""
        if not request:
            self.over.set_result(None)
            self.transport.close()
            return
        self.got, self.wanted = bytearray(), 0
        self.began = perf_counter()
        self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.got += data
        if not self.wanted and (end := self.got.find(b"\r\n\r\n")) > 0:
            head, length = bytes(self.got[:end]), LENGTH.search(self.got, 0, end)
            if head[9:12] not in TAKEN:
                self.over.set_exception(Unexpected(f"{head.decode()}\n{bytes(self.got[end:]).decode()[:2000]}"))
                self.transport.close()
                return
            self.start = end + 4
            self.wanted = self.start + (int(length[1]) if length else 0)
        if self.wanted and len(self.got) >= self.wanted:
            self.load.times.append(perf_counter() - self.began)
            self.load.body = bytes(self.got[self.start :])
            self._ask()

    def connection_lost(self, failure: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(Unexpected(f"The server closed the connection: {failure}"))


async def load(port: int, clients: Iterable[Iterator[bytes]], seconds: float = 3600) -> Load:
    """Ask for so long, or until the clients have no more to ask. Raises Unexpected."""
    loop, seen, overs = asyncio.get_running_loop(), Load(), []
    began = perf_counter()
    for requests in clients:
        overs.append(loop.create_future())
        made = _Client(requests, began + seconds, seen, overs[-1])
        await loop.create_connection(lambda made=made: made, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*overs)
    seen.seconds = perf_counter() - began
    return seen


def under_load(port: int, clients: Iterable[Iterator[bytes]], seconds: float = 3600) -> Load:
    """The same for whoever is not in a loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load(port, clients, seconds))


def get(path: str, **headers: str) -> bytes:
    """A request as a page of ours makes it; `headers` with _ for -."""
    return _request("GET", path, headers, b"")


def post(path: str, fields: dict[str, str], **headers: str) -> bytes:
    """The same for a form."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, headers | kind, urlencode(fields).encode())


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    told = {"Host": "127.0.0.1", "Sec-Fetch-Site": "same-origin", **headers}
    told |= {"Content-Length": str(len(body))} if body else {}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
