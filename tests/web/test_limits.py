"""Too many tries are refused for a while, whoever it was, and no stranger locks anybody out (safety 19, 20)."""

import random
import re
import time

import httpx
import pyotp
import pytest
from sqlalchemy import Connection, select

from app.settings import Settings
from app.store.limits import SIGN_IN, take
from app.store.tables import audit_origins, messages, sessions
from databases import used
from journey import open_search, vettings
from people import alice
from shown import main, tree
from test_welcome import GIVEN
from visitor import Site, Visitor

KNOWN = {"email": GIVEN["email"], "password": GIVEN["password"]}
WRONG = KNOWN | {"password": "not this one, surely"}
PROXY = "10.0.0.5"
NAMES = (
    *("X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"),
    *("X-Cluster-Client-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server", "X-Original-Host"),
    *("X-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "Client-IP", "Via"),
)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return used(database_url, trusted_proxies=PROXY)


def somebody(site: Site, address: str = "192.0.2.1") -> Visitor:
    """A new browser at this address."""
    visitor = site.visitor()
    visitor.client._transport.client = (address, 50_000)  # type: ignore[attr-defined]
    return visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    """Alice, signed in with her password."""
    visitor = somebody(site)
    visitor.post("/welcome", GIVEN)
    return visitor


def is_refused(page: httpx.Response) -> bool:
    """Whether it was too often; then the answer says how long to wait."""
    if page.status_code == 429:
        assert 0 < int(page.headers["retry-after"]) <= 17_280
        assert "That was too often. Wait " in page.text
    return page.status_code == 429


def test_from_one_address_ten_sign_ins_fail_and_no_more_are_looked_at(site: Site, owner: Visitor) -> None:
    tries = [somebody(site).post("/sign-in", WRONG | {"email": f"{n}@x.example"}) for n in range(11)]
    assert [is_refused(page) for page in tries] == [False] * 10 + [True]
    assert is_refused(somebody(site).post("/sign-in", KNOWN))
    assert not is_refused(somebody(site, "192.0.2.2").post("/sign-in", WRONG))


@pytest.mark.parametrize("email", [GIVEN["email"], GIVEN["email"].upper(), "nobody@nowhere.example"])
def test_to_one_account_ten_sign_ins_fail_wherever_they_come_from(site: Site, owner: Visitor, email: str) -> None:
    tries = [somebody(site, f"192.0.2.{n}").post("/sign-in", WRONG | {"email": email}) for n in range(10, 21)]
    assert [is_refused(page) for page in tries] == [False] * 10 + [True]
    assert "or use a sign-in link" in tries[-1].text


def test_a_neighbour_in_the_same_network_of_ipv6_is_the_same_stranger(site: Site, owner: Visitor) -> None:
    tries = [somebody(site, f"2001:db8::{n}").post("/sign-in", WRONG | {"email": f"{n}@x.example"}) for n in range(11)]
    assert [is_refused(page) for page in tries] == [False] * 10 + [True]


def test_of_everybody_a_thousand_sign_ins_are_looked_at(site: Site, owner: Visitor) -> None:
    def use_up(db: Connection) -> None:
        for _ in range(1_000):
            take(db, SIGN_IN, "everybody", time.time() + 60)

    assert not is_refused(somebody(site, "192.0.2.7").post("/sign-in", WRONG))
    site.portal.call(site.app.state.database.write, use_up)
    assert is_refused(somebody(site, "192.0.2.8").post("/sign-in", KNOWN))
    assert owner.get("/searches/new").status_code == 200


def test_a_right_password_costs_no_try(site: Site, owner: Visitor) -> None:
    for _ in range(12):
        assert somebody(site).post("/sign-in", KNOWN, follow=False).status_code == 303


def test_who_is_signed_in_is_not_locked_out_by_strangers(site: Site, owner: Visitor) -> None:
    for n in range(11):
        page = somebody(site, f"192.0.2.{n}").post("/sign-in", WRONG)
    assert is_refused(page)
    assert owner.get("/searches/new").status_code == 200
    assert owner.post("/sign-in/again", {"password": GIVEN["password"]}, follow=False).status_code == 303
    changed = {"password": GIVEN["password"], "new_password": "another quiet secret"}
    assert owner.post("/account/password", changed, follow=False).status_code == 303
    assert not is_refused(somebody(site).post("/sign-in/link", {"email": GIVEN["email"]}))


def test_the_password_is_asked_for_ten_times_in_a_session_too(site: Site, owner: Visitor) -> None:
    tries = [owner.post("/sign-in/again", {"password": "wrong"}) for _ in range(11)]
    assert [is_refused(page) for page in tries] == [False] * 10 + [True]


def test_five_codes_are_looked_at_wherever_they_are_typed(site: Site, owner: Visitor) -> None:
    page = owner.get("/account/second-factor")
    app = pyotp.TOTP(tree(page).get_element_by_id("secret").text_content())
    assert "recovery codes" in main(owner.post("/account/second-factor", {"code": app.now()}))
    other = somebody(site)
    other.post("/sign-in", KNOWN)
    codes = [other.post("/sign-in/code", {"code": "000000"}) for _ in range(4)]
    codes += [owner.post("/account/second-factor/remove", {"code": "000000"}) for _ in range(2)]
    assert [is_refused(page) for page in codes] == [False] * 5 + [True]
    assert "That code does not match." in codes[0].text


@pytest.mark.parametrize("word", ["reset", "sign-in/link"])
@pytest.mark.parametrize("email", [GIVEN["email"], "nobody@nowhere.example"])
def test_five_links_a_day_go_to_one_address_known_or_not(site: Site, owner: Visitor, word: str, email: str) -> None:
    asked = [somebody(site, f"192.0.2.{n}").post(f"/{word}", {"email": email}) for n in range(6)]
    assert [is_refused(page) for page in asked] == [False] * 5 + [True]
    sent = site.portal.call(site.app.state.database.read, lambda db: db.execute(select(messages.c.id)).all())
    assert len(sent) == (5 if email == GIVEN["email"] else 0)


def test_twenty_invitations_a_day_are_mailed(site: Site, owner: Visitor) -> None:
    vetting = vettings(owner, open_search(owner))[0]
    asked = [
        owner.post(f"/vettings/{vetting}/invitations", {"asked_as": "placed", "name": "R", "email": f"{n}@x.example"})
        for n in range(21)
    ]
    assert [page.status_code for page in asked] == [200] * 20 + [422]
    sent = site.portal.call(site.app.state.database.read, lambda db: db.execute(select(messages.c.id)).all())
    assert len(sent) == 20


def forged(chance: random.Random) -> dict[str, str]:
    """Headers by which somebody else would seem to ask, for another host."""
    address = ".".join(str(chance.randrange(256)) for _ in range(4))
    said = chance.choice((address, f"{address}, {PROXY}", f"for={address};host=attacker.example", "attacker.example"))
    return dict.fromkeys(chance.sample(NAMES, chance.randint(1, 5)), said)


def test_a_thousand_forged_headers_change_neither_who_is_counted_nor_where_links_lead(
    site: Site, owner: Visitor
) -> None:
    chance, stranger = random.Random(20), somebody(site, "192.0.2.9")
    part = {"Followthrough-Fragment": "1"}  # a sentence instead of a page, which takes longer to make
    asked = [
        stranger.post("/reset", {"email": f"{n}@x.example"}, headers=part | forged(chance), follow=False)
        for n in range(1_000)
    ]
    assert [page.status_code == 429 for page in asked] == [False] * 20 + [True] * 980
    assert not [page for page in asked if "attacker" in page.text + str(page.headers)]
    vetting = vettings(owner, open_search(owner))[0]
    fields = {"asked_as": "placed", "name": "Rosa", "email": ""}
    page = owner.post(f"/vettings/{vetting}/invitations", fields, headers=forged(chance))
    links = re.findall(r"[a-z]+://[^/\"<]+(?=/i/)", page.text)
    assert links
    assert set(links) == {site.app.state.settings.public_url}


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("192.0.2.9", "203.0.113.7", "192.0.2.9"),
        (PROXY, "203.0.113.7", "203.0.113.7"),
        (PROXY, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (PROXY, f"198.51.100.1, 203.0.113.7, {PROXY}", "203.0.113.7"),
        ("10.0.0.6", "203.0.113.7", "10.0.0.6"),
    ],
)
def test_a_proxy_is_believed_where_it_is_ours_and_only_as_far_as_it_saw(
    site: Site, peer: str, said: str, address: str
) -> None:
    """The first of several is what the client wrote itself; the last is what our proxy saw."""
    somebody(site, peer).post("/welcome", GIVEN, headers={"X-Forwarded-For": said})
    read = site.app.state.database.read
    assert site.portal.call(read, lambda db: db.execute(select(sessions.c.address)).scalar_one()) == address
    assert set(site.portal.call(read, lambda db: db.execute(select(audit_origins.c.address)).scalars().all())) == {
        address
    }


def test_a_page_that_was_asked_for_with_headers_of_another_kind_is_that_page(site: Site) -> None:
    said = {"X-Original-URL": "/company", "X-Rewrite-URL": "/company", "X-HTTP-Method-Override": "DELETE"}
    assert alice(site).get("/searches/new", headers=said).url.path == "/searches/new"
