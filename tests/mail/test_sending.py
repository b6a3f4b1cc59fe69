"""The outbox's worker before a real mail server that fails in every way mail servers do (safety 59)."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from app.mail import sending
from app.mail.claims import BACKOFF, sent
from app.mail.outbox import Kind
from app.mail.sending import LANES, POLL, Post
from app.settings import Settings
from app.store.database import Database
from app.store.messages import Message
from app.store.tables import invitations, messages
from databases import used
from outbox import Office, again, office, queued
from people import NOW
from post_office import PHASES, PostOffice

FROM = "Followthrough <vetting@halden.example>"


class Clock:
    """The time as the worker sees it; a test moves it on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture(scope="module")
def the_office() -> Iterator[PostOffice]:
    with PostOffice() as open_office:
        yield open_office


@pytest.fixture
def post_office(the_office: PostOffice) -> PostOffice:
    """A mail server that takes everything, until the test says otherwise."""
    the_office.open_again()
    return the_office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def post(database: Database, database_url: str, post_office: PostOffice, clock: Clock) -> Post:
    """A worker that sends through the post office of the test."""
    return Post(database, settings_for(database_url, post_office), clock)


def settings_for(url: str, at: PostOffice, **others: object) -> Settings:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": at.port, "smtp_security": "none", "mail_from": FROM}
    return used(url, **(smtp | others))


def put(database: Database, *kinds: Kind, **more: object) -> list[Message]:
    """Mails in the outbox, committed."""

    def work(db: Connection) -> list[Message]:
        of: Office = office(db)
        return [queued(db, of, kind, **more) for kind in kinds]  # type: ignore[arg-type]

    return asyncio.run(database.write(work))


def many(count: int) -> list[Kind]:
    return ["receipt"] * count


def go_round(post: Post) -> None:
    asyncio.run(post.round(asyncio.Event()))


def after(database: Database, mail: Message) -> Message:
    return asyncio.run(database.read(again, mail))


def test_it_sends_what_waits_and_notes_it(database: Database, post: Post, post_office: PostOffice) -> None:
    [mail] = put(database, "invitation")
    go_round(post)
    [(_, to, read)] = post_office.taken
    assert (to, read["Subject"]) == ("dora@halden.example", "Halden Foods asks about your time with Ana Ferreira")
    assert read["Message-ID"] == f"<{mail.message_id.partition('@')[0]}@halden.example>"
    assert (after(database, mail).state, after(database, mail).sent_at) == ("sent", NOW)
    go_round(post)
    assert len(post_office.taken) == 1


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "QUIT"])
@pytest.mark.parametrize("how", ["drop", "451 Try again later"])
def test_a_failure_in_any_phase_is_tried_again_with_the_same_message_id(
    database: Database, post: Post, post_office: PostOffice, clock: Clock, phase: str, how: str
) -> None:
    [mail] = put(database, "receipt")
    post_office.at[phase] = "drop" if phase == "CONNECT" else how
    go_round(post)
    waiting = after(database, mail)
    assert (waiting.state, waiting.tries, waiting.next_at, waiting.claimed_until) == ("waiting", 1, NOW + BACKOFF[0], 0)
    assert waiting.error.startswith("The mail server ")
    post_office.at.clear()
    clock.now += BACKOFF[0] - 1
    go_round(post)
    assert post_office.taken == []
    clock.now += 1
    go_round(post)
    assert post_office.counts == {f"<{mail.message_id.partition('@')[0]}@halden.example>": 1}
    assert (after(database, mail).state, after(database, mail).error) == ("sent", "")


@pytest.mark.parametrize("how", ["drop", "421 Closing", "slow"])
def test_a_goodbye_that_goes_wrong_changes_nothing(
    database: Database, post: Post, post_office: PostOffice, how: str
) -> None:
    [mail] = put(database, "receipt")
    post_office.at["QUIT"] = how
    go_round(post)
    assert after(database, mail).state == "sent"
    assert len(post_office.taken) == 1


