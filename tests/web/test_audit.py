"""The audit trail on its page: read, filtered and paged by owners, and nothing in it that blindness forbids."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import delete, select, text

from app.store.audit import Schedule, record
from app.store.audit_check import head_of
from app.store.tables import accounts, audit, members
from app.web import audit as page_of
from app.web.deeds import DEEDS, KINDS
from app.web.site import create_app
from databases import used
from journey import fill, open_search, submit, vettings
from people import NOW, OURS, THEIRS, alice, bob, carol, mallory, somebody
from people import member as person
from shown import main, said, tree
from trails import acts, evaluated, lines, owner, under, work
from visitor import Site, Visitor

ASKED = {"asked_as": "not_placed", "name": "Rosa Lind", "email": "rosa@lind.example"}


def test_it_shows_who_did_what_when_and_from_where_newest_first(site: Site) -> None:
    dana = somebody(site, OURS, "Dana Whitfield", "manager")
    ana = vettings(dana, open_search(dana))[0]
    dana.post(f"/vettings/{ana}/invitations", ASKED)
    page = alice(site).get("/audit")
    assert lines(page)[1:] == [
        "Dana Whitfield invited a candidate reference for Ana Ferreira",
        "Dana Whitfield opened the search Head of Data Platform",
        "Dana Whitfield signed in",
    ]
    assert re.fullmatch(r"\d+ \w+ 20\d\d, \d\d:\d\d · from 127\.0\.0\.1", under(page)[1])
    assert {f"/vettings/{ana}/invitations", "/searches/1"} <= set(tree(page).xpath("//ol/li/p/a/@href"))


def test_it_requires_an_owner(site: Site) -> None:
    assert alice(site).get("/audit").status_code == 200
    for other in (somebody(site, OURS, "Dana Whitfield", "manager"), bob(site), carol(site)):
        assert other.get("/audit").status_code == 403


def test_it_shows_nothing_of_another_company(site: Site) -> None:
    open_search(alice(site))
    assert lines(mallory(site).get("/audit")) == ["Mallory Quist signed in"]


def test_it_is_linked_from_the_menu_and_from_the_company_page(site: Site) -> None:
    page = alice(site).get("/company")
    assert len(tree(page).xpath("//a[@href='/audit']")) == 2


def test_it_says_when_nothing_is_like_the_filter(site: Site) -> None:
    page = alice(site).get("/audit?kind=mail")
    assert lines(page) == []
    assert "No event is like that" in main(page)


# ---- filters ----


@pytest.fixture
def told(site: Site) -> Visitor:
    """Alice's browser, with things done by several, on several days, about several recruiters."""
    own = alice(site)
    ana, tom = vettings(own, open_search(own))
    open_search(own, "Uma Bell, Bell & Co")
    for vetting in (ana, tom):
        own.post(f"/vettings/{vetting}/invitations", ASKED)
    fill(bob(site), ana)
    work(site, lambda db: record(db, Schedule(owner(db).company_id), "invitation:remind", "invitation 1", NOW))
    return own


def test_it_filters_by_person(site: Site, told: Visitor) -> None:
    bobs = work(site, lambda db: person(db, OURS, "Bob Tanaka", "evaluator").id)
    assert {line.partition(" ")[0] for line in lines(told.get(f"/audit?person={bobs}"))} == {"Bob"}
    assert lines(told.get("/audit?person=server")) == ["Followthrough reminded a candidate reference for Ana Ferreira"]
    assert lines(told.get("/audit?person=links")) == []


def test_it_filters_by_kind_and_by_words(told: Visitor) -> None:
    invited = lines(told.get("/audit?kind=invitations&words=Invited"))
    assert invited == [
        f"Alice Moreau invited a candidate reference for {name}" for name in ("Tom Okafor", "Ana Ferreira")
    ]
    assert lines(told.get("/audit?kind=invitations&words=signed")) == []


