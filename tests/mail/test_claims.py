"""Claims on mails: each is one sender's at a time, and none is forgotten."""

import asyncio
from collections import Counter

from sqlalchemy import Connection

from app.mail.claims import BACKOFF, CLAIM, TRIES, claim, due, not_sent, sent
from app.mail.smtp import TRY
from app.settings import Settings
from app.store.database import Database
from outbox import again, office, queued
from people import NOW, THEIRS


def test_a_mail_is_claimed_once_and_again_when_the_claim_has_run_out(db: Connection) -> None:
    mail = queued(db, office(db), "receipt")
    assert due(db, NOW) == 1
    first = claim(db, NOW)
    assert first
    assert (first.id, first.claimed_until) == (mail.id, NOW + CLAIM)
    assert due(db, NOW + CLAIM - 1) == 0
    assert claim(db, NOW + CLAIM - 1) is None
    later = claim(db, NOW + CLAIM)
    assert later
    assert later.id == mail.id


def test_a_claim_lasts_longer_than_the_longest_try() -> None:
    assert CLAIM > 2 * TRY


def test_a_mail_of_tomorrow_waits_until_tomorrow(db: Connection) -> None:
    queued(db, office(db), "receipt", NOW + 10)
    assert claim(db, NOW + 9) is None
    assert claim(db, NOW + 10)


def test_links_to_sign_in_go_first_and_then_what_waits_longest(db: Connection) -> None:
    of = office(db)
    late, early, other = (queued(db, of, "receipt", NOW + wait) for wait in (5, 0, 0))
    signing = queued(db, office(db, THEIRS, "Mallory Quist"), "sign_in_link", NOW + 9)
    claimed = [claim(db, NOW + 10) for _ in range(5)]
    assert [mail and mail.id for mail in claimed] == [signing.id, early.id, other.id, late.id, None]


def test_a_failed_try_waits_longer_each_time_and_is_given_up_after_six(db: Connection) -> None:
    mail, now, waits = queued(db, office(db), "receipt"), NOW, []
    while (mail := again(db, mail)).state == "waiting":
        now = mail.next_at
        claimed = claim(db, now)
        assert claimed
        not_sent(db, claimed, "The mail server is away.", now)
        waits.append(again(db, mail).next_at - now)
    assert waits == [60, 300, 1_800, 7_200, 28_800, 0]
    assert (mail.state, mail.tries, len(BACKOFF)) == ("failed", TRIES, 5)
    assert mail.error == "The mail server is away. That was the last try."
    assert claim(db, now + 10**6) is None


def test_what_can_never_be_sent_is_given_up_at_once(db: Connection) -> None:
    mail = queued(db, office(db), "receipt")
    not_sent(db, again(db, mail), "No such address.", NOW, final=True)
    assert (again(db, mail).state, again(db, mail).error, again(db, mail).tries) == ("failed", "No such address.", 1)


def test_what_was_sent_is_claimed_by_nobody(db: Connection) -> None:
    queued(db, office(db), "receipt")
    claimed = claim(db, NOW)
    assert claimed
    sent(db, claimed, NOW + 3)
    after = again(db, claimed)
    assert (after.state, after.sent_at, after.tries, after.error) == ("sent", NOW + 3, 1, "")
    assert claim(db, NOW + CLAIM + 9) is None


def test_a_sender_whose_claim_ran_out_says_nothing_about_a_failure(db: Connection) -> None:
    queued(db, office(db), "receipt")
    slow, quick = claim(db, NOW), claim(db, NOW + CLAIM)
    assert slow
    assert quick
    not_sent(db, slow, "The mail server did not answer in time.", NOW + CLAIM)
    assert again(db, slow) == quick
    sent(db, slow, NOW + CLAIM)
    not_sent(db, quick, "Too late.", NOW + CLAIM)
    assert again(db, slow).state == "sent"


def test_four_lanes_of_two_servers_claim_every_mail_once(database: Database, settings: Settings) -> None:
    def fill(db: Connection) -> None:
        of = office(db)
        for _ in range(60):
            queued(db, of, "receipt")

    other = Database(settings)

    async def lane(of: Database) -> list[int]:
        found = []
        while mail := await of.write(claim, NOW):
            found.append(mail.id)
        return found

    async def all_lanes() -> list[list[int]]:
        await database.write(fill)
        return await asyncio.gather(*(lane(each) for each in (database, other) for _ in range(4)))

    claimed = Counter(mail for lane in asyncio.run(all_lanes()) for mail in lane)
    other.close()
    assert len(claimed) == 60
    assert set(claimed.values()) == {1}
