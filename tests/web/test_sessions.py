"""Sessions: a new token whenever more is allowed than before, and an end that holds from the next request on."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from app.store.tables import accounts, companies, members, search_members, searches, sessions
from app.web.passwords import HASHER
from journey import open_search, vettings
from people import OURS, THEIRS, alice, bob, carol, mallory, member, somebody
from visitor import Site, Visitor

SECRET = "a quiet long secret"


def cookie(visitor: Visitor) -> str:
    """The token the site gave last."""
    return [str(each.value) for each in visitor.client.cookies.jar if each.name == "session"][-1]


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account", follow=False).status_code == 200


def write(site: Site, work: Callable[..., Any]) -> Any:
    return site.portal.call(site.app.state.database.write, work)


def with_password(site: Site) -> None:
    hashed = HASHER.hash(SECRET)
    write(site, lambda db: db.execute(update(accounts).values(password_hash=hashed)).rowcount)


def number_of(site: Site, email: str) -> int:
    query = select(members.c.id).join(accounts, accounts.c.id == members.c.account_id).where(accounts.c.email == email)
    found: int = write(site, lambda db: db.execute(query).scalar_one())
    return found


def test_signing_in_makes_a_new_token_and_ends_the_one_that_was_there(site: Site) -> None:
    """A token that somebody planted before is worth nothing after (safety 16)."""
    owner = alice(site)
    with_password(site)
    planted = cookie(owner)
    owner.post("/sign-in", {"email": "alice@halden.example", "password": SECRET, "next": "/searches"}, follow=False)
    assert is_in(owner)
    assert cookie(owner) != planted
    assert not is_in(holding(site, planted))


def holding(site: Site, token: str) -> Visitor:
    """A browser with this token in its cookie."""
    visitor = site.visitor()
    visitor.client.cookies.set("session", token)
    return visitor


def test_showing_once_more_who_you_are_makes_a_new_token(site: Site) -> None:
    owner = alice(site)
    with_password(site)
    before = cookie(owner)
    assert owner.post("/sign-in/again", {"password": SECRET, "next": "/searches"}, follow=False).status_code == 303
    assert is_in(owner)
    assert not is_in(holding(site, before))


def test_another_password_ends_every_other_session_and_gives_this_one_a_new_token(site: Site) -> None:
    owner, elsewhere = alice(site), alice(site)
    with_password(site)
    before = cookie(owner)
    owner.post("/account/password", {"password": SECRET, "new_password": "another quiet long one"}, follow=False)
    assert [is_in(owner), is_in(elsewhere), is_in(holding(site, before))] == [True, False, False]


@pytest.mark.parametrize(("which", "stays"), [({}, True), ({"which": "all"}, False)])
def test_all_sessions_are_ended_at_once_and_the_own_one_on_request(
    site: Site, which: dict[str, str], stays: bool
) -> None:
    owner, elsewhere, other = alice(site), alice(site), bob(site)
    owner.post("/account/sessions/end", which, follow=False)
    assert [is_in(owner), is_in(elsewhere), is_in(other)] == [stays, False, True]


def test_one_session_is_ended_alone(site: Site) -> None:
    owner, elsewhere, third = alice(site), alice(site), alice(site)
    assert is_in(elsewhere)
    second = write(site, lambda db: db.execute(select(sessions.c.id).order_by(sessions.c.id)).scalars().all()[1])
    owner.post(f"/account/sessions/{second}/end", follow=False)
    assert [is_in(owner), is_in(elsewhere), is_in(third)] == [True, False, True]


@pytest.mark.parametrize(("column", "seconds"), [("seen_at", 3_600), ("created_at", 43_200)])
def test_a_session_ends_an_hour_after_its_last_use_and_twelve_after_its_beginning(
    site: Site, column: str, seconds: int
) -> None:
    """Safety 17."""
    owner, now = alice(site), int(time.time())
    write(site, lambda db: db.execute(update(sessions).values(**{column: now - seconds + 60})).rowcount)
    assert is_in(owner)
    write(site, lambda db: db.execute(update(sessions).values(**{column: now - seconds})).rowcount)
    assert not is_in(owner)


def test_what_concerns_people_asks_again_after_half_an_hour(site: Site) -> None:
    owner, now = alice(site), int(time.time())
    assert owner.get("/members", follow=False).status_code == 200
    write(site, lambda db: db.execute(update(sessions).values(proven_at=now - 1_860)).rowcount)
    asked = owner.get("/members", follow=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/again?next=/members")
    assert owner.post("/members/1/role", {"role": "viewer"}, follow=False).status_code == 401


def remove(site: Site, owner: Visitor, email: str) -> None:
    assert owner.post(f"/members/{number_of(site, email)}/remove", follow=False).status_code == 303


def make_viewer(site: Site, owner: Visitor, email: str) -> None:
    path = f"/members/{number_of(site, email)}/role"
    assert owner.post(path, {"role": "viewer"}, follow=False).status_code == 303


@pytest.mark.parametrize("taken", [remove, make_viewer])
def test_a_right_that_is_taken_away_is_gone_at_the_next_request(
    site: Site, taken: Callable[[Site, Visitor, str], None]
) -> None:
    """Pages, fragments and saves alike: not one request late (safety 9)."""
    owner = alice(site)
    vetting = vettings(owner, open_search(owner))[0]
    evaluator = bob(site)
    path = f"/vettings/{vetting}/answer/EV12"
    fields = {"value": "3", "support": "specific", "note": ""}
    assert evaluator.post(path, fields, follow=False).status_code == 303
    taken(site, owner, "bob@halden.example")
    assert evaluator.post(path, fields, follow=False).status_code == 401
    assert evaluator.fragment(path, follow=False).status_code == 401
    assert not is_in(evaluator)
    number = number_of(site, "bob@halden.example")
    assert not write(site, lambda db: db.execute(select(sessions.c.id).where(sessions.c.member_id == number)).all())


def test_a_search_that_becomes_restricted_is_gone_for_everybody_else_at_the_next_request(site: Site) -> None:
    owner, viewer, evaluator = alice(site), carol(site), bob(site)
    search = open_search(owner)
    assert viewer.get(f"/searches/{search}").status_code == evaluator.get(f"/searches/{search}").status_code == 200
    sees = str(number_of(site, "carol@halden.example"))
    assert (
        owner.post(f"/searches/{search}/people", {"restricted": "yes", "sees": sees}, follow=False).status_code == 303
    )
    assert viewer.get(f"/searches/{search}").status_code == 200
    assert evaluator.get(f"/searches/{search}").status_code == 404
    assert "Head of Data Platform" not in evaluator.get("/searches").text
    assert write(site, lambda db: db.execute(select(searches.c.restricted).where(searches.c.id == search)).scalar())
    assert write(site, lambda db: len(db.execute(select(search_members)).all())) == 1


def test_a_second_factor_that_becomes_compulsory_is_asked_for_at_the_next_click(site: Site) -> None:
    owner, viewer = alice(site), carol(site)
    write(site, lambda db: db.execute(update(accounts).where(accounts.c.id == 1).values(totp_since=1)).rowcount)
    assert is_in(viewer)
    assert owner.post("/company/second-factor", {"required": "yes"}, follow=False).status_code == 303
    assert write(site, lambda db: db.execute(select(companies.c.second_factor).where(companies.c.id == 1)).scalar())
    assert viewer.get("/searches", follow=False).headers["location"].startswith("/account/second-factor")
    assert is_in(owner)


def test_somebody_of_two_companies_goes_from_one_to_the_other_and_sees_one_at_a_time(site: Site) -> None:
    rival, owner = mallory(site), alice(site)
    open_search(rival)

    def both(db: Any) -> int:
        known = member(db, THEIRS, "Mallory Quist", "owner")
        account = db.execute(select(members.c.account_id).where(members.c.id == known.id)).scalar_one()
        ours = member(db, OURS, "Alice Moreau", "owner").company_id
        made: int = db.execute(
            members.insert().values(company_id=ours, account_id=account, role="viewer")
        ).inserted_primary_key[0]
        return made

    second, before = write(site, both), cookie(rival)
    assert rival.post(f"/account/companies/{second}/open", follow=False).status_code == 303
    assert not is_in(holding(site, before))
    assert "Head of Data Platform" not in rival.get("/searches").text
    assert rival.get("/searches/new").status_code == 403
    assert owner.post(f"/account/companies/{second}/open", follow=False).status_code == 404
    assert somebody(site, THEIRS, "Mallory Quist", "owner").get("/searches/new").status_code == 200
