"""Logs: one line is one JSON object, whatever was typed, and nothing secret is in any (safety 54)."""

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.store.tables import audit, audit_origins
from app.web import logs
from databases import SECRET, by_hand
from people import alice
from visitor import Site

ROOT = Path(__file__).parents[2]
TOKEN = "Zm9yYmlkZGVuLWNhbmFyeS10b2tlbg"
PASSWORD = "canary-password-nobody-may-read"
PAYLOADS = [
    'x\r\n{"level":"error","say":"forged"}',
    "\x1b[2J\x1b[31mred\x1b[0m",
    "a\u2028b\u2029c\x85d\x0b\x0ce",
    "\u202egnp.exe",
    "\ud800 lone",
    "nul\x00 bell\x07 \x9b31m",
    '"}\n{"',
    "%s %d %(x)s {} {0}",
    "日本語 עברית 🚀",
]


class Heard(io.StringIO):
    """What is logged, as objects."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Everything this process logs at any level, as it would be written."""
    written = Heard()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.OneLine())
    root, ours = logging.getLogger(), logging.getLogger("followthrough")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    ours.setLevel(before)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_record_is_one_line_and_one_object_whatever_it_says(heard: Heard, payload: str) -> None:
    logging.getLogger("followthrough").error("They typed %s", payload)
    logging.getLogger(payload).error(payload.replace("%", "%%") % () if "%" in payload else payload)
    assert heard.getvalue().isascii()
    assert all(ord(sign) >= 32 or sign == "\n" for sign in heard.getvalue())
    first, second = heard.lines
    assert first["say"] == f"They typed {payload}"
    assert second["level"] == "error"


@pytest.mark.parametrize("where", ["i", "join", "reset", "sign-in/link", "I", "Sign-In/Link"])
def test_the_key_of_a_personal_link_is_left_out_of_every_sentence(heard: Heard, where: str) -> None:
    log = logging.getLogger("elsewhere")
    log.error("GET /%s/%s?x=1 HTTP/1.1", where, TOKEN)
    log.error('Referer: "https://vetting.example.com/%s/%s"', where, TOKEN)
    assert TOKEN not in heard.getvalue()
    assert f"/{where}/…" in heard.lines[0]["say"]
    assert logs.shown(f"/{where}/{TOKEN}/more") == f"/{where}/…"


def test_a_query_is_left_out_of_every_sentence(heard: Heard) -> None:
    logging.getLogger("elsewhere").error("GET /audit?person=%s", TOKEN)
    assert heard.lines[0]["say"] == "GET /audit"


def test_what_broke_is_told_by_its_kinds_and_places_and_never_by_what_was_typed(heard: Heard) -> None:
    try:
        try:
            int(PASSWORD)
        except ValueError as typed:
            raise IntegrityError(f"INSERT {PASSWORD}", {"x": PASSWORD}, OSError(28, "No space left")) from typed
    except IntegrityError as failure:
        logging.getLogger("followthrough").error("broke", exc_info=failure)
    [line] = heard.lines
    assert line["broke"] == ["IntegrityError: [Errno 28] No space left", "ValueError"]
    assert re.fullmatch(r"tests/web/test_logs\.py:\d+ test_what_broke.*", line["where"][-1])
    assert PASSWORD not in heard.getvalue()


def test_the_reference_on_the_page_is_that_of_the_line(site: Site, heard: Heard) -> None:
    def broken() -> None:
        raise RuntimeError(PASSWORD)

    site.app.add_api_route(f"/i/{TOKEN}", broken)
    site.app.router.routes.insert(0, site.app.router.routes.pop())
    visitor = site.visitor()
    visitor.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    page = visitor.get(f"/i/{TOKEN}?{TOKEN}")
    [told] = re.findall(r"Reference ([0-9A-F]{8})\.", page.text)
    about = [line for line in heard.lines if line.get("reference") == told]
    assert [line["say"] for line in about] == ["GET /i/… broke", "answered"]
    assert about[0]["broke"] == ["RuntimeError"]
    assert (about[1]["path"], about[1]["status"]) == ("/i/…", 500)
    assert TOKEN not in heard.getvalue()
    assert PASSWORD not in heard.getvalue()


@pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_the_reference_in_the_trail_is_that_of_the_line(site: Site, heard: Heard) -> None:
    """An event is written in another thread than the one that answers, and knows of the same request."""
    owner = alice(site)
    owner.post("/company/name", {"name": "Halden Freight"})
    [line] = [line for line in heard.lines if line.get("path") == "/company/name"]
    noted = select(audit_origins.c.reference).join(audit, audit.c.number == audit_origins.c.number)
    renamed = noted.where(audit.c.action == "company:rename")
    read = by_hand(lambda db: db.execute(renamed).scalars().all())
    assert site.portal.call(site.app.state.database.read, read) == [line["reference"]]


def test_no_token_and_no_password_reaches_the_log(site: Site, heard: Heard) -> None:
    owner = alice(site)
    session = owner.client.cookies["session"]
    for path in ("i", "join", "reset", "sign-in/link"):
        owner.get(f"/{path}/{TOKEN}?token={TOKEN}", follow=False)
        owner.post(f"/{path}/{TOKEN}", {"password": PASSWORD, "token": TOKEN}, follow=False)
    typed = {"company": "Canary", "name": "Alice", "email": "canary@x.example", "password": PASSWORD}
    owner.post("/welcome", typed)
    owner.post("/sign-in", {"email": "canary@x.example", "password": PASSWORD, "next": f"/searches?q={TOKEN}"})
    owner.get("/searches", headers={"Referer": f"http://127.0.0.1:8000/i/{TOKEN}", "HX-Current-URL": f"/i/{TOKEN}"})
    assert len(heard.lines) >= 10
    for secret in (TOKEN, PASSWORD, session, SECRET, "canary@x.example"):
        assert secret not in heard.getvalue()


def test_requests_at_once_keep_their_own_references(site: Site, heard: Heard) -> None:
    visitor = site.visitor()
    for _ in range(20):
        visitor.get("/help")
    assert len({line["reference"] for line in heard.lines}) == 20


@pytest.mark.filterwarnings("default")
def test_a_warning_of_a_library_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logs.begin("info")
        warnings.warn(f"careful at /i/{TOKEN}\nand below", UserWarning, stacklevel=1)
        logging.getLogger("followthrough").info("heard")
        logging.getLogger("elsewhere").info("not heard")
    finally:
        logging.captureWarnings(False)
        root.handlers, root.level = before
        for name in logs.OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["level"] for line in lines] == ["warning", "info"]
    assert TOKEN not in str(lines)


# ---- a real server ----

HOSTILE = [
    f"GET /i/{TOKEN}?{TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: http://x/i/{TOKEN}\r\n\r\n".encode(),
    b"GET /%0d%0a%1b[31mforged%e2%80%a8 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /x\r\n{forged} HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no http at all \x1b[2J\r\n\r\n",
    f"POST /reset/{TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n\r\npassword={PASSWORD}".encode(),
    b"GET /sign-in HTTP/1.1\r\nHost: \x1b[31m\r\nCookie: session=" + TOKEN.encode() + b"\r\n\r\n",
]


def test_every_line_of_a_running_server_is_an_object_without_secrets(tmp_path: Path) -> None:
    said = {"FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{tmp_path}/f.db", "FOLLOWTHROUGH_PORT": "0"}
    said |= {"FOLLOWTHROUGH_LOG_LEVEL": "debug", "FOLLOWTHROUGH_SECRET": SECRET}
    command = [sys.executable, "-m", "app", "serve"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | said, text=True, **pipes)
    try:
        assert server.stdout
        [port] = re.findall(r"127\.0\.0\.1:(\d+)", server.stdout.readline())
        for sent in HOSTILE:
            with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as connection:
                connection.sendall(sent)
                connection.recv(100)
    finally:
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=20)
    lines = [json.loads(line) for line in errors.split("\n") if line]
    answered = [line["path"] for line in lines if line["say"] == "answered"]
    assert answered[:2] == ["/i/…", "/\r\n\x1b[31mforged\u2028"]
    assert "/reset/…" in answered
    for secret in (TOKEN, PASSWORD, SECRET):
        assert secret not in errors
