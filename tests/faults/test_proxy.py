"""The proxy as docs/haproxy.cfg has it: who cannot be reached is passed over, and nobody says where they come from."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from faults.proxy import FOUR, proxied, until
from ports import free_port

pytestmark = pytest.mark.haproxy


class Echo(BaseHTTPRequestHandler):
    """Answers 200 with what it was told of where a request comes from."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = f"{self.headers.get_all('X-Forwarded-For')} {self.headers.get_all('X-Forwarded-Proto')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def one() -> Iterator[int]:
    """The port of a server that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def listens(address: str) -> bool:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.socket() as tried:
        return tried.connect_ex((host, int(port))) == 0


def test_servers_that_cannot_be_reached_are_passed_over_before_anybody_has_looked(one: int, tmp_path: Path) -> None:
    with proxied([free_port(), free_port(), free_port(), one], tmp_path) as address:
        until(lambda: listens(address))
        found = [httpx.request(how, address, timeout=20).status_code for how in ("GET", "POST") * FOUR]
    assert found == [200] * 2 * FOUR


def test_what_somebody_says_of_where_they_come_from_is_not_passed_on(one: int, tmp_path: Path) -> None:
    with proxied([one, free_port(), free_port(), free_port()], tmp_path) as address:
        until(lambda: listens(address))
        said = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher"}
        assert httpx.get(address, headers=said, timeout=20).text == "['127.0.0.1'] ['http']"
