"""Settings: nothing secret is shown, and a bad value gives one sentence with the variable's own name."""

import pytest
from typer.testing import CliRunner

from app.__main__ import commands
from app.settings import BadSetting, Settings, settings

HOST = "postgresql+psycopg://app:{}@db.example/followthrough"


def refused() -> list[str]:
    """What is printed for the environment as it is, a line for each variable."""
    with pytest.raises(BadSetting) as bad:
        settings()
    first, *lines = str(bad.value).splitlines()
    assert first == "Settings that cannot be used:"
    return lines


@pytest.mark.parametrize(
    "url",
    [
        HOST.format("secret"),
        HOST.format("se%40cret"),
        "postgresql+psycopg://app@db.example/followthrough?password=secret",
        HOST.format("x") + "?sslpassword=secret",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    shown = Settings(database_url=url).database_shown
    assert "cret" not in shown
    assert "db.example/followthrough" in shown


def test_the_place_of_a_file_is_shown_as_it_was_written() -> None:
    assert Settings(database_url="sqlite:///my data/a.db?timeout=1").database_shown == "sqlite:///my data/a.db"


@pytest.mark.parametrize("password", ["se@cret", "se:cret@x:y", "a@b/c"])
def test_a_password_that_was_not_escaped_is_refused_and_not_repeated(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", HOST.format(password))
    [line] = refused()
    assert line.startswith("DATABASE_URL: This is no database address. In a password write @ as %40")
    assert "cret" not in line


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", url)
    [line] = refused()
    assert line.startswith("FOLLOWTHROUGH_DATABASE_URL: A database in memory is lost at every stop. Write sqlite:///")


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///", "sqlite://", "postgresql+psycopg://host", ""])
def test_what_is_no_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", url)
    assert refused() == [
        "FOLLOWTHROUGH_DATABASE_URL: Write sqlite:///followed/by/a/file.db or "
        "postgresql+psycopg://user:password@host/database."
    ]


def test_a_command_stops_with_one_sentence_for_each_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    monkeypatch.setenv("FOLLOWTHROUGH_PORT", "abc")
    monkeypatch.setenv("FOLLOWTHROUGH_LOG_LEVEL", "loud")
    done = CliRunner().invoke(commands, ["migrate"])
    assert done.exit_code == 1
    _, *lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "DATABASE_URL",
        "FOLLOWTHROUGH_PORT",
        "FOLLOWTHROUGH_LOG_LEVEL",
    ]
    assert all(line.endswith(".") and line.count("FOLLOWTHROUGH_") <= 1 for line in lines)
