"""The worker killed again and again in the middle of its work: nothing is lost, nothing undone is sent (safety 59).

`FOLLOWTHROUGH_KILLS=200 pytest tests/mail/test_kills.py` is the long run.
"""

import asyncio
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import Engine, select, update

from app import working
from app.mail.sending import LANES, Post
from app.settings import Settings
from app.store.database import Database
from app.store.tables import messages
from databases import engine_of, used
from outbox import Office, office, queued
from post_office import PostOffice

KILLS = int(os.environ.get("FOLLOWTHROUGH_KILLS", "20"))
EACH = 6  # mails put into the outbox before each kill
PROCESSES = multiprocessing.get_context("forkserver")  # begins a worker in milliseconds: what it imports is there
PROCESSES.set_forkserver_preload(["app.working", "pytest"])


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice(at={"RCPT": "slow", "BODY": "slow", "ANSWER": "slow"}, pause=0.01) as open_office:
        yield open_office


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_of(database_url)
    yield engine
    engine.dispose()


def test_kills_lose_nothing_and_send_nothing_that_was_undone(
    database_url: str, engine: Engine, post_office: PostOffice
) -> None:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": post_office.port, "smtp_security": "none"}
    settings, noted = used(database_url, **smtp, mail_from="v@x.example"), dict[str, int]()
    chance = random.Random(59)
    with engine.begin() as db:
        of = office(db)
    for _ in range(KILLS):
        put(engine, of)
        seen = len(post_office.recipients)
        worker = started(settings)
        until(lambda seen=seen: len(post_office.recipients) > seen, worker)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.15))
        worker.kill()
        worker.join()
        noted |= {name: post_office.counts[name] for name in sent(engine)}
        let_claims_run_out(engine)
    drain(settings)
    counts, wanted = post_office.counts, {named(each) for each in committed(engine)}
    assert len(wanted) == KILLS * EACH
    assert wanted - set(counts) == set(), "a mail was lost"
    assert set(counts) - wanted == set(), "a mail of an action that was undone was sent"
    assert {name: counts[name] for name in noted} == noted, "a mail that was noted as sent was sent again"
    assert sum(counts.values()) - len(wanted) <= KILLS * LANES
    assert noted


def started(settings: Settings) -> BaseProcess:
    worker = PROCESSES.Process(target=working.run, args=(settings, silent), daemon=True)
    worker.start()
    return worker


def silent(_sentence: str) -> None:
    """What the worker says on the terminal is heard by nobody here."""


def until(true: Callable[[], bool], worker: BaseProcess) -> None:
    last = time.monotonic() + 30
    while not true():
        assert worker.is_alive(), "the worker ended by itself"
        assert time.monotonic() < last, "the worker sends nothing"
        time.sleep(0.002)


def put(engine: Engine, of: Office) -> None:
    """Mails of an action that was committed, and one of an action that was undone."""
    now = int(time.time())
    with engine.begin() as db:
        for _ in range(EACH):
            queued(db, of, "receipt", now)
    with engine.connect() as db:
        queued(db, of, "receipt", now)
        db.rollback()


def let_claims_run_out(engine: Engine) -> None:
    """What CLAIM seconds of waiting would do."""
    with engine.begin() as db:
        db.execute(update(messages).values(claimed_until=0))


def drain(settings: Settings) -> None:
    database = Database(settings)
    asyncio.run(Post(database, settings).round(asyncio.Event()))
    database.close()


def committed(engine: Engine, *states: str) -> list[str]:
    with engine.begin() as db:
        return list(db.execute(select(messages.c.message_id).where(messages.c.state.in_(states or STATES))).scalars())


STATES = ("waiting", "sent", "failed")


def sent(engine: Engine) -> list[str]:
    return [named(each) for each in committed(engine, "sent")]


def named(message_id: str) -> str:
    """The row's Message-ID as it goes over the wire."""
    return f"<{message_id.partition('@')[0]}@x.example>"
