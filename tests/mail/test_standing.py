"""A mail whose link was taken back, used or has run out is sent to nobody."""

import pytest
from sqlalchemy import Connection, delete, update

from app.mail.outbox import Kind
from app.mail.standing import ENDED, EXPIRED, GONE, ended
from app.store.rows import add
from app.store.tables import invitations, responses
from outbox import CARRIED, DAY, TABLES, again, office, queued
from people import NOW

ENDS = [
    ("invitation", {"revoked_at": NOW}, "revoked"),
    ("invitation", {"declined_at": NOW}, "declined"),
    ("invitation", {"withdrawn_at": NOW}, "withdrawn"),
    ("reminder", {"revoked_at": NOW}, "revoked"),
    ("reminder", {"no_reminders": True}, "silenced"),
    ("member_invitation", {"revoked_at": NOW}, "revoked"),
    ("member_invitation", {"taken_at": NOW}, "taken"),
    ("sign_in_link", {"used_at": NOW}, "used"),
    ("reset", {"used_at": NOW}, "used"),
]
WITH_LINK = ["invitation", "reminder", "member_invitation", "sign_in_link", "reset"]


@pytest.mark.parametrize("kind", WITH_LINK)
def test_a_link_that_works_is_sent_until_it_runs_out(db: Connection, kind: Kind) -> None:
    mail = queued(db, office(db), kind)
    assert mail.link is not None
    assert ended(mail, NOW) == ended(mail, mail.link.expires_at - 1) == ""
    assert ended(mail, mail.link.expires_at) == EXPIRED


@pytest.mark.parametrize(("kind", "change", "word"), ENDS)
def test_a_link_that_was_ended_is_not_sent(db: Connection, kind: Kind, change: dict[str, int], word: str) -> None:
    mail = queued(db, office(db), kind)
    assert mail.link is not None
    table = TABLES[CARRIED[kind]]
    db.execute(update(table).where(table.c.id == mail.link.row).values(**change))
    assert ended(again(db, mail), NOW) == ENDED[word]


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
def test_somebody_who_has_answered_is_asked_no_more(db: Connection, kind: Kind) -> None:
    of = office(db)
    mail = queued(db, of, kind)
    assert mail.link is not None
    whose = {"company_id": of.asker.company_id, "vetting_id": of.vetting, "source": "candidate", "respondent": "Dora"}
    response = add(db, responses, **whose, length="full", state="submitted", started_at=NOW, submitted_at=NOW)
    db.execute(update(invitations).where(invitations.c.id == mail.link.row).values(response_id=response))
    assert ended(again(db, mail), NOW) == ENDED["answered"]


def test_who_has_answered_and_asks_for_a_new_link_gets_it(db: Connection) -> None:
    """The way back to what they sent, to change or delete it."""
    of = office(db)
    mail = queued(db, of, "invitation", NOW + 60)
    assert mail.link is not None
    whose = {"company_id": of.asker.company_id, "vetting_id": of.vetting, "source": "candidate", "respondent": "Dora"}
    response = add(db, responses, **whose, length="full", state="submitted", started_at=NOW, submitted_at=NOW + 59)
    db.execute(update(invitations).where(invitations.c.id == mail.link.row).values(response_id=response))
    assert ended(again(db, mail), NOW) == ""


@pytest.mark.parametrize("kind", WITH_LINK)
def test_a_mail_whose_link_is_gone_is_not_sent(db: Connection, kind: Kind) -> None:
    mail = queued(db, office(db), kind)
    db.execute(delete(TABLES[CARRIED[kind]]))
    assert again(db, mail).link is None
    assert ended(again(db, mail), NOW) == GONE


def test_a_first_mail_goes_out_also_to_somebody_who_wants_no_reminders(db: Connection) -> None:
    mail = queued(db, office(db), "invitation")
    db.execute(update(invitations).values(no_reminders=True))
    assert ended(again(db, mail), NOW) == ""


@pytest.mark.parametrize("kind", ["receipt", "evaluator_chosen", "reopened"])
def test_what_opens_no_door_is_sent_whatever_became_of_the_invitation(db: Connection, kind: Kind) -> None:
    mail = queued(db, office(db), kind)
    db.execute(delete(invitations))
    assert ended(again(db, mail), NOW + 400 * DAY) == ""
