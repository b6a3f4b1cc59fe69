"""One mail: its text to copy, its link where others may hold it, and what can be done about it."""

import time

import pytest
from sqlalchemy import delete, select, update

from app.mail.outbox import Kind
from app.store.tables import audit, invitations, messages
from outbox import office, queued
from people import alice, mallory
from shown import main, tree
from test_mail import change, work
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


@pytest.fixture
def sends(site: Site) -> None:
    """The site has a mail server; nothing is sent in this test, as nobody works beside it."""
    settings = site.app.state.settings
    site.app.state.settings = settings.model_copy(update={"smtp_host": "post.example", "mail_from": "v@x.example"})


def put(site: Site, kind: Kind, **more: str) -> int:
    """A mail in the outbox; returns its id."""
    now = int(time.time())
    found: int = work(site, lambda db: queued(db, office(db), kind, now, **more).id)
    return found


def actions(site: Site) -> list[str]:
    query = select(audit.c.action).where(audit.c.action.like("message:%")).order_by(audit.c.id)
    said: list[str] = work(site, lambda db: list(db.execute(query).scalars()))
    return said


def state(site: Site) -> tuple[object, ...]:
    columns = messages.c["state", "tries", "error", "claimed_until"]
    found: tuple[object, ...] = work(site, lambda db: tuple(db.execute(select(*columns)).one()))
    return found


def test_without_a_mail_server_it_is_copied_or_opened_in_another_program_and_marked(site: Site, owner: Visitor) -> None:
    page = owner.get(f"/mail/{put(site, 'invitation')}")
    text = tree(page).xpath("//pre")[0].text_content()
    assert "Halden Foods asks about your time with Ana Ferreira" in main(page)
    assert "http://127.0.0.1:8000/i/" in text
    [address] = tree(page).xpath("//a[starts-with(@href, 'mailto:')]/@href")
    assert address.startswith("mailto:dora@halden.example?subject=Halden%20Foods%20asks")
    assert "%0D%0A" in address
    assert "&bcc" not in address.lower()
    assert not tree(page).xpath("//form[@id='again']")
    done = owner.submit(page, "sent")
    assert "Noted as sent." in main(done)
    assert state(site)[0] == "sent"
    assert actions(site) == ["message:mark"]
    assert "Sent on" in main(owner.get("/mail/1"))


def test_sent_twice_the_button_has_one_effect(site: Site, owner: Visitor) -> None:
    page = owner.get(f"/mail/{put(site, 'evaluator_chosen')}")
    assert owner.submit(page, "sent").status_code == owner.submit(page, "sent").status_code == 200
    assert actions(site) == ["message:mark"]
    assert owner.post("/mail/1/sent").status_code == 409
    assert owner.post("/mail/1/again").status_code == 409


def test_a_failed_mail_is_sent_again(site: Site, owner: Visitor, sends: None) -> None:
    put(site, "invitation")
    change(site, state="failed", tries=6, error="The mail server did not answer in time. That was the last try.")
    page = owner.get("/mail/1")
    assert "did not answer in time. That was the last try. Tried 6 times." in main(page)
    assert "It is tried again now." in main(owner.submit(page, "again"))
    assert state(site) == ("waiting", 0, "", 0)
    assert actions(site) == ["message:again"]


def test_a_waiting_mail_is_tried_now_without_a_second_sender(site: Site, owner: Visitor, sends: None) -> None:
    put(site, "invitation")
    claimed = int(time.time()) + 100
    change(site, tries=2, error="The mail server is away.", next_at=claimed, claimed_until=claimed)
    assert owner.submit(owner.get("/mail/1"), "again").status_code == 200
    assert state(site) == ("waiting", 2, "", claimed)


def test_a_mail_on_its_way_is_not_marked(site: Site, owner: Visitor) -> None:
    put(site, "receipt")
    change(site, claimed_until=int(time.time()) + 100)
    page = owner.post("/mail/1/sent")
    assert page.status_code == 409
    assert "being sent just now" in page.text
    assert actions(site) == []