def test_it_filters_by_search_and_by_recruiter(told: Visitor) -> None:
    first = lines(told.get("/audit?search=1"))
    assert "Alice Moreau invited a candidate reference for Tom Okafor" in first
    assert sum("opened the search" in line for line in first) == 1
    tom = tree(told.get("/audit")).xpath("//select[@id='recruiter']/option[text()='Tom Okafor']/@value")[0]
    assert lines(told.get(f"/audit?recruiter={tom}")) == ["Alice Moreau invited a candidate reference for Tom Okafor"]


def test_it_filters_by_day_both_ends_in_it(told: Visitor) -> None:
    day = re.findall(r'datetime="(20\d\d-\d\d-\d\d)', told.get("/audit?person=server").text)[0]
    assert len(lines(told.get(f"/audit?since={day}&until={day}"))) == 1
    assert lines(told.get("/audit?until=2000-01-01")) == []
    assert len(lines(told.get("/audit?since=2000-01-01"))) > 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("since=yesterday", "Enter the first day as year, month and day"),
        ("until=2026-13-01", "Enter the last day as year, month and day"),
        ("since=0001-01-01", "Enter the first day as year, month and day"),
        ("person=alice", "Choose somebody from the list"),
        ("kind=secrets", "Choose a kind from the list"),
        ("search=99999999999999999999", "Choose a search from the list"),
        ("words=" + "x" * 201, "Enter up to 200 characters"),
        ("before=1", "That place in the trail is not known"),
        ("sort=up", "“sort” cannot be taken"),
    ],
)
def test_it_rejects_a_filter_it_cannot_take_with_a_sentence(site: Site, asked: str, sentence: str) -> None:
    page = alice(site).get(f"/audit?{asked}")
    assert page.status_code == 422
    assert sentence in page.text
    assert "signed in" not in said(tree(page).get_element_by_id("main"))


def test_what_was_chosen_stays_chosen(told: Visitor) -> None:
    page = tree(told.get("/audit?kind=mail&words=a+%3Cb%3E&since=2026-01-02"))
    assert page.xpath("//select[@id='kind']/option[@selected]/@value") == ["mail"]
    assert page.xpath("//input[@id='words' or @id='since']/@value") == ["2026-01-02", "a <b>"]
    assert page.xpath("//details/@open")


# ---- pages ----


def test_it_turns_older_and_newer_pages_and_shows_every_event_once(site: Site) -> None:
    own = alice(site)
    acts(site, owner, 120)
    page, seen, turned = own.get("/audit"), [], 0
    while True:
        seen += [int(one.partition(" ")[0]) for one in under(page)]
        if not (older := tree(page).xpath("//a[@rel='next']/@href")):
            break
        page, turned = own.get(older[0]), turned + 1
    assert seen == list(range(121, 0, -1))
    assert turned == 2
    for _ in range(2):
        page = own.get(tree(page).xpath("//a[@rel='prev']/@href")[0])
    assert [int(one.partition(" ")[0]) for one in under(page)] == list(range(121, 71, -1))


def test_a_place_of_another_company_s_trail_is_none_of_ours(site: Site) -> None:
    acts(site, lambda db: person(db, THEIRS, "Mallory Quist", "owner"), 120)
    [older] = tree(mallory(site).get("/audit")).xpath("//a[@rel='next']/@href")
    assert lines(alice(site).get(older)) == ["Alice Moreau signed in"]


# ---- whole or not ----


def test_it_says_that_the_trail_is_whole_and_what_to_note_down(site: Site) -> None:
    own = alice(site)
    acts(site, owner, 5)
    end = work(site, lambda db: head_of(db, owner(db).company_id))
    told = main(own.get("/audit"))
    assert "Checked just now: all 6 events are as they were written." in told
    assert f"Note down 6:{end.hash[:16]} somewhere else" in told


