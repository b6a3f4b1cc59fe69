"""Starting the server: what cannot be used stops the start with a sentence, never with a traceback."""

import socket
from pathlib import Path

import pytest

from app import serving, working
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


def test_a_prepared_database_holds_the_demo_once(tmp_path: Path) -> None:
    used = Settings(database_url=f"sqlite:///{tmp_path}/f.db")
    serving.prepare(used)
    first = serving.bring_demo(used, again=True)
    serving.prepare(used)
    again = serving.bring_demo(used, again=True)
    assert first is not None
    assert again is not None
    assert first.id == again.id
