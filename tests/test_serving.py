"""Starting the server: what cannot be used stops the start with a sentence, never with a traceback."""

import asyncio
import gc
import signal
import socket
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner

from app import serving, working
from app.__main__ import commands
from app.settings import Settings


@pytest.mark.parametrize("kind", ["a folder", "no database", "nowhere"])
def test_a_database_that_cannot_be_opened_is_named_with_what_to_do(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "here.db"
    if kind == "a folder":
        path.mkdir()
    elif kind == "no database":
        path.write_text("This is a letter, and it is longer than the header of a database would be. " * 20)
    else:
        (tmp_path / "file").write_text("")
        path = tmp_path / "file" / "here.db"
    with pytest.raises(working.NoDatabase, match=r"Cannot use the database sqlite:///.*FOLLOWTHROUGH_DATABASE_URL"):
        serving.prepare(Settings(database_url=f"sqlite:///{path}"))


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(serving.PortTaken, match=rf"127\.0\.0\.1:{port}.*FOLLOWTHROUGH_PORT"):
            serving.listen(Settings(port=port))


def test_who_comes_before_the_server_answers_waits_instead_of_being_refused() -> None:
    with serving.listen(Settings(port=0)) as listening:
        caller = socket.create_connection(listening.getsockname(), timeout=5)
        assert caller.getpeername() == listening.getsockname()
        caller.close()


def test_garbage_is_looked_for_once_the_server_is_made_and_not_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[tuple[bool, bool]] = []
    gc.unfreeze()  # what the run itself put aside

    def look(*_: object, sockets: tuple[socket.socket, ...] = ()) -> None:
        seen.append((gc.isenabled(), gc.get_freeze_count() > 0))
        for each in sockets:
            each.close()

    monkeypatch.setattr(serving, "prepare", look)
    monkeypatch.setattr(serving.Server, "run", look)
    monkeypatch.setattr("app.web.logs.begin", lambda _: None)
    monkeypatch.setenv("FOLLOWTHROUGH_PORT", "0")
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", f"sqlite:///{tmp_path}/f.db")
    try:
        done = CliRunner().invoke(commands, ["serve"])
    finally:
        gc.freeze()
        gc.enable()
    assert done.exit_code == 0, done.output
    assert seen == [(False, False), (True, True)]


def test_a_prepared_database_holds_the_demo_once(tmp_path: Path) -> None:
    used = Settings(database_url=f"sqlite:///{tmp_path}/f.db")
    serving.prepare(used)
    first = serving.bring_demo(used, again=True)
    serving.prepare(used)
    again = serving.bring_demo(used, again=True)
    assert first is not None
    assert again is not None
    assert first.id == again.id


@pytest.mark.parametrize(
    ("drain", "told", "ends"),
    [
        (0, [signal.SIGTERM], True),
        (30, [signal.SIGTERM], False),
        (30, [signal.SIGINT], True),
        (30, [signal.SIGTERM, signal.SIGTERM], True),
    ],
)
def test_only_a_first_request_to_end_waits_for_the_proxy(drain: int, told: list[signal.Signals], ends: bool) -> None:
    app = FastAPI()
    server = serving.Server(uvicorn.Config(app), app, drain)
    for each in told:
        server.handle_exit(each, None)
    assert asyncio.run(server.on_tick(1)) is ends
    assert getattr(app.state, "ending", False) is (drain > 0 and told[0] == signal.SIGTERM)


def test_a_server_told_to_end_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    app, now = FastAPI(), [100.0]
    server = serving.Server(uvicorn.Config(app), app, 5)
    monkeypatch.setattr("app.serving.time.monotonic", lambda: now[0])
    server.handle_exit(signal.SIGTERM, None)
    now[0] += 4.9
    assert not asyncio.run(server.on_tick(1))
    now[0] += 0.1
    assert asyncio.run(server.on_tick(2))