def test_a_long_trail_is_checked_when_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of, "SMALL", 3)
    own = alice(site)
    acts(site, owner, 5)
    page = own.get("/audit?person=server")
    assert "Is the trail as it was written?" in main(page)
    [check] = tree(page).xpath("//a[text()='Check it now']/@href")
    assert "all 6 events are as they were written" in main(own.get(check))
    assert "person=server" in check


def test_it_names_the_first_bad_event(site: Site) -> None:
    own = alice(site)
    acts(site, owner, 5)
    work(site, lambda db: db.execute(text("DROP TRIGGER audit_unchanged")))
    work(site, lambda db: db.execute(audit.update().where(audit.c.number == 4).values(detail="x")))
    told = main(own.get("/audit"))
    assert "Event 4 was changed after it was written" in told
    assert "as they were written" not in told
    assert "Note down" not in told


# ---- people who are gone ----


def test_somebody_erased_is_not_named(site: Site) -> None:
    own, dana = alice(site), somebody(site, OURS, "Dana Whitfield", "manager")
    open_search(dana)
    whose = select(members.c.account_id).where(members.c.role == "manager").scalar_subquery()
    work(site, lambda db: db.execute(delete(accounts).where(accounts.c.id == whose)))
    page = own.get("/audit")
    assert "Somebody who was erased opened the search Head of Data Platform" in lines(page)
    assert "Dana" not in page.text


def test_what_is_gone_is_named_as_gone_and_leads_nowhere(site: Site) -> None:
    own = alice(site)
    work(site, lambda db: record(db, owner(db), "search:weigh", "search 77", NOW))
    page = own.get("/audit")
    assert lines(page)[0] == "Alice Moreau saved weights for a search that was removed"
    assert "/searches/77" not in page.text


# ---- blindness ----


def masked(page: httpx.Response) -> str:
    """A page without nonces, keys and moments."""
    text = re.sub(r'(nonce|name="once" value|datetime)="[^"]*"', "", page.text)
    return re.sub(r"\d\d:\d\d", "", text)


@contextmanager
def another_site(path: Path, migrated: bytes) -> Iterator[Site]:
    """A site of its own over a new database."""
    path.write_bytes(migrated)
    app = create_app(used(f"sqlite:///{path}"))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        yield site
        site.close()


def test_a_blind_owner_learns_nothing_of_how_the_others_answered(migrated: bytes, tmp_path: Path) -> None:
    seen = []
    for points, again in ((0, 0), (4, 7)):
        with another_site(tmp_path / f"{again}.db", migrated) as site:
            own = evaluated(site, points, again)
            asked = ("", "?check=yes", "?kind=forms", "?search=1", "?words=submitted", "?recruiter=1", "?words=answer")
            seen.append([masked(own.get(f"/audit{each}")) for each in asked])
    assert seen[0] == seen[1]
    assert all("Bob Tanaka submitted" in page for page in seen[0][:-1])


def test_a_blind_owner_sees_their_own_saves_and_that_others_submitted(site: Site) -> None:
    own = evaluated(site, 3, 2)
    page = own.get("/audit")
    assert "Bob Tanaka submitted their form about Ana Ferreira" in lines(page)
    assert not [line for line in lines(page) if "Bob Tanaka changed" in line]
    assert "Note down" not in main(page)
    assert "all events are as they were written" in main(own.get("/audit?check=yes"))


def test_once_their_own_form_is_in_they_see_all_of_it(site: Site) -> None:
    own = evaluated(site, 3, 2)
    fill(own, 1)
    submit(own, 1)
    page = own.get("/audit?words=answer")
    assert "Bob Tanaka changed an answer in their form about Ana Ferreira" in lines(page)
    assert "Note down" in main(page)


# ---- the words ----


def test_every_action_has_a_kind() -> None:
    nouns = [noun for _, known in KINDS.values() for noun in known]
    assert sorted(nouns) == sorted(set(nouns))
    assert {action.partition(":")[0] for action in DEEDS} == set(nouns)