@pytest.mark.parametrize("phase", PHASES[1:])
def test_a_slow_server_gets_every_mail_once(
    database: Database, post: Post, post_office: PostOffice, phase: str
) -> None:
    mails = put(database, *many(LANES + 2))
    post_office.at[phase] = "slow"
    go_round(post)
    assert {after(database, mail).state for mail in mails} == {"sent"}
    assert sorted(post_office.counts.values()) == [1] * len(mails)


def test_a_server_that_never_answers_is_given_up_in_time(
    database: Database, post: Post, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.mail.smtp.TRY", 0.2)
    [mail] = put(database, "receipt")
    post_office.at["RCPT"], post_office.pause = "slow", 3600
    go_round(post)
    assert after(database, mail).error == "The mail server did not answer in time."
    assert after(database, mail).state == "waiting"


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    database: Database, post: Post, post_office: PostOffice
) -> None:
    [mail] = put(database, "invitation")
    post_office.at["RCPT"] = f"550 5.1.1 no such user, see https://vetting.halden.example/i/{'k' * 43}"
    go_round(post)
    refused = after(database, mail)
    assert (refused.state, refused.tries) == ("failed", 1)
    assert refused.error.startswith("The mail server does not take mail for this address: 550 5.1.1 no such user")
    assert "kkkk" not in refused.error


@pytest.mark.parametrize(("phase", "how"), [("MAIL", "550 not you"), ("BODY", "554 looks like spam"), ("RCPT", "drop")])
def test_any_other_refusal_may_pass_and_is_tried_six_times(
    database: Database, post: Post, post_office: PostOffice, clock: Clock, phase: str, how: str
) -> None:
    [mail] = put(database, "receipt")
    post_office.at[phase] = how
    for _ in range(9):
        go_round(post)
        clock.now = after(database, mail).next_at
    assert (after(database, mail).state, after(database, mail).tries) == ("failed", 6)
    assert after(database, mail).error.endswith("That was the last try.")


def test_a_250_lost_on_the_line_sends_a_second_copy_with_the_same_message_id(
    database: Database, post: Post, post_office: PostOffice, clock: Clock
) -> None:
    [mail] = put(database, "receipt")
    post_office.at["ANSWER"] = "drop"
    go_round(post)
    assert (len(post_office.taken), after(database, mail).state) == (1, "waiting")
    post_office.at.clear()
    clock.now += BACKOFF[0]
    go_round(post)
    assert list(post_office.counts.values()) == [2]


def test_a_mail_of_an_action_that_was_undone_is_never_sent(
    database: Database, post: Post, post_office: PostOffice
) -> None:
    def undone(db: Connection) -> None:
        queued(db, office(db), "invitation")
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(database.write(undone))
    go_round(post)
    assert post_office.recipients == []
    assert post_office.taken == []


def test_a_link_that_was_taken_back_meanwhile_is_not_sent(
    database: Database, post: Post, post_office: PostOffice
) -> None:
    [mail] = put(database, "invitation")
    asyncio.run(database.write(lambda db: db.execute(update(invitations).values(revoked_at=NOW)).rowcount))
    go_round(post)
    assert post_office.recipients == []
    assert (after(database, mail).state, after(database, mail).error) == (
        "failed",
        "Not sent. The invitation was taken back.",
    )


@pytest.mark.parametrize(
    "to", ["dora@x.example\r\nBcc: all@evil.example", "no address", "a@b\r\nRCPT TO:<x@evil.example>"]
)
def test_an_address_that_is_none_reaches_no_server_and_holds_up_nobody(
    database: Database, post: Post, post_office: PostOffice, to: str
) -> None:
    [bad] = put(database, "receipt", to=to)
    [good] = put(database, "receipt")
    go_round(post)
    assert post_office.recipients == ["dora@halden.example"]
    assert after(database, bad).state == "failed"
    assert "no address a mail can go to" in after(database, bad).error
    assert after(database, good).state == "sent"


