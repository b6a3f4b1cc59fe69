"""What goes over the wire: exactly our headers, whatever somebody's name or address holds."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from app.mail.envelopes import Unsendable, envelope, mailbox
from app.mail.letters import Letter, letter
from databases import KEYS
from outbox import mail

FROM = "Followthrough <vetting@halden.example>"
OURS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
PAYLOADS = [
    f"{before}{end}{header}"
    for before in ("Eve", "", "Eve" * 40)
    for end in ("\r\n", "\n", "\r", "\r\n\t", "\n\n", "\u2028", "\u0085", "\x0b", "\x0c", "%0d%0a", "\\r\\n", "\x00\n")
    for header in ("Bcc: all@evil.example", "Content-Type: text/html\r\n\r\n<h1>", ".\r\nMAIL FROM:<x@evil.example>")
] + [
    '"<a@evil.example>, "',
    "Eve <eve@evil.example>",
    "=?utf-8?q?Eve=0D=0ABcc:_all=40evil.example?=",
    "Ünïcödé 💥 \ud800",
]


def sent(name: str = "Dora Lind", to: str = "dora@x.example", **content: Any) -> EmailMessage:
    """The mail as the other side reads it."""
    message = replace(mail("invitation", name, **content), to_email=to)
    written = envelope(letter(message, KEYS, "https://v.example"), message, FROM)
    assert written.recipient == to
    return message_from_bytes(written.mail.as_bytes(), policy=default)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_name_adds_no_header_and_no_recipient(payload: str) -> None:
    for read in (sent(name=payload), sent(company=payload, recruiter=payload, by=payload)):
        assert list(read.keys()) == OURS
        assert [address.addr_spec for address in read["To"].addresses] == ["dora@x.example"]
        assert [address.addr_spec for address in read["From"].addresses] == ["vetting@halden.example"]
        assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_an_address_is_refused(payload: str) -> None:
    for address in (payload, f"dora@x.example{payload}", f"{payload}@x.example", f"dora@{payload}"):
        with pytest.raises(Unsendable):
            mailbox(address)


@pytest.mark.parametrize("address", ["", "dora", "dora@", "@x.example", "a b@x.example", "dora@x..example", "dö@x.eu"])
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Unsendable, match="no address a mail can go to"):
        mailbox(address)


def test_a_domain_in_other_letters_goes_out_as_mail_servers_take_it() -> None:
    assert mailbox("dora+test@müller.example") == "dora+test@xn--mller-kva.example"


def test_every_try_has_the_same_headers() -> None:
    first, second = sent(), sent()
    assert [first[name] for name in OURS[:-1]] == [second[name] for name in OURS[:-1]]
    assert first["Message-ID"] == "<m@halden.example>"
    assert first["Date"] == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"


def test_names_in_all_letters_arrive() -> None:
    read = sent(name="Žofie Łukasz-Ñandú", company="Müller & Söhne — 株式会社")
    assert read["To"].addresses[0].display_name == "Žofie Łukasz-Ñandú"
    assert read["Subject"] == "Müller & Söhne — 株式会社 asks about your time with Ana Ferreira"
    assert "株式会社" in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_no_line_is_longer_than_mail_servers_take() -> None:
    message = mail("invitation", recruiter="x" * 300)
    made = envelope(Letter("s" * 300, "t" * 5000, "h" * 5000), message, FROM)
    assert max(map(len, made.mail.as_bytes().splitlines())) <= 998
