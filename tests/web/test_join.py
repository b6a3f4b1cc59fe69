"""Joining a company: a link is enough for a new account, and never for one that somebody has."""

import re
import time

import pytest
from sqlalchemy import Connection, update

from app.actions.found_company import found_company
from app.store.tables import member_invitations
from app.web.passwords import HASHER
from people import alice
from shown import main
from visitor import Site, Visitor

ASK = {"email": "dana@x.example", "role": "evaluator", "search": "", "gives": "reads"}
OWN = "a quiet long secret"


def invited(owner: Visitor) -> str:
    """The path of the link that the owner can copy from the mail to Dana."""
    owner.post("/members", ASK)
    latest = max(map(int, re.findall(r'href="/mail/(\d+)"', owner.get("/mail").text)))
    found = re.search(r"/join/[\w-]{43}", owner.get(f"/mail/{latest}").text)
    assert found
    return found[0]


def left(site: Site, owner: Visitor) -> None:
    """Dana joined with a password of her own, and was removed."""
    site.visitor().post(invited(owner), {"name": "Dana", "password": OWN})
    dana = max(map(int, re.findall(r'href="/members/(\d+)"', owner.get("/members").text)))
    owner.post(f"/members/{dana}/remove")


def test_whoever_runs_the_company_cannot_come_in_as_somebody_who_left(site: Site) -> None:
    """They can copy the link of a new invitation; the old forms of that person stay behind their own password."""
    owner = alice(site)
    left(site, owner)
    stranger, path = site.visitor(), invited(owner)
    assert "Its password shows that it is you" in stranger.get(path).text
    page = stranger.post(path, {"name": "Dana", "password": "another long secret"}, follow=False)
    assert page.status_code == 422
    assert "That is not the password of this account" in page.text
    assert "/sign-in" in stranger.get("/account", follow=False).headers["location"]


def test_somebody_who_left_comes_back_with_the_password_they_had(site: Site) -> None:
    owner = alice(site)
    left(site, owner)
    dana, path = site.visitor(), invited(owner)
    assert dana.post(path, {"password": OWN}, follow=False).headers["location"] == "/searches"
    assert dana.get("/account", follow=False).status_code == 200


def test_guesses_at_that_password_are_counted_as_those_at_the_door_are(site: Site) -> None:
    owner = alice(site)
    left(site, owner)
    stranger, path = site.visitor(), invited(owner)
    tried = [stranger.post(path, {"password": f"guess number {n}"}).status_code for n in range(11)]
    assert tried == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("ends_in", "members", "heading"),
    [
        (-60, "The link ended on ", "This invitation ended on "),
        (400 * 86_400, "The link does not work now. Send a new one", "This invitation does not work now"),
    ],
    ids=["too old", "made by a clock that was ahead"],
)
def test_a_link_that_lets_nobody_in_says_only_what_is_true(
    site: Site, ends_in: int, members: str, heading: str
) -> None:
    owner = alice(site)
    path = invited(owner)

    def moved(db: Connection) -> None:
        db.execute(update(member_invitations).values(expires_at=int(time.time()) + ends_in))

    site.portal.call(site.app.state.database.write, moved)
    assert members in main(owner.get("/members"))
    page = site.visitor().get(path)
    assert page.status_code == 410
    assert heading in page.text
    assert "Ask Alice Moreau to send you a new link." in page.text


def test_every_mistake_is_said_at_once(site: Site) -> None:
    page = site.visitor().post(invited(alice(site)), {"name": "", "password": ""})
    assert page.status_code == 422
    assert "Two things to put right" in page.text
    assert "Enter your name." in page.text


def test_who_has_an_account_comes_back_from_signing_in_and_no_address_holds_the_key_meanwhile(site: Site) -> None:
    owner = alice(site)
    fields = {"company": "Third", "name": "Dana", "email": "dana@x.example", "password": OWN}
    path, dana = invited(owner), site.visitor()
    site.portal.call(site.app.state.database.write, founded, fields)
    page = dana.get(path)
    assert 'href="/sign-in"' in page.text
    assert "next=" not in page.text
    signed = dana.post("/sign-in", {"email": fields["email"], "password": OWN}, follow=False)
    assert signed.headers["location"] == path
    assert "You are signed in as" in dana.get(path).text
    assert "joining" not in dana.client.cookies


def founded(db: Connection, fields: dict[str, str]) -> None:
    found_company(db, fields["company"], fields["name"], fields["email"], HASHER.hash(OWN), int(time.time()), True)