def test_with_a_mail_server_a_waiting_mail_needs_nobody(site: Site, owner: Visitor, sends: None) -> None:
    page = owner.get(f"/mail/{put(site, 'receipt')}")
    assert "It goes out in a moment." in main(page)
    assert not tree(page).xpath("//main//form")


def test_a_mail_whose_link_was_ended_says_so_and_is_not_sent_again(site: Site, owner: Visitor, sends: None) -> None:
    put(site, "invitation")
    change(site, state="failed", error="Not sent. The invitation was taken back.")
    work(site, lambda db: db.execute(update(invitations).values(revoked_at=9)).rowcount)
    page = owner.get("/mail/1")
    assert "Not sent. The invitation was taken back." in main(page)
    assert not tree(page).xpath("//form[@id='again']")
    refused = owner.post("/mail/1/again")
    assert refused.status_code == 409
    assert "The invitation was taken back." in refused.text


def test_a_sent_mail_whose_link_was_used_says_that_it_leads_nowhere(site: Site, owner: Visitor) -> None:
    put(site, "invitation")
    change(site, state="sent", sent_at=9)
    work(site, lambda db: db.execute(update(invitations).values(declined_at=9)).rowcount)
    assert "Its link no longer works. They said they do not want to take part." in main(owner.get("/mail/1"))


@pytest.mark.parametrize("kind", ["sign_in_link", "reset"])
def test_a_link_that_signs_in_is_shown_to_nobody(site: Site, owner: Visitor, kind: Kind) -> None:
    page = owner.get(f"/mail/{put(site, kind, to='dora@secret.example')}")
    assert "(a personal link, shown to nobody else)" in main(page)
    assert "d…@…" in main(page)
    for word in ("/sign-in/link/", "/reset/", "secret.example", "Dora", "mailto:"):
        assert word not in page.text
    assert not tree(page).xpath("//form[@id='sent']")
    assert owner.post("/mail/1/sent").status_code == 409
    change(site, state="failed", error="The mail server does not take it: 550 dora@secret.example unknown")
    for path in ("/mail/1", "/mail"):
        assert "secret" not in owner.get(path).text


def test_a_mail_whose_invitation_was_erased_shows_no_link(site: Site, owner: Visitor) -> None:
    put(site, "invitation")
    work(site, lambda db: db.execute(delete(invitations)).rowcount)
    page = owner.get("/mail/1")
    assert "(the link is gone)" in main(page)
    assert "It will not be sent. What this mail was about is no longer there." in main(page)


def test_a_mail_whose_words_were_erased_says_so(site: Site, owner: Visitor) -> None:
    put(site, "evaluator_chosen")
    change(site, content={})
    assert "What this mail said is no longer kept." in main(owner.get("/mail/1"))


@pytest.mark.parametrize(("kind", "tells"), [("receipt", "9F3A C1D2 77B0"), ("reopened", "Two answers were swapped.")])
def test_a_mail_that_tells_of_answers_is_kept_from_those_who_may_not_see_them(
    site: Site, owner: Visitor, kind: Kind, tells: str
) -> None:
    """Whoever knows the questions can make a receipt again from a guess at the answers."""
    page = owner.get(f"/mail/{put(site, kind)}")
    assert "It is shown once you may see that." in main(page)
    assert tells not in page.text
    assert not tree(page).xpath("//form[@id='sent'] | //a[starts-with(@href, 'mailto:')]")
    change(site, to_email="alice@halden.example")
    assert tells in main(owner.get("/mail/1"))


def test_what_somebody_is_called_is_shown_as_text(site: Site, owner: Visitor) -> None:
    put(site, "invitation", recruiter="<script>alert(1)</script>")
    assert "<script>alert(1)" not in owner.get("/mail/1").text
    assert "<script>alert(1)</script>" in main(owner.get("/mail/1"))


def test_another_company_s_mail_is_not_there(site: Site, owner: Visitor) -> None:
    put(site, "invitation")
    other = mallory(site)
    for path in ("/mail/1", "/mail/1/again", "/mail/1/sent"):
        method = "GET" if path == "/mail/1" else "POST"
        assert other.ask(method, path).status_code == 404
    assert state(site)[0] == "waiting"
