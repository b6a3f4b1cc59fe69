"""The page that erases: it says what goes and what stays, wants the name typed, and then it is done at once."""

import time

import pytest
from sqlalchemy import Connection, select, update

from app.store.tables import audit, companies, sessions
from canary import CANARY, Seeded, everywhere, seed
from people import OURS, THEIRS, alice, bob, mallory, somebody
from shown import main, tree
from visitor import Site, Visitor


@pytest.fixture
def of(site: Site) -> Seeded:
    """A company in which Ana, the recruiter, has the canary's word."""
    made: Seeded = site.portal.call(site.app.state.database.write, seed, "recruiter")
    return made


@pytest.fixture
def owner(site: Site, of: Seeded) -> Visitor:
    assert of
    return alice(site)


def left(site: Site, word: str = CANARY) -> dict[str, int]:
    found: dict[str, int] = site.portal.call(site.app.state.database.read, everywhere, word)
    return found


def test_it_says_what_goes_and_what_stays(owner: Visitor, of: Seeded) -> None:
    card = tree(owner.get(f"/address-book/{of.recruiter}"))
    page = main(owner.get(card.xpath("//a[contains(@href, '/erase')]/@href")[0]))
    goes, stays = page.split("What stays")
    assert f"The name Ana {CANARY} and the firm Firm {CANARY}, in every search." in goes
    assert "1 form that is not in, with every answer." in goes
    assert "Name, address and link of 3 invitations." in goes
    assert "Of 1 log everything but the days that are counted." in goes
    assert "as “An erased recruiter”, so that scores and comparisons still add up" in stays
    assert "backups until they are renewed" in stays


def test_nothing_is_erased_before_the_name_is_typed(site: Site, owner: Visitor, of: Seeded) -> None:
    before = left(site)
    for typed in ("", "erase", f"Tom {CANARY}"):
        page = owner.post(f"/address-book/{of.recruiter}/erase", {"phrase": typed})
        assert page.status_code == 422
        assert f"Type “Ana {CANARY}” exactly" in page.text
    assert left(site) == before


def test_a_recruiter_is_erased_and_the_comparison_still_shows_their_number(
    site: Site, owner: Visitor, of: Seeded
) -> None:
    where = f"/vettings/{of.vetting}/score"
    number = tree(owner.get(where)).xpath("string(//p[@class='score'])")
    page = owner.post(f"/address-book/{of.recruiter}/erase", {"phrase": f" ana  {CANARY.upper()} "})
    assert "Erased for good." in page.text
    assert CANARY not in page.text
    assert left(site) == {}
    after = owner.get(where)
    assert "An erased recruiter" in main(after)
    assert tree(after).xpath("string(//p[@class='score'])") == number


def test_a_reference_is_erased_from_the_page_of_invitations(site: Site, of: Seeded, owner: Visitor) -> None:
    path = f"/vettings/{of.vetting}/invitations"
    found = tree(owner.get(path)).xpath("//a[contains(@href, '/erase')]/@href")
    assert f"/invitations/{of.references[0]}/erase" in found
    assert "what they are to the recruiter" in main(owner.get(found[0]))
    page = owner.post(f"/invitations/{of.references[0]}/erase", {"phrase": "candidate qzwitness"})
    assert page.url.path == path
    assert "An erased reference" in main(page)
    assert "Name and link are deleted. Asked on" in main(page)
    assert owner.post(f"/invitations/{of.references[0]}/resend").status_code == 409


def test_a_member_is_erased_and_signed_out(site: Site, of: Seeded, owner: Visitor) -> None:
    bobs = somebody(site, OURS, of.member.name, "evaluator")
    assert bobs.get("/searches").status_code == 200
    page = owner.post(f"/members/{of.member.id}/erase", {"phrase": of.member.name})
    assert page.url.path == "/members"
    assert of.member.name not in main(page)
    assert bobs.get("/searches").url.path == "/sign-in"
    assert "An erased member" in main(owner.get(f"/vettings/{of.vetting}/answers"))


def test_anybody_may_erase_themselves_but_the_last_owner(site: Site, owner: Visitor) -> None:
    carols = somebody(site, OURS, "Carol Weiss", "viewer")
    link = tree(carols.get("/account")).xpath("//a[contains(@href, '/erase')]/@href")
    page = carols.post(link[0], {"phrase": "Carol Weiss"})
    assert page.url.path == "/sign-in"
    assert page.history[0].headers["Clear-Site-Data"]
    assert left(site, "Carol") == {}
    refused = owner.get("/account/erase")
    assert "Alice Moreau is the last owner of Halden Foods." in main(refused)
    assert not tree(refused).xpath("//form[@id='erase']")
    assert owner.post("/account/erase", {"phrase": "Alice Moreau"}).status_code == 409


def test_somebody_who_left_is_erased_from_the_company_s_page(site: Site, of: Seeded, owner: Visitor) -> None:
    owner.post(f"/members/{of.member.id}/remove")
    path = f"/members/{of.member.id}/erase"
    assert path in tree(owner.get("/company")).xpath("//a/@href")
    owner.post(path, {"phrase": of.member.name})
    assert path not in tree(owner.get("/company")).xpath("//a/@href")


def test_a_company_is_erased_and_everybody_is_signed_out(site: Site, owner: Visitor) -> None:
    bobs, other = bob(site), mallory(site)
    asked = owner.get("/company/erase")
    assert "1 search, 2 recruiters" in main(asked)
    page = owner.submit(asked, "erase", phrase=OURS)
    assert page.url.path == "/sign-in"
    assert bobs.get("/searches").url.path == "/sign-in"
    assert left(site) == {}
    assert other.get("/searches").status_code == 200
    names = site.portal.call(
        site.app.state.database.read, lambda db: list(db.execute(select(companies.c.name)).scalars())
    )
    assert names == [THEIRS]


def test_it_wants_a_fresh_proof_and_leaves_one_line(site: Site, of: Seeded, owner: Visitor) -> None:
    def aged(db: Connection) -> None:
        db.execute(update(sessions).values(proven_at=int(time.time()) - 1_801))

    page = owner.get(f"/address-book/{of.recruiter}/erase")
    owner.submit(page, "erase", phrase=f"Ana {CANARY}")
    lines = select(audit.c.action).where(audit.c.action == "recruiter:erase")
    assert len(site.portal.call(site.app.state.database.read, lambda db: db.execute(lines).all())) == 1
    site.portal.call(site.app.state.database.write, aged)
    assert owner.get("/company/erase").url.path == "/sign-in/again"
    refused = owner.post("/company/erase", {"phrase": OURS})
    assert "Give your password again to go on. Nothing was changed." in refused.text
    assert left(site, OURS)
