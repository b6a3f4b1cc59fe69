"""The company's mail on its page: what waits, was sent and failed, for whom it is to read, and nobody else's."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, update

from app.store.tables import member_invitations, messages, search_members, searches
from journey import open_search, vettings
from outbox import office, queued
from people import OURS, THEIRS, alice, bob, carol, mallory, somebody
from people import member as person
from shown import main, tree
from visitor import Site, Visitor

ASKED = {"asked_as": "not_placed", "name": "Rosa Lind", "email": "rosa@lind.example"}


def work(site: Site, done: Callable[[Connection], Any]) -> Any:
    """What a function does to the database of the site, committed."""
    return site.portal.call(site.app.state.database.write, done)


def change(site: Site, **values: object) -> None:
    """Every mail is as if this had happened to it."""
    work(site, lambda db: db.execute(update(messages).values(**values)).rowcount)


def manager(site: Site) -> Visitor:
    return somebody(site, OURS, "Mia Roth", "manager")


@pytest.fixture
def owner(site: Site) -> Visitor:
    """Alice, who asked Rosa about the first recruiter of her search."""
    owner = alice(site)
    sent = owner.post(f"/vettings/{vettings(owner, open_search(owner))[0]}/invitations", ASKED)
    assert sent.status_code == 200, main(sent)
    return owner


def test_it_is_empty_at_first(site: Site) -> None:
    page = alice(site).get("/mail")
    assert "No mail yet" in main(page)
    assert "Nothing here" in main(alice(site).get("/mail?state=failed"))


def test_it_shows_to_whom_what_and_when_and_says_that_no_server_is_set(owner: Visitor) -> None:
    page = owner.get("/mail")
    [row] = tree(page).xpath("//tbody/tr")
    said = " ".join(row.text_content().split())
    assert re.search(r"Rosa Lind ?rosa@lind.example ?Invitation to answer ?Ana Ferreira", said)
    assert "Waiting" in said
    assert "No mail server is set. Copy each message and send it yourself" in main(page)


def test_it_shows_why_a_mail_failed_how_often_it_was_tried_and_when_next(site: Site, owner: Visitor) -> None:
    change(site, tries=2, error="The mail server did not answer in time.", next_at=1_790_000_000)
    assert re.search(
        r"did not answer in time. Tried 2 times, next on \d+ \w+ 2026, \d\d:\d\d.", main(owner.get("/mail"))
    )
    change(site, state="failed")
    assert "Not sent" in main(owner.get("/mail"))


@pytest.mark.parametrize(
    ("state", "counted"), [("waiting", "Waiting (2)"), ("sent", "Sent (1)"), ("failed", "Not sent (0)")]
)
def test_it_is_filtered_by_state(site: Site, owner: Visitor, state: str, counted: str) -> None:
    work(site, lambda db: [queued(db, office(db), "receipt").id for _ in range(2)])
    work(
        site, lambda db: db.execute(update(messages).where(messages.c.id == 1).values(state="sent", sent_at=9)).rowcount
    )
    page = owner.get(f"/mail?state={state}")
    assert counted in main(page)
    assert "All (3)" in main(page)
    assert len(tree(page).xpath("//tbody/tr")) == int(counted[-2])


def test_what_is_no_state_and_no_page_shows_what_there_is(owner: Visitor) -> None:
    assert len(tree(owner.get("/mail?state=lost")).xpath("//tbody/tr")) == 1
    assert "No mail yet" in main(owner.get("/mail?page=99999999999999999"))
    assert owner.get("/mail?page=-3").status_code == 200


def test_many_are_read_fifty_at_a_time(site: Site, owner: Visitor) -> None:
    def many(db: Connection) -> None:
        of = office(db)
        for _ in range(60):
            queued(db, of, "reset")

    work(site, many)
    first, second = owner.get("/mail"), owner.get("/mail?page=2")
    assert [len(tree(page).xpath("//tbody/tr")) for page in (first, second)] == [50, 11]
    assert ("Older" in main(first), "Newer" in main(first)) == (True, False)
    assert ("Older" in main(second), "Newer" in main(second)) == (False, True)


def test_a_personal_link_is_listed_by_one_letter_and_for_owners_only(site: Site, owner: Visitor) -> None:
    work(site, lambda db: queued(db, office(db), "sign_in_link", to="dora@secret.example").id)
    page = owner.get("/mail")
    [row] = tree(page).xpath("//tbody/tr[contains(., 'Sign-in link')]")
    assert "d…@…" in row.text_content()
    assert "secret.example" not in page.text
    assert "Dora" not in page.text
    assert "Sign-in link" not in main(manager(site).get("/mail"))


def test_it_is_for_owners_and_managers_of_the_company(site: Site, owner: Visitor) -> None:
    assert manager(site).get("/mail").status_code == 200
    assert bob(site).get("/mail").status_code == carol(site).get("/mail").status_code == 403
    page = mallory(site).get("/mail")
    assert "No mail yet" in main(page)
    assert "All (0)" in main(page)
    assert site.visitor().get("/mail").url.path == "/sign-in"


def test_a_manager_reads_no_mail_about_a_search_they_are_not_given(site: Site) -> None:
    owner, reader = alice(site), manager(site)
    kinds = ("invitation", "reminder", "receipt", "evaluator_chosen", "reopened")

    def fill(db: Connection) -> int:
        of = office(db)
        for kind in kinds:
            queued(db, of, kind)  # type: ignore[arg-type]
        return of.search

    search = work(site, fill)
    assert "All (5)" in main(reader.get("/mail"))
    work(site, lambda db: db.execute(update(searches).values(restricted=True)).rowcount)
    assert "All (0)" in main(reader.get("/mail"))
    assert {reader.get(f"/mail/{n}").status_code for n in range(1, 6)} == {404}
    assert "All (5)" in main(owner.get("/mail"))

    def give(db: Connection) -> None:
        mia = person(db, OURS, "Mia Roth", "manager")
        db.execute(search_members.insert().values(search_id=search, member_id=mia.id, company_id=mia.company_id))

    work(site, give)
    assert "All (5)" in main(reader.get("/mail"))


def test_a_search_whose_number_begins_alike_is_another_one(site: Site) -> None:
    def fill(db: Connection) -> None:
        of = office(db)
        queued(db, of, "evaluator_chosen", path=f"/searches/{of.search}9")
        queued(db, of, "reopened", path=f"/vettings/{of.vetting}0/answer")
        queued(db, of, "evaluator_chosen", path=f"/searches/{of.search}/recruiters")

    work(site, fill)
    assert "All (1)" in main(manager(site).get("/mail"))


@pytest.mark.parametrize(("role", "seen"), [("viewer", 1), ("evaluator", 1), ("manager", 0), ("owner", 0)])
def test_a_manager_holds_no_link_that_gives_more_than_they_have(site: Site, role: str, seen: int) -> None:
    work(site, lambda db: queued(db, office(db), "member_invitation").id)
    work(site, lambda db: db.execute(update(member_invitations).values(role=role)).rowcount)
    assert f"All ({seen})" in main(manager(site).get("/mail"))
    assert manager(site).get("/mail/1").status_code == (200 if seen else 404)
    assert alice(site).get("/mail/1").status_code == 200


def test_the_receipt_of_a_member_is_for_owners(site: Site) -> None:
    work(site, lambda db: queued(db, office(db), "receipt").id)
    change(site, invitation_id=None)
    assert "All (0)" in main(manager(site).get("/mail"))
    assert "All (1)" in main(alice(site).get("/mail"))


def test_another_company_s_mail_is_never_counted(site: Site, owner: Visitor) -> None:
    work(site, lambda db: queued(db, office(db, THEIRS, "Mallory Quist"), "evaluator_chosen").id)
    for reader in (owner, manager(site)):
        assert "All (1)" in main(reader.get("/mail"))
