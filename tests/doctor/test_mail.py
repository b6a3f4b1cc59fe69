"""What the doctor says about the mail server, to which it says hello and goodbye."""

import pytest

from app.doctor.mail import findings
from databases import used
from post_office import PostOffice


def said(**smtp: object) -> list[str]:
    return [str(finding) for finding in findings(used("sqlite:///x.db", mail_from="v@x.example", **smtp))]


def test_a_mail_server_that_answers_is_well_and_is_sent_nothing() -> None:
    with PostOffice() as office:
        lines = said(smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="none")
    assert lines == [f"ok            The mail server 127.0.0.1:{office.port} takes mail from us."]
    assert (office.taken, office.recipients) == ([], [])


def test_without_a_mail_server_it_says_what_that_means() -> None:
    assert [line[:45] for line in said()] == ["look at this  No mail server is set, so every"]


def test_a_mail_server_that_is_away_is_named_with_the_setting() -> None:
    with PostOffice() as office:
        port = office.port
    [line] = said(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
    assert line.startswith(
        f"look at this  The mail server 127.0.0.1:{port} could not be reached. Look at FOLLOWTHROUGH"
    )


def test_a_mail_server_without_tls_or_that_refuses_us_is_named() -> None:
    with PostOffice() as office:
        at = {"smtp_host": "127.0.0.1", "smtp_port": office.port}
        [line] = said(**at)
        assert "offers no secure connection (STARTTLS)" in line
        [line] = said(**at, smtp_security="none", smtp_user="u", smtp_password="hidden")
    assert line.startswith("look at this  ")
    assert "hidden" not in line


def test_a_mail_server_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.doctor.mail.PATIENCE", 0.2)
    with PostOffice(at={"EHLO": "slow"}, pause=3600) as office:
        [line] = said(smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="none")
    assert "did not answer in time" in line


def test_a_password_that_can_be_overheard_is_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.doctor.mail.PATIENCE", 0.2)
    lines = said(smtp_host="192.0.2.1", smtp_security="none")
    assert lines[0].startswith(
        "unsafe        Mails and the password go to the mail server as anybody on the way can read"
    )
