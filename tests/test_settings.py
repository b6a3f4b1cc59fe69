"""Settings: nothing secret is shown, and a bad value gives one sentence with the variable's own name."""

import re
import secrets
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app.__main__ import commands
from app.settings import BadSetting, Settings, guessable, settings
from app.store.keys import read_keys, secret_file

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


def test_the_table_in_the_readme_names_every_setting_with_its_default() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `FOLLOWTHROUGH_(\w+)` \| (?:`(.*?)`)? ?\|", readme, re.M)
    defaults = {name: field.default for name, field in Settings.model_fields.items() if name != "debug"}
    shown = {name: "" if isinstance(value, SecretStr | None) else str(value) for name, value in defaults.items()}
    assert {name.lower(): default for name, default in rows} == shown | {"secure_cookies": "false"}


UNSAFE = [
    ("SECRET", "short", "can be guessed"),
    ("SECRET", "a" * 40, "can be guessed"),
    ("SECRET", "followthrough" * 3, "can be guessed"),
    ("SECRET", "0123456789abcdef" * 3, "can be guessed"),
    ("SECRET", "abcdefghijklmnopqrstuvwxyz0123456789", "can be guessed"),
    ("SECRET", "insert-a-long-random-secret-in-here", "can be guessed"),
    ("SECRET", "qwertyuiopasdfghjklzxcvbnm1234567890", "can be guessed"),
    ("HOSTS", "*", "Name each host."),
    ("HOSTS", "a.example, *.example", "Name each host."),
    ("HOSTS", "https://a.example", "“https://a.example” is no host name."),
    ("HOSTS", "a.example:8000", "“a.example:8000” is no host name."),
    ("DEBUG", "true", "There is no debug mode"),
    ("HOST", "0.0.0.0", "FOLLOWTHROUGH_URL: other machines reach 0.0.0.0."),
    ("HOST", "::", "FOLLOWTHROUGH_URL: other machines reach ::."),
    ("URL", "vetting.example.com", "Write the address people type"),
    ("URL", "https://vetting.example.com/path", "Write the address people type"),
    ("URL", "https://vetting.example.com?x=1", "Write the address people type"),
    ("URL", "https://user:hidden@vetting.example.com", "Write the address people type"),
    ("TRUSTED_PROXIES", "*", "“*” is no address or network."),
    ("TRUSTED_PROXIES", "0.0.0.0/0", "“0.0.0.0/0” is half the world"),
    ("TRUSTED_PROXIES", "10.0.0.5, ::/0", "“::/0” is half the world"),
    ("REPLICA_URL", "sqlite:///hidden.db", "with the replica's host"),
    ("REPLICA_URL", "postgresql+psycopg://u:hidden@h/d", "only a PostgreSQL has a replica"),
    ("DATABASE_NUMBER", "8192", "Write a whole number from 0 to 8191."),
    ("DATABASE_NUMBER", "1", "only PostgreSQL databases are several"),
    ("DRAIN", "-1", "Write a whole number from 0 to 60."),
    ("SIGN_UP", "everybody", "FOLLOWTHROUGH_SIGN_UP: Write open, invite or closed."),
    ("SMTP_SECURITY", "maybe", "Write starttls, tls or none."),
    ("PORT", "abc", "FOLLOWTHROUGH_PORT: Write a whole number from 0 to 65535."),
    ("PORT", "99999", "FOLLOWTHROUGH_PORT: Write a whole number from 0 to 65535."),
    ("INVITATIONS_A_DAY", "many", "Write a whole number from 1."),
    ("SECURE_COOKIES", "maybe", "FOLLOWTHROUGH_SECURE_COOKIES: Write true or false."),
]


@pytest.mark.parametrize(
    ("name", "value", "sentence"), UNSAFE, ids=[f"{name} {value[:12]}" for name, value, _ in UNSAFE]
)
def test_an_unsafe_setting_stops_the_start_with_its_name(
    name: str, value: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safety 29: a default or guessable secret, any host, debug, an address others reach without a name."""
    monkeypatch.setenv(f"FOLLOWTHROUGH_{name}", value)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/f.db")
    done = CliRunner().invoke(commands, ["migrate"])
    assert done.exit_code == 1
    [_, line] = done.stderr.splitlines()
    assert sentence in line
    assert line.startswith("FOLLOWTHROUGH_")
    assert "hidden" not in line
    assert name != "SECRET" or value not in line


def test_a_secret_made_by_chance_is_taken() -> None:
    made = (secrets.token_urlsafe(32), secrets.token_hex(16), secrets.token_hex(32))
    assert [guessable(secret) for _ in range(500) for secret in made] == [False] * 1_500


def test_postgresql_does_not_start_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", HOST.format("x"))
    done = CliRunner().invoke(commands, ["migrate"])
    assert done.exit_code == 1
    assert done.stderr.startswith("FOLLOWTHROUGH_SECRET: a PostgreSQL installation needs one")


@pytest.mark.parametrize("kept", ["short", "a" * 40, ""])
def test_a_kept_secret_that_can_be_guessed_is_not_used(tmp_path: Path, kept: str) -> None:
    used = Settings(database_url=f"sqlite:///{tmp_path}/f.db")
    secret_file(used).write_text(kept)
    with pytest.raises(BadSetting, match="holds no usable secret"):
        read_keys(used)


@pytest.mark.parametrize(
    ("hosts", "names"),
    [("", set()), ("A.Example, b-c", {"a.example", "b-c"}), ("[::2], 192.0.2.1", {"::2", "192.0.2.1"})],
)
def test_the_names_a_server_answers_to_are_read_as_browsers_write_them(hosts: str, names: set[str]) -> None:
    assert Settings(hosts=hosts).names == {"127.0.0.1", "localhost", "::1"} | names


@pytest.mark.parametrize("proxies", ["10.0.0.0/8", "fd00::/8", "10.0.0.5, 192.168.0.0/16"])
def test_a_network_of_one_s_own_can_be_trusted(proxies: str) -> None:
    assert Settings(trusted_proxies=proxies).trusted_proxies == proxies


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
