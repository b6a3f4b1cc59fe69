"""Personal links: nothing but the button opens one, no wrong one opens anything, and two people never share one."""

import random
import string
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Connection

from actors import Doors
from app.store.accounts import living_link
from app.store.invitations import invitation_of_token
from app.store.joining import member_invitation_of_token
from app.store.keys import sha256
from app.store.own_pages import own_page_of_token
from policy import SENT
from replying import asked
from shown import main
from test_doors import masked
from visitor import Site, Visitor

PREVIEWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "Microsoft Office/16.0 (Microsoft Outlook 16.0)",
)
LETTERS = string.ascii_letters + string.digits + "-_"
BEHIND = {"/i/": "POST /i/{token}", "/join/": "POST /join/{token}", "/reset/": "POST /reset/{token}"}
BEHIND |= {"/sign-in/link/": "POST /sign-in/link/{token}", "/f/": "POST /f/{token}"}


def links(doors: Doors) -> Iterator[tuple[str, str]]:
    """Where an address begins, and the token of a living link behind it."""
    assert doors.world.ours.tokens.keys() == BEHIND.keys()
    yield from doors.world.ours.tokens.items()


@pytest.mark.parametrize("where", BEHIND)
def test_whoever_only_looks_leaves_a_link_as_it_was(doors: Doors, where: str) -> None:
    """A hundred times, as programs do that look through mails; the button works afterwards (safety 13)."""
    path = where + doors.world.ours.tokens[where]
    visitor = doors.world.site.visitor()
    doors.world.enter(visitor, doors.world.ours, reply="found")  # whose link is open in this browser already
    for number in range(100):
        sent = {"User-Agent": PREVIEWS[number % len(PREVIEWS)], "Sec-Fetch-Site": "none"}
        assert visitor.ask("HEAD" if number % 2 else "GET", path, headers=sent).status_code == 200
    assert not doors.world.changed()
    assert visitor.post(path, SENT[BEHIND[where]], follow=False).status_code == 303
    assert doors.world.changed() is (where != "/f/")
    doors.world.restore()


def made_up(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=43))


def one_bit_off(token: str) -> Iterator[str]:
    for at, letter in enumerate(token):
        yield from (token[:at] + chr(ord(letter) ^ 1 << bit) + token[at + 1 :] for bit in range(7))


def test_of_ten_thousand_wrong_tokens_none_opens_anything(doors: Doors) -> None:
    """One bit off, too long, too short, or made up; and the right ones open one thing each (safety 12)."""
    chance, now = random.Random(12), doors.world.ours.now
    tokens = [token for house in (doors.world.ours, doors.world.theirs) for token in house.tokens.values()]
    tried = {made_up(chance) for _ in range(8_000)}
    tried |= {wrong for token in tokens for wrong in (*one_bit_off(token), token[:-1], token[1:], f"{token}A")}
    assert len(tried) > 10_000
    assert not tried & {*tokens}

    def what(db: Connection) -> tuple[list[str], list[int]]:
        return [one for one in tried if any(opened(db, one, now))], [sum(map(bool, opened(db, t, now))) for t in tokens]

    read = doors.world.site.app.state.database.read
    assert doors.world.site.portal.call(read, what) == ([], [1] * len(tokens))


def opened(db: Connection, token: str, now: int) -> tuple[object, ...]:
    """What a token opens, of each purpose."""
    return (
        invitation_of_token(db, sha256(token)),
        member_invitation_of_token(db, sha256(token)),
        own_page_of_token(db, sha256(token)),
        living_link(db, "sign_in", token, now),
        living_link(db, "reset", token, now),
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("where", BEHIND)
def test_every_wrong_token_is_answered_as_one_that_never_was(doors: Doors, where: str, method: str) -> None:
    """Of another purpose, one bit off, too long, too short: the same page, and nothing changes (safety 12)."""
    chance, visitor = random.Random(13), doors.world.site.visitor()
    others = [token for prefix, token in links(doors) if prefix != where]
    own = doors.world.ours.tokens[where]
    off = [token for token in one_bit_off(own) if {*token} <= {*LETTERS}]
    bad = [*others, *chance.sample(off, 10), *(made_up(chance) for _ in range(5)), own[:-1], f"{own}A"]

    def answer(token: str) -> tuple[int, str, dict[str, str]]:
        sent = SENT[BEHIND[where]] if method == "POST" else None
        page = visitor.ask(method, where + token, follow=False, data=sent)
        assert page.status_code == 404, token
        return masked(page, where + token)

    never = answer("A" * 43)
    assert [token for token in bad if answer(token) != never] == []
    assert not doors.world.changed()


def test_a_second_browser_is_told_and_its_answers_are_not_mixed_in(site: Site) -> None:
    """Safety 14."""
    reply = asked(site)
    reply.fill()
    other = site.visitor()
    page = other.get(f"/i/{reply.token}")
    assert "This link was opened in another browser" in main(page)
    assert other.post(f"/i/{reply.token}", follow=False).status_code == 409
    assert written(other, reply.path).status_code == 404
    other.client.cookies.set(f"reply-{reply.id}", reply.token)
    assert written(other, reply.path).status_code == 404
    assert reply.own is not None
    assert reply.own.answers["CA07"].note == "They rang on the Friday."


def written(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.post(f"{path}/CA07", {"whole": "yes", "value": "d", "note": "Never."}, follow=False)


def test_two_people_with_links_of_their_own_never_write_in_one_form(site: Site) -> None:
    one, two = asked(site), asked(site)
    one.answer("CA07", value="a", note="First.")
    assert written(one.visitor, two.path).status_code == 404
    two.answer("CA07", value="b", note="Second.")
    assert [each.own.answers["CA07"].note for each in (one, two) if each.own] == ["First.", "Second."]


def test_saying_no_on_the_first_page_is_asked_about_once_more(doors: Doors) -> None:
    """The words open what it means; the button stands behind them."""
    page = doors.world.site.visitor().get("/i/" + doors.world.ours.tokens["/i/"]).text
    before, _, after = page.partition("<summary>I don’t want to take part</summary>")
    assert 'value="decline"' not in before
    assert "We will not ask again." in after.partition('value="decline"')[0]
