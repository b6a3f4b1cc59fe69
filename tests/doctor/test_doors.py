"""What the doctor says about how people reach the server."""

import pytest

from app.doctor.doors import findings
from app.settings import Settings


def said(environment: dict[str, str], **settings: object) -> list[str]:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    return [str(finding) for finding in findings(chosen, environment)]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "ok            Only this machine reaches it, at http://127.0.0.1:8000."),
        ({"url": "https://v.example.com"}, "ok            People reach it at https://v.example.com."),
        ({"url": "http://v.example.com"}, "unsafe        Passwords and answers go to http://v.example.com as anybody"),
        ({"url": "http://93.184.216.34"}, "unsafe        Passwords and answers go to http://93.184.216.34 as anybody"),
        ({"url": "http://192.168.1.4:8000"}, "look at this  Everybody on your network can read what is sent to"),
        ({"url": "http://vetting.lan"}, "look at this  Everybody on your network can read what is sent to"),
        ({"url": "http://server:8000"}, "look at this  Everybody on your network can read what is sent to"),
        ({"url": "http://a.example", "secure_cookies": True}, "look at this  Browsers keep no secure cookie from a"),
        ({"url": "https://v.example.com"}, "ok            Sessions are sent over TLS only."),
        ({}, "ok            Sessions are sent without TLS too, as the address has none."),
        ({"url": "https://v.example.com"}, "look at this  Everybody seems to come from the proxy before the server"),
        (
            {"url": "https://v.example.com", "trusted_proxies": "10.0.0.5"},
            "ok            Where a request comes from is",
        ),
        ({}, "ok            No proxy is believed."),
        ({"hosts": "b.example, a.example"}, "ok            It answers to 127.0.0.1, ::1, a.example, b.example, local"),
        ({"sign_up": "open"}, "look at this  Anybody may begin an account."),
        ({"sign_up": "invite"}, "ok            Only the invited begin an account."),
        ({"sign_up": "closed"}, "ok            Nobody begins an account."),
    ],
)
def test_a_line_for_each_way_it_may_stand(settings: dict[str, object], line: str) -> None:
    assert [each for each in said({}, **settings) if each.startswith(line)], line


def test_a_variable_that_is_no_setting_is_named_and_its_value_is_not() -> None:
    environment = {"FOLLOWTHROUGH_TRUSTED_PROXY": "hidden", "FOLLOWTHROUGH_PORT": "1", "DATABASE_URL": "x", "HOME": "/"}
    environment |= {"FOLLOWTHROUGH_DATABASE_URL": "sqlite:///x.db"}
    lines = said(environment)
    [line] = [each for each in lines if "no setting" in each]
    assert line.startswith("look at this  FOLLOWTHROUGH_TRUSTED_PROXY is no setting, so it does nothing.")
    assert "hidden" not in "".join(lines)
