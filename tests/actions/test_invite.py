"""Asking people outside the company: making links, sending them again, reminding, taking back, and their no."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from app.actions.decline import decline, stop_reminders
from app.actions.invite import Asked, invite
from app.actions.open_link import OpenedElsewhere, open_link
from app.actions.remind import remind, remind_due
from app.actions.resend import renew, resend
from app.actions.revoke import revoke
from app.refusals import Conflict, Mistakes, NotHere
from app.store.invitations import (
    LASTS,
    Respondent,
    browser_of,
    invitation_of_session,
    invitation_of_token,
    picked_by_company,
)
from app.store.keys import sha256
from app.store.tables import invitations
from asking import A_DAY, ANSWERS, DAY, FORMS, INES, SESSIONS, Arranged
from people import NOW, THEIRS, member

SILENT = Asked("client", named_as="client")


@pytest.fixture
def asking(db: Connection) -> Arranged:
    return Arranged(db)


def opened(asking: Arranged, one: int, key: str = "form", browser: str = "", now: int = NOW) -> str:
    """Open the invitation's link; returns the token of the browser's cookie."""
    return open_link(asking.db, asking.link_hash(one), browser, key, "192.0.2.7", now)[1]


def who(asking: Arranged, one: int) -> Respondent:
    return asking.found(one).respondent("192.0.2.7")


def test_an_invitation_has_a_link_of_its_own_and_a_mail_that_does_not_hold_it(asking: Arranged) -> None:
    one = asking.ask()
    found = asking.found(one)
    assert invitation_of_token(asking.db, asking.link_hash(one)) == found
    assert (found.state(NOW), found.expires_at, found.by) == ("sent", NOW + LASTS, "Alice Moreau")
    assert (found.source, found.named_as, found.chosen_by) == ("candidate", "not_placed", "recruiter")
    (mail,) = asking.mails()
    assert (mail.kind, mail.to_email, mail.to_name, mail.invitation_id) == ("invitation", INES.email, INES.name, one)
    expected = {
        "company": "Halden Foods",
        "by": "Alice Moreau",
        "recruiter": "Ana",
        "source": "candidate",
        "minutes": 5,
    }
    assert mail.content == expected | {"expires": mail.content["expires"]}
    assert re.fullmatch(r"\d{1,2} October 2026", mail.content["expires"])
    assert asking.events()[-1:] == ["invitation:make"]


def test_two_invitations_have_two_links(asking: Arranged) -> None:
    one, other = asking.ask(SILENT), asking.ask(SILENT)
    assert asking.link_hash(one) != asking.link_hash(other)


def test_without_an_address_only_the_link_is_made(asking: Arranged) -> None:
    one = asking.ask(SILENT)
    assert asking.mails() == []
    assert asking.found(one).state(NOW) == "made"


def test_the_recruiter_has_one_living_link_to_the_self_report(asking: Arranged) -> None:
    first = asking.ask(Asked("self"))
    with pytest.raises(Mistakes, match="asked already"):
        asking.ask(Asked("self"))
    second = asking.ask(Asked("self"), now=NOW + LASTS)
    with pytest.raises(Conflict, match="asked already"):
        resend(asking.db, asking.alice, first, A_DAY, NOW + LASTS)
    revoke(asking.db, asking.alice, second, NOW + LASTS)
    assert asking.ask(Asked("self"), now=NOW + LASTS)


def test_nobody_is_asked_twice_and_nobody_who_declined_is_asked_again(asking: Arranged) -> None:
    one = asking.ask()
    shouted = Asked("client", email=INES.email.upper())
    with pytest.raises(Mistakes, match="asked about Ana already"):
        asking.ask(shouted)
    decline(asking.db, who(asking, one), asking.found(one), NOW)
    with pytest.raises(Mistakes, match="we would not ask again"):
        asking.ask(shouted)
    with pytest.raises(Conflict, match="we would not ask again"):
        resend(asking.db, asking.alice, one, A_DAY, NOW)
    assert len(asking.mails()) == 1


def test_a_company_mails_so_many_invitations_within_a_day(asking: Arranged) -> None:
    people = [Asked("candidate", email=f"{n}@x.example") for n in range(4)]
    for one in people[:2]:
        invite(asking.db, asking.alice, asking.vetting.id, one, 2, NOW)
    before = asking.many(invitations)
    with pytest.raises(Mistakes, match="Make the link without mailing") as refused:
        invite(asking.db, asking.alice, asking.vetting.id, people[2], 2, NOW + DAY - 1)
    assert list(refused.value.fields) == ["email"]
    with pytest.raises(Mistakes, match="within 24 hours"):
        resend(asking.db, asking.alice, 1, 2, NOW + DAY - 1)
    assert asking.many(invitations) == before
    invite(asking.db, asking.alice, asking.vetting.id, SILENT, 2, NOW)
    invite(asking.db, asking.alice, asking.vetting.id, people[3], 2, NOW + DAY)
    assert len(asking.mails()) == 3


def test_what_another_company_asked_is_not_there(asking: Arranged) -> None:
    one = asking.ask()
    mallory = member(asking.db, THEIRS, "Mallory Quist", "owner")
    deeds: tuple[Callable[[], object], ...] = (
        lambda: asking.ask(SILENT, who=mallory),
        lambda: resend(asking.db, mallory, one, A_DAY, NOW),
        lambda: remind(asking.db, mallory, one, NOW),
        lambda: revoke(asking.db, mallory, one, NOW),
    )
    for deed in deeds:
        with pytest.raises(NotHere):
            deed()
    assert asking.found(one).revoked_at is None


def test_a_reference_the_company_picked_is_known_by_its_answers(asking: Arranged) -> None:
    picked, named = asking.ask(Asked("candidate", chosen_by="company")), asking.ask(Asked("candidate"))
    forms = [asking.fill(one) for one in (picked, named)]
    assert picked_by_company(asking.db, [asking.vetting]) == {forms[0]}


def test_a_link_made_anew_ends_the_old_one_and_the_browser_it_was_opened_in(asking: Arranged) -> None:
    one = asking.ask()
    old, session = asking.link_hash(one), opened(asking, one)
    draft = asking.fill(one)
    later = NOW + 5 * DAY
    assert resend(asking.db, asking.alice, one, A_DAY, later) == asking.vetting.id
    assert invitation_of_token(asking.db, old) is None
    assert invitation_of_session(asking.db, sha256(session), one, later) is None
    found = invitation_of_token(asking.db, asking.link_hash(one))
    assert found
    assert (found.state(later), found.expires_at, found.response_id) == ("sent", later + LASTS, draft)
    assert [mail.kind for mail in asking.mails()] == ["invitation", "invitation"]
    assert asking.events()[-1] == "invitation:resend"


def test_an_expired_link_can_be_made_anew_and_one_taken_back_cannot(asking: Arranged) -> None:
    one, other = asking.ask(SILENT), asking.ask(SILENT)
    late = NOW + LASTS
    assert asking.found(one).state(late) == "expired"
    resend(asking.db, asking.alice, one, A_DAY, late)
    assert asking.found(one).state(late) == "made"
    revoke(asking.db, asking.alice, other, NOW)
    with pytest.raises(Conflict, match="taken back"):
        resend(asking.db, asking.alice, other, A_DAY, NOW)


def test_a_link_taken_back_is_dead_and_what_was_not_sent_is_gone(asking: Arranged) -> None:
    one = asking.ask()
    session = opened(asking, one)
    asking.fill(one)
    revoke(asking.db, asking.alice, one, NOW)
    assert (asking.many(FORMS), asking.many(ANSWERS), asking.many(SESSIONS)) == (0, 0, 0)
    assert invitation_of_session(asking.db, sha256(session), one, NOW) is None
    with pytest.raises(NotHere):
        opened(asking, one)
    events = asking.events()
    revoke(asking.db, asking.alice, one, NOW)
    assert asking.events() == events
    assert events[-1] == "invitation:revoke"


def test_answers_that_were_sent_outlive_an_attempt_to_take_the_link_back_or_to_decline(asking: Arranged) -> None:
    one = asking.ask()
    asking.fill(one, "submitted", NOW)
    with pytest.raises(Conflict, match="have answered"):
        revoke(asking.db, asking.alice, one, NOW)
    with pytest.raises(Conflict, match="sent your answers"):
        decline(asking.db, who(asking, one), asking.found(one), NOW)
    assert asking.many(ANSWERS) == 1


def test_whoever_declines_keeps_nothing_here_and_is_asked_no_more(asking: Arranged) -> None:
    one = asking.ask()
    opened(asking, one)
    asking.fill(one)
    events = asking.events()
    for _ in range(2):
        decline(asking.db, who(asking, one), asking.found(one), NOW)
    assert asking.found(one).state(NOW) == "declined"
    assert (asking.many(FORMS), asking.many(SESSIONS)) == (0, 0)
    assert asking.events() == [*events, "invitation:decline"]
    with pytest.raises(Conflict, match="declined"):
        remind(asking.db, asking.alice, one, NOW)


def test_reminders_stop_when_they_are_asked_to(asking: Arranged) -> None:
    one = asking.ask()
    for _ in range(2):
        stop_reminders(asking.db, who(asking, one), asking.found(one), NOW)
    assert asking.events().count("invitation:silence") == 1
    with pytest.raises(Conflict, match="no more reminders"):
        remind(asking.db, asking.alice, one, NOW)
    assert remind_due(asking.db, NOW + 8 * DAY) == "0 reminders"


def test_somebody_is_reminded_once_a_day_at_most(asking: Arranged) -> None:
    one, silent = asking.ask(), asking.ask(SILENT)
    remind(asking.db, asking.alice, one, NOW)
    with pytest.raises(Conflict, match="tomorrow"):
        remind(asking.db, asking.alice, one, NOW + DAY - 1)
    opened(asking, one)
    remind(asking.db, asking.alice, one, NOW + DAY)
    assert [mail.kind for mail in asking.mails()] == ["invitation", "reminder", "reminder"]
    assert asking.found(one).reminders == 2
    with pytest.raises(Conflict, match="never mailed"):
        remind(asking.db, asking.alice, silent, NOW)
    asking.fill(one, "submitted", NOW)
    with pytest.raises(Conflict, match="answered"):
        remind(asking.db, asking.alice, one, NOW + 3 * DAY)


def test_the_schedule_reminds_after_three_and_seven_days(asking: Arranged) -> None:
    asking.ask()
    sent = [remind_due(asking.db, NOW + day * DAY) for day in range(16)]
    assert [day for day, said in enumerate(sent) if said == "1 reminder"] == [3, 7]
    assert asking.found(1).reminders == 2
    assert asking.events()[-2:] == ["invitation:remind"] * 2


def test_the_schedule_makes_up_for_missed_days_once_and_leaves_a_day_between(asking: Arranged) -> None:
    asking.ask()
    assert [remind_due(asking.db, NOW + day * DAY) for day in (9, 10)] == ["1 reminder", "0 reminders"]
    other = asking.ask(Asked("client", email="c@x.example"), now=NOW)
    remind(asking.db, asking.alice, other, NOW + 3 * DAY - 60)
    assert [remind_due(asking.db, NOW + 3 * DAY + hours * 3600) for hours in (0, 24)] == ["0 reminders", "1 reminder"]


@pytest.mark.parametrize("state", ["opened", "declined", "revoked", "withdrawn", "answered", "expired", "made"])
def test_the_schedule_leaves_everybody_else_in_peace(asking: Arranged, state: str) -> None:
    one = asking.ask(SILENT if state == "made" else INES)
    if state == "answered":
        opened(asking, one)
        asking.fill(one, "submitted", NOW)
    elif state == "expired":
        asking.change(one, expires_at=NOW + DAY)
    elif state != "made":
        asking.change(one, **{f"{state}_at": NOW})
    assert {remind_due(asking.db, NOW + day * DAY) for day in range(16)} == {"0 reminders"}


def test_the_first_browser_is_let_in_again_and_no_other(asking: Arranged) -> None:
    one = asking.ask()
    session = opened(asking, one)
    assert opened(asking, one, "another form", session) == session
    assert browser_of(asking.db, asking.found(one), NOW) == sha256(session)
    with pytest.raises(OpenedElsewhere):
        opened(asking, one, "another form", "another browser")
    with pytest.raises(OpenedElsewhere):
        opened(asking, one, "another form")
    assert asking.many(SESSIONS) == 1
    assert asking.events().count("invitation:open") == 1


def test_the_same_form_sent_again_opens_the_same_session(asking: Arranged) -> None:
    one = asking.ask()
    assert opened(asking, one, "one form") == opened(asking, one, "one form")
    assert asking.many(SESSIONS) == 1
    assert asking.events().count("invitation:open") == 1


def test_a_session_opens_its_own_invitation_only(asking: Arranged) -> None:
    one, other = asking.ask(), asking.ask(SILENT)
    session = opened(asking, one)
    assert invitation_of_session(asking.db, sha256(session), other, NOW) is None
    assert invitation_of_session(asking.db, sha256(session), one, NOW)
    assert invitation_of_session(asking.db, sha256(session), one, NOW + 60 * DAY) is None


@pytest.mark.parametrize("end", ["declined_at", "revoked_at", "withdrawn_at"])
def test_a_link_that_ended_opens_nothing(asking: Arranged, end: str) -> None:
    one = asking.ask()
    asking.change(one, **{end: NOW})
    with pytest.raises(NotHere):
        opened(asking, one)


def test_an_expired_link_opens_nothing_from_its_second_on(asking: Arranged) -> None:
    one, other = asking.ask(), asking.ask(SILENT)
    assert opened(asking, one, now=NOW + LASTS - 1)
    with pytest.raises(NotHere):
        opened(asking, other, now=NOW + LASTS)
    asking.fill(one, "submitted", NOW)
    with pytest.raises(NotHere):
        opened(asking, one, now=NOW + LASTS)


def test_a_respondent_has_three_new_links_a_day_which_end_when_the_first_would_have(asking: Arranged) -> None:
    one = asking.ask()
    opened(asking, one)
    done = [renew(asking.db, who(asking, one), asking.link_hash(one), NOW + DAY) for _ in range(4)]
    assert done == ["sent", "sent", "sent", "wait"]
    assert asking.found(one).expires_at == NOW + LASTS
    assert asking.many(SESSIONS) == 0
    assert len(asking.mails()) == 4
    assert asking.events().count("invitation:resend") == 3


def test_no_new_link_goes_out_without_an_address_or_for_a_link_that_ended(asking: Arranged) -> None:
    silent, one = asking.ask(SILENT), asking.ask()
    assert renew(asking.db, who(asking, silent), asking.link_hash(silent), NOW) == "none"
    assert renew(asking.db, who(asking, one), asking.link_hash(one), NOW + LASTS) == "none"
    assert renew(asking.db, who(asking, one), sha256("nothing"), NOW) == "none"
    decline(asking.db, who(asking, one), asking.found(one), NOW)
    assert renew(asking.db, who(asking, one), asking.link_hash(one), NOW) == "none"
    assert len(asking.mails()) == 1


def test_who_asks_is_named_while_they_are_known(asking: Arranged) -> None:
    one = asking.ask()
    assert asking.found(one).asker == "Alice Moreau"
    asking.change(one, made_by=None)
    assert asking.found(one).asker == "Halden Foods"
