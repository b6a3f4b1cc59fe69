"""Mails in words: every kind says the same in plain text and in HTML, and nobody's name can make it say more."""

import re
from dataclasses import replace
from typing import Any

import pytest
from jinja2 import UndefinedError
from lxml import html  # type: ignore[import-untyped]

from app import files
from app.mail.letters import KINDS, LONGEST, Letter, lasting, letter, one_line
from app.mail.links import link, token_hash
from app.store.keys import sha256
from app.store.messages import Link
from databases import KEYS
from outbox import CARRIED, mail

URL = "https://vetting.halden.example"
SOURCES = ("self", "candidate", "client")
ALL = [(kind, source) for kind in KINDS for source in (SOURCES if kind in ("invitation", "reminder") else ("",))]
every_kind = pytest.mark.parametrize("kind", KINDS)


def written(kind: str, name: str = "Dora Lind", **content: Any) -> Letter:
    return letter(mail(kind, name, **content), KEYS, URL)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def seen(page: str) -> Any:
    """What of a mail in HTML is shown."""
    return html.fromstring(page).body


def shown(page: str) -> list[str]:
    return words(" ".join(seen(page).itertext()))


def test_every_kind_has_both_templates_and_there_are_no_others() -> None:
    found = {path.name for path in (files("templates") / "mail").iterdir()}
    assert found == {f"{kind}.{ending}" for kind in KINDS for ending in ("txt", "html")} | {"_layout.html"}


@pytest.mark.parametrize(("kind", "source"), ALL)
@pytest.mark.parametrize("name", ["Dora Lind", ""])
def test_plain_text_and_html_say_the_same(kind: str, source: str, name: str) -> None:
    said = written(kind, name, **({"source": source} if source else {}))
    assert words(said.text) == shown(said.html)
    assert said.text.startswith(f"Hello {name}," if name and kind not in ("sign_in_link", "reset") else "Hello,")


@pytest.mark.parametrize(("kind", "source"), ALL)
def test_every_mail_says_who_asks_and_what_happens_if_one_does_nothing(kind: str, source: str) -> None:
    said = written(kind, **({"source": source} if source else {}))
    assert re.search("[Ii]f you do nothing|need do nothing", said.text)
    assert "Halden Foods" in said.text or kind in ("sign_in_link", "reset")
    assert "!" not in said.text


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize("source", SOURCES)
def test_somebody_asked_reads_how_long_it_takes_until_when_and_how_to_stop_reminders(kind: str, source: str) -> None:
    said = written(kind, source=source).text
    for part in ("Alice Moreau of Halden Foods", "5 minutes", "3 December 2026", "no more reminders", "take part"):
        assert part in said
    assert ("Ana Ferreira" in said) == (source != "self")


@every_kind
def test_it_leads_nowhere_but_to_us_and_loads_nothing(kind: str) -> None:
    said = written(kind)
    addresses = re.findall(r"\w+://[^\s\"<>]+", said.text + said.html)
    assert addresses
    assert all(address == URL or address.startswith(f"{URL}/") for address in addresses)
    assert not re.findall(r"\s(src|background|srcset)=|url\(|@import|<(img|link|script|iframe|form)", said.html)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("invitation", "/i/"),
        ("reminder", "/i/"),
        ("member_invitation", "/join/"),
        ("sign_in_link", "/sign-in/link/"),
        ("reset", "/reset/"),
    ],
)
def test_a_personal_link_is_the_one_whose_hash_the_row_keeps(kind: str, path: str) -> None:
    token = re.findall(re.escape(URL + path) + r"([\w-]{43})\n", written(kind).text)
    assert [sha256(each) for each in token] == [token_hash(KEYS, CARRIED[kind], 3, "salt")]
    assert seen(written(kind).html).xpath("//a/@href") == [URL + path + token[0]]


def test_a_notice_leads_to_its_page() -> None:
    assert f"{URL}/searches/7\n" in written("evaluator_chosen").text
    assert f"{URL}/vettings/12/answer\n" in written("reopened").text


def test_a_receipt_carries_no_key() -> None:
    said = written("receipt")
    assert "to withdraw it as long as the results are not open" in said.text
    assert link(KEYS, URL, "invitation", 3, "salt") not in said.text + said.html
    assert "9F3A C1D2 77B0" in said.text


def test_another_link_can_stand_in_its_place() -> None:
    said = letter(mail("sign_in_link"), KEYS, URL, link_shown="(not shown)")
    assert "Sign in:\n(not shown)\n" in said.text
    assert "/sign-in/link/" not in said.text + said.html


HOSTILE = "Eve\r\nBcc: all@x.example\r\n\r\n<script>alert(1)</script> {{ 7*7 }} https://evil.example \u202e\x00&amp;"


@every_kind
def test_nobody_s_name_makes_a_mail_say_more_than_a_name(kind: str) -> None:
    hostile = {name: HOSTILE for name, value in mail(kind).content.items() if isinstance(value, str)}
    kept = {name: value for name, value in mail(kind).content.items() if name in ("path", "source", "role")}
    said = written(kind, HOSTILE, **hostile, **kept) if not kept else written(kind, HOSTILE, **(hostile | kept))
    assert len(said.subject.splitlines()) == 1
    assert not seen(said.html).xpath("//script")
    assert "Bcc" not in [line.partition(":")[0] for line in said.text.splitlines()]
    assert "https://evil" not in said.text + said.html
    assert "49" not in words(said.text)
    assert not set("\u202e\x00\r") & set(said.text + said.html + said.subject)


def test_an_endless_name_is_cut() -> None:
    assert len(one_line("name " * 1000)) <= LONGEST
    assert one_line("x" * LONGEST) == "x" * LONGEST


def test_a_mail_that_lacks_what_it_speaks_of_is_refused() -> None:
    lacking = mail("invitation")
    content = {name: value for name, value in lacking.content.items() if name != "expires"}
    with pytest.raises(UndefinedError, match="expires"):
        letter(replace(lacking, content=content), KEYS, URL)


def test_where_nobody_is_named_the_company_asks() -> None:
    said = written("reminder", by="")
    assert "Halden Foods is choosing a recruiter" in said.text
    assert "do not know Halden Foods" in said.text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (60, "1 minute"),
        (900, "15 minutes"),
        (7_199, "119 minutes"),
        (7_200, "2 hours"),
        (86_400, "24 hours"),
        (604_800, "7 days"),
    ],
)
def test_how_long_a_link_works_is_said_in_words(seconds: int, said: str) -> None:
    assert lasting(Link("invitation", 1, "", 1_000, 1_000 + seconds, "")) == said
