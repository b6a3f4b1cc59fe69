"""The work beside the pages: inside the server, and as a command of its own that stops with a sentence."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.settings import Settings
from app.store.database import Database
from app.store.tables import jobs, messages
from app.web.site import create_app
from app.working import at_work
from databases import SECRET, engine_of, used
from outbox import office, queued
from post_office import PostOffice

ROOT = Path(__file__).parent.parent
PATIENCE = 30


def waiting_mail(url: str) -> int:
    engine = engine_of(url)
    with engine.begin() as db:
        found = queued(db, office(db), "receipt", int(time.time())).id
    engine.dispose()
    return found


def with_post(url: str, at: PostOffice) -> Settings:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": at.port, "smtp_security": "none", "mail_from": "v@x.example"}
    return used(url, **smtp)


def started(url: str, *words: str, **environment: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWTHROUGH_")}
    own = {"FOLLOWTHROUGH_DATABASE_URL": url, "FOLLOWTHROUGH_SECRET": SECRET} | environment
    command = [sys.executable, "-m", "app", *words]
    return subprocess.Popen(
        command, cwd=ROOT, env=inherited | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_site_sends_mail_and_does_the_jobs_while_it_runs(database_url: str) -> None:
    waiting_mail(database_url)

    async def life(app: object, office: PostOffice) -> list[str]:
        async with app.router.lifespan_context(app):  # type: ignore[attr-defined]
            last = time.monotonic() + PATIENCE
            while not office.taken or not (done := await read(app.state.database)):  # type: ignore[attr-defined]
                assert time.monotonic() < last
                await asyncio.sleep(0.01)
            return done

    async def read(database: Database) -> list[str]:
        return await database.read(lambda db: list(db.execute(select(jobs.c.name)).scalars()))

    with PostOffice() as office:
        done = asyncio.run(life(create_app(with_post(database_url, office), at_work), office))
    assert "forget" in done
    assert len(office.taken) == 1


def test_without_a_mail_server_nothing_is_sent_and_the_mail_waits(settings: Settings) -> None:
    async def life() -> None:
        database = Database(settings)
        async with at_work(database, settings):
            await asyncio.sleep(0.3)
        database.close()

    mail = waiting_mail(settings.database_url)
    asyncio.run(life())
    engine = engine_of(settings.database_url)
    with engine.begin() as db:
        row = db.execute(select(messages).where(messages.c.id == mail)).one()
    engine.dispose()
    assert (row.state, row.tries, row.claimed_until) == ("waiting", 0, 0)


def test_it_stops_in_time_also_while_the_mail_server_is_silent(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.working.STOPPING", 0.2)
    waiting_mail(database_url)

    async def life(office: PostOffice) -> float:
        settings = with_post(database_url, office)
        database = Database(settings)
        async with at_work(database, settings):
            while not office.recipients:
                await asyncio.sleep(0.01)
            began = time.monotonic()
        database.close()
        return time.monotonic() - began

    with PostOffice(at={"RCPT": "slow"}, pause=3600) as office:
        assert asyncio.run(life(office)) < 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_sends_what_waits_and_stops_with_a_sentence(database_url: str, how: signal.Signals) -> None:
    waiting_mail(database_url)
    with PostOffice() as office:
        smtp = {"HOST": "127.0.0.1", "PORT": str(office.port), "SECURITY": "none"}
        environment = {f"FOLLOWTHROUGH_SMTP_{name}": value for name, value in smtp.items()}
        worker = started(database_url, "worker", FOLLOWTHROUGH_MAIL_FROM="v@x.example", **environment)
        last = time.monotonic() + PATIENCE
        while not office.taken:
            assert worker.poll() is None, worker.communicate()
            assert time.monotonic() < last
            time.sleep(0.01)
        worker.send_signal(how)
        said, complained = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    assert "Followthrough sends mail through 127.0.0.1, and does the daily jobs (Ctrl+C stops it)." in said
    assert said.endswith("Stopped. What was not sent waits in the outbox.\n")
    assert complained == ""


def test_a_worker_without_a_mail_server_says_that_it_sends_none(database_url: str) -> None:
    worker = started(database_url, "worker")
    assert worker.stdout
    assert "sends no mail, as no server is set" in worker.stdout.readline()
    worker.send_signal(signal.SIGINT)
    assert worker.communicate(timeout=PATIENCE)[1] == ""
    assert worker.returncode == 0


def test_a_worker_without_a_usable_database_stops_with_a_sentence(tmp_path: Path) -> None:
    worker = started(f"sqlite:///{tmp_path}", "worker")
    _, complained = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 1
    assert "Cannot use the database" in complained
    assert "Traceback" not in complained


@pytest.mark.parametrize("sender", ["vetting@x.example", "Followthrough <vetting@x.example>", "Ünï <v@x.example>"])
def test_a_sender_can_have_a_name(sender: str) -> None:
    assert Settings(smtp_host="post.example", mail_from=sender).mail_from == sender


BAD = ["", "vetting", "a@x.example, b@x.example", "V <v@x.example>\r\nBcc: b@x.example", "@"]


@pytest.mark.parametrize("sender", BAD)
def test_a_sender_that_is_none_stops_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="FOLLOWTHROUGH_MAIL_FROM"):
        Settings(smtp_host="post.example", mail_from=sender)