def test_a_mail_put_together_wrongly_fails_with_a_sentence_and_holds_up_nobody(
    database: Database, post: Post, post_office: PostOffice
) -> None:
    bad, good = put(database, "receipt", "receipt")
    asyncio.run(
        database.write(
            lambda db: db.execute(update(messages).where(messages.c.id == bad.id).values(content={})).rowcount
        )
    )
    go_round(post)
    assert "put together wrongly" in after(database, bad).error
    assert after(database, good).state == "sent"


def test_without_a_secure_connection_nothing_is_said_where_one_is_wanted(
    database: Database, database_url: str, post_office: PostOffice, clock: Clock
) -> None:
    [mail] = put(database, "receipt")
    for security, said in (("starttls", "offers no secure connection"), ("tls", "No secure connection")):
        go_round(Post(database, settings_for(database_url, post_office, smtp_security=security), clock))
        assert said in after(database, mail).error
        clock.now = after(database, mail).next_at
    assert post_office.recipients == []


def test_a_server_that_is_away_is_named(database: Database, database_url: str, clock: Clock) -> None:
    with PostOffice() as closed:
        pass
    [mail] = put(database, "receipt")
    go_round(Post(database, settings_for(database_url, closed), clock))
    assert after(database, mail).error == f"The mail server 127.0.0.1:{closed.port} could not be reached."


def test_two_workers_at_once_send_every_mail_once(
    database: Database, database_url: str, post: Post, post_office: PostOffice, clock: Clock
) -> None:
    mails = put(database, *many(40))
    other = Database(used(database_url))
    second = Post(other, settings_for(database_url, post_office), clock)

    async def both() -> None:
        await asyncio.gather(post.round(asyncio.Event()), second.round(asyncio.Event()))

    asyncio.run(both())
    other.close()
    assert len(post_office.taken) == len(post_office.counts) == len(mails)


def test_what_is_queued_while_it_runs_is_sent_at_once(
    database: Database, database_url: str, post_office: PostOffice
) -> None:
    post = Post(database, settings_for(database_url, post_office))

    async def running() -> float:
        stop = asyncio.Event()
        task = asyncio.create_task(post.run(stop))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await database.write(lambda db: queued(db, office(db), "receipt"))
        while not post_office.taken and time.monotonic() < began + POLL:
            await asyncio.sleep(0.01)
        waited = time.monotonic() - began
        stop.set()
        await task
        return waited

    assert asyncio.run(running()) < POLL / 2
    assert len(post_office.taken) == 1


def test_a_stop_lets_the_mail_in_hand_be_finished(
    database: Database, database_url: str, post_office: PostOffice
) -> None:
    mails = put(database, *many(LANES + 3))
    post = Post(database, settings_for(database_url, post_office))
    post_office.at["BODY"], post_office.pause = "slow", 0.5

    async def running() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(post.run(stop))
        while not post_office.recipients:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(task, 4)

    asyncio.run(running())
    states = [after(database, mail).state for mail in mails]
    assert len(post_office.taken) == states.count("sent")
    assert 1 <= states.count("sent") <= LANES


def test_a_database_that_is_away_for_a_moment_makes_no_second_copy(
    database: Database, post: Post, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.01)
    failures = iter([OperationalError("away", {}, OSError()), OperationalError("away", {}, OSError())])

    def unsure(db: Connection, message: Message, now: int) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        sent(db, message, now)

    monkeypatch.setattr(sending, "sent", unsure)
    [mail] = put(database, "receipt")
    go_round(post)
    assert after(database, mail).state == "sent"
    assert len(post_office.taken) == 1


def test_no_error_and_no_content_holds_a_key(database: Database, post: Post, post_office: PostOffice) -> None:
    put(database, "invitation", "member_invitation", "sign_in_link", "reset")
    go_round(post)
    links = [line for _, _, mail in post_office.taken for line in keys_in(mail.get_body(("plain",)).get_content())]  # type: ignore[union-attr]
    assert len(links) == 4
    kept = asyncio.run(database.read(lambda db: str([tuple(row) for row in db.execute(select(messages))])))
    assert not [key for key in links if key in kept]


def keys_in(text: str) -> list[str]:
    return [line.rpartition("/")[2] for line in text.splitlines() if line.startswith("http") and len(line) > 50]
