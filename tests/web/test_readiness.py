"""Whether the server lives, and whether it can do its work: two questions with two answers (safety 60)."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text, update

from app import __version__
from app.mail.claims import LATE
from app.settings import Settings
from app.store.tables import messages
from databases import SECRET
from machine import PostgreSQL
from outbox import office, queued
from visitor import Site

Break = Callable[[Site, Path], object]


def written(site: Site, work: Callable[[Any], object]) -> None:
    site.portal.call(site.app.state.database.write, work)


def posted(site: Site) -> None:
    site.app.state.settings = site.app.state.settings.model_copy(update={"smtp_host": "post.example"})


def mail_that_was_due(site: Site, seconds: int) -> None:
    posted(site)

    def late(db: Any) -> None:
        mail = queued(db, office(db), "receipt", int(time.time()))
        db.execute(update(messages).where(messages.c.id == mail.id).values(next_at=int(time.time()) - seconds))

    written(site, late)


def schema(version: str) -> Break:
    return lambda site, _: written(
        site, lambda db: db.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
    )


BROKEN: dict[str, tuple[str, Break]] = {
    "a database that was taken away": ("database", lambda _, folder: (folder / "followthrough.db").unlink()),
    "a database without our tables": ("migrations", lambda site, _: written(site, drop)),
    "a migration to come": ("migrations", schema("0001")),
    "a newer schema": ("migrations", schema("9999")),
    "a mail due for over 15 minutes": ("outbox", lambda site, _: mail_that_was_due(site, LATE + 5)),
}


def drop(db: Any) -> None:
    db.execute(text("DROP TABLE alembic_version"))


def test_a_server_that_lacks_nothing_lives_and_is_ready(site: Site) -> None:
    assert site.visitor().get("/healthz").text == "alive\n"
    ready = site.visitor().get("/readyz")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    assert ready.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_lacking_is_named_at_once_and_the_server_lives_on(site: Site, tmp_path: Path, what: str) -> None:
    watcher, (word, breaks) = site.visitor(), BROKEN[what]
    assert watcher.get("/readyz").status_code == 200
    breaks(site, tmp_path)
    answer = watcher.get("/readyz")
    assert (answer.status_code, answer.text) == (503, f"{word}\n")
    assert watcher.get("/healthz").status_code == 200


@pytest.mark.parametrize(("free", "status"), [(49, 503), (50, 200)])
def test_a_disk_with_less_than_a_twentieth_free_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch, free: int, status: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1000, 1000 - free, free))
    answer = site.visitor().get("/readyz")
    assert (answer.status_code, answer.text) == (status, "disk\n" if status == 503 else "ready\n")


def test_a_mail_that_is_not_late_yet_or_is_sent_by_hand_lacks_nothing(site: Site) -> None:
    mail_that_was_due(site, LATE - 60)
    assert site.visitor().get("/readyz").status_code == 200
    mail_that_was_due(site, LATE + 5)
    assert site.visitor().get("/readyz").text == "outbox\n"
    site.app.state.settings = site.app.state.settings.model_copy(update={"smtp_host": ""})
    assert site.visitor().get("/readyz").text == "ready\n"


@pytest.mark.postgresql
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_postgresql_that_is_gone_is_named_and_one_that_is_back_is_ready(
    site: Site, settings: Settings, postgresql: PostgreSQL
) -> None:
    watcher, name = site.visitor(), settings.database_url.rpartition("@/")[2].partition("?")[0]
    assert watcher.get("/readyz").text == "ready\n"
    postgresql.drop(name)
    assert [watcher.get("/readyz").text for _ in range(3)] == ["database\n"] * 3
    assert watcher.get("/healthz").status_code == 200
    postgresql.create(name, like="migrated")
    assert watcher.get("/readyz").text == "ready\n"


def test_a_server_that_was_told_to_end_says_so_and_still_answers(site: Site) -> None:
    site.app.state.ending = True
    answer = site.visitor().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "ending\n")
    assert site.visitor().get("/").status_code == 200


def test_a_server_without_its_replica_is_ready_and_says_so(site: Site) -> None:
    site.app.state.database.replica = SimpleNamespace(lacking="it is behind", close=lambda: None)
    answer = site.visitor().get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\nwithout replica\n")
    site.app.state.database.replica.lacking = ""
    assert site.visitor().get("/readyz").text == "ready\n"


@pytest.mark.parametrize("failure", [OSError("gone: hidden"), TimeoutError()])
def test_a_database_that_does_not_answer_in_time_is_not_ready(site: Site, failure: Exception) -> None:
    asked: list[object] = []

    async def read(*work: object) -> None:
        asked.append(work)
        raise failure

    site.app.state.database.read = read
    answer = site.visitor().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database\n")
    assert site.visitor().get("/healthz").status_code == 200
    assert len(asked) == 1


def test_neither_asks_who_it_is_nor_says_what_runs_here(site: Site) -> None:
    watcher = site.visitor()
    watcher.client.cookies.set("session", "A" * 43)
    site.app.state.database.write = None  # nothing is written, not even that a session was used
    for path in ("/healthz", "/readyz"):
        answer = watcher.get(path)
        told = answer.text + str(answer.headers)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert not [word for word in (SECRET, __version__, "sqlite", "python", "uvicorn") if word in told.lower()]
