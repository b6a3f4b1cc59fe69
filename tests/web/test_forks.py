"""Reports made in processes of their own: the same files and refusals, and nothing left behind."""

import asyncio
import errno
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import Connection, literal, select, update

from app.refusals import Busy, NotHere
from app.reports.apart import Failed
from app.settings import Settings
from app.store.audit import REFERENCE
from app.store.keys import read_keys
from app.store.reading import Reading
from app.store.tables import members
from app.web import doors, forks, logs, paper, site
from app.web.forks import Forks
from app.web.report import FORMATS
from app.web.site import _forks, create_app
from databases import by_hand
from journey import one_scored, open_search, vettings
from machine import runs
from people import NOW, alice, bob
from shown import said, tree
from visitor import Site

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


@pytest.fixture(autouse=True, scope="module")
def begun_here() -> None:
    """Not by an earlier test of this process: there is one for all, with what whoever began it had imported."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # there is no other way


@pytest.fixture
def made(settings: Settings) -> Forks:
    return Forks(Reading(settings.database_url, read_keys(settings)))


@pytest.fixture
def forking(settings: Settings) -> Iterator[Site]:
    """The same site as `site`, over the same database, as it is served."""
    app = create_app(settings, forking=True)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        yield site
        site.close()


def itself(told: object) -> object:
    return told


def pid(told: object) -> tuple[object, int]:
    return told, os.getpid()


def one(db: Connection, number: int) -> int:
    found: int = db.execute(select(literal(number))).scalar_one()
    return found


def nothing_there(_: Connection) -> None:
    raise NotHere("Nothing of the kind.")


def ended(_: Connection) -> None:
    os._exit(1)


def never_done(_: Connection) -> None:
    time.sleep(600)


def greedy(_: Connection) -> int:
    return len(bytearray(2 << 30))


def breaks(_: Connection) -> None:
    raise RuntimeError("secret detail") from OSError(errno.ENOSPC, "No space left on device")


def breaks_strangely(_: Connection) -> None:
    class Strange(Exception):
        """Not known by name, so that no other process can make one."""

    raise Strange


def around(_: Connection) -> tuple[object, ...]:
    seconds, size = (resource.getrlimit(which)[0] for which in (resource.RLIMIT_CPU, resource.RLIMIT_DATA))
    ignored = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return os.nice(0), seconds, size, ignored, forks.READY in sys.modules


def logging_a_key(_: Connection, said: str) -> None:
    with Path(said).open("w") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    logging.getLogger("followthrough").error("hello /i/SECRETTOKEN")


def starts_another(_: Connection, noted: str) -> None:
    another = subprocess.Popen(["sleep", "600"])
    Path(noted).write_text(f"{another.pid}\n")
    another.wait()


@BOTH
def test_what_is_found_is_found_and_made_in_another_process(made: Forks) -> None:
    told, where = made.made(pid, one, 7)
    assert told == 7
    assert where != os.getpid()


def test_each_has_a_process_of_its_own(made: Forks) -> None:
    assert made.made(pid, one, 7) != made.made(pid, one, 7)


@BOTH
def test_a_refusal_comes_back_as_it_was_raised(made: Forks) -> None:
    with pytest.raises(NotHere, match=r"^Nothing of the kind\.") as refused:
        made.made(itself, nothing_there)
    assert refused.value.sentence == "Nothing of the kind."


def test_of_what_breaks_kinds_and_places_come_back_and_what_it_means(made: Forks) -> None:
    with pytest.raises(logs.Elsewhere) as broke:
        made.made(itself, breaks)
    told = logs.broke(broke.value)
    assert told["broke"] == ["RuntimeError", "OSError: No space left on device"]
    assert told["where"][-1].endswith(" breaks")
    assert broke.value.means == "full"


def test_what_could_not_be_handed_on_as_it_is_is_no_reason_to_come_again(made: Forks) -> None:
    with pytest.raises(logs.Elsewhere) as broke:
        made.made(itself, breaks_strangely)
    assert logs.broke(broke.value)["broke"] == ["Strange"]


def test_it_stands_back_has_limits_and_begins_with_everything_imported(made: Forks) -> None:
    nicest = min(os.nice(0) + forks.NICER, 19)
    assert made.made(itself, around) == (nicest, forks.SECONDS, forks.BYTES, True, True)


def test_what_it_logs_is_a_line_of_json_with_the_reference_of_the_request(made: Forks, tmp_path: Path) -> None:
    token, said = REFERENCE.set("0A1B2C3D"), tmp_path / "said"
    made.made(itself, logging_a_key, str(said))
    REFERENCE.reset(token)
    line = json.loads(said.read_text())
    assert (line["say"], line["reference"]) == ("hello /i/…", "0A1B2C3D")


def test_whoever_waits_is_told_when_the_server_ends_and_what_was_started_ends_too(made: Forks, tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    with ThreadPoolExecutor(1) as waiting:
        asked = waiting.submit(made.made, itself, starts_another, str(noted))
        while not (noted.exists() and noted.read_text().endswith("\n")):
            time.sleep(0.01)
        made.end()
        with pytest.raises(Failed, match="ended before"):
            asked.result(10)
    while runs(int(noted.read_text())):
        time.sleep(0.01)


def test_a_process_that_ends_or_asks_for_too_much_memory_breaks_nothing(made: Forks) -> None:
    with pytest.raises(Failed, match="ended before it was done"):
        made.made(itself, ended)
    with pytest.raises(Failed, match="more memory than a report ever needs"):
        made.made(itself, greedy)
    assert made.made(itself, one, 8) == 8


def test_one_that_takes_too_long_is_ended(made: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "PATIENCE", 0.2)
    with pytest.raises(Failed) as late:
        made.made(itself, never_done)
    assert late.value.late


def test_whoever_waits_for_one_that_ends_is_asked_to_come_again(made: Forks) -> None:
    with pytest.raises(Busy, match="could not be made just now"):
        asyncio.run(paper.made(made.made, itself, ended))
    assert not paper.BEING_MADE


def test_beside_a_replica_and_on_a_machine_that_cannot_fork_they_are_made_in_threads(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _forks(settings)
    assert _forks(settings.model_copy(update={"replica_url": settings.database_url})) is None
    monkeypatch.setattr(site, "ABLE", False)
    assert _forks(settings) is None


@BOTH
def test_every_file_and_every_refusal_is_the_same_as_without(
    site: Site, forking: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked, as_it_is = list[Any](), Forks.made

    def noted(made: Forks, make: Any, work: Any, *rest: Any) -> Any:
        forked.append(work.args[0].__name__)
        return as_it_is(made, make, work, *rest)

    monkeypatch.setattr(Forks, "made", noted)
    owner = alice(site)
    empty, search = open_search(owner), one_scored(owner)
    first, second = vettings(owner, search)[:2]
    other = forking.visitor()
    other.client.cookies.update(owner.client.cookies)
    for word in [*(f"searches/{search}/{format.word}" for format in FORMATS), f"vettings/{first}/scorecard.pdf"]:
        ours, theirs = other.get(f"/{word}"), owner.get(f"/{word}")
        assert (ours.status_code, ours.content) == (200, theirs.content), word
        assert ours.headers["content-disposition"] == theirs.headers["content-disposition"]
    for path in (f"searches/{empty}/report.pdf", "searches/99/report.csv", f"vettings/{second}/scorecard.pdf"):
        ours, theirs = other.get(f"/{path}"), owner.get(f"/{path}")
        assert ours.status_code == theirs.status_code in (404, 409)
        assert said(tree(ours).get_element_by_id("main")) == said(tree(theirs).get_element_by_id("main"))
    assert other.post(f"/searches/{search}/kept", {"paper": "a4"}).status_code == 200
    known = ["report_of", "scorecard_of", "_to_keep"]  # what is not there was refused before
    assert [*map(forked.count, known)] == [len(FORMATS) + 1, 2, 1]
    page = owner.get(f"/searches/{search}/report")
    [kept] = [link for link in tree(page).xpath("//@href") if f"/searches/{search}/kept/" in link]
    assert owner.get(kept).content == owner.get(f"/searches/{search}/report.pdf").content


@pytest.mark.parametrize("failure", [FileNotFoundError("no socket"), OSError("AF_UNIX path too long"), EOFError()])
def test_where_no_process_can_be_started_files_are_made_in_threads(
    forking: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    def refused(*_: object) -> None:
        raise failure

    owner = alice(forking)
    search = one_scored(owner)
    monkeypatch.setattr(ForkServerProcess, "start", refused)
    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", refused)
    assert owner.get(f"/searches/{search}/report").status_code == 200
    assert owner.get(f"/searches/{search}/report.csv").status_code == 200
    assert "a file is made in a thread, as no process could be started" in caplog.text


def test_a_database_that_is_away_is_told_and_no_empty_one_is_put_in_its_place(made: Forks, tmp_path: Path) -> None:
    (tmp_path / "followthrough.db").rename(tmp_path / "away.db")
    with pytest.raises(logs.Elsewhere) as broke:
        made.made(itself, one, 7)
    assert broke.value.means == "away"
    assert not (tmp_path / "followthrough.db").exists()


def test_who_may_not_have_a_file_does_not_wait_for_it(forking: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = alice(forking)
    search, vetting = one_scored(owner), vettings(owner, 1)[0]
    monkeypatch.setattr(paper, "BEING_MADE", {object() for _ in range(paper.MOST)})
    assert owner.get(f"/searches/{search}/report.pdf").status_code == 503
    assert owner.get("/searches/99/report.pdf").status_code == 404
    assert owner.get("/vettings/99/scorecard.pdf").status_code == 404
    assert forking.visitor().get(f"/vettings/{vetting}/scorecard.pdf", follow=False).status_code == 303


def test_whoever_is_removed_while_they_wait_gets_nothing(forking: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = alice(forking)
    search, other = one_scored(owner), bob(forking)
    database = forking.app.state.database

    async def made_later(*asked: Any) -> Any:
        gone = update(members).values(removed_at=NOW).where(members.c.role == "evaluator")
        await database.write(by_hand(lambda db: db.execute(gone).rowcount))
        return await paper.made(*asked)

    assert other.get(f"/searches/{search}/report.csv", follow=False).status_code == 409
    monkeypatch.setattr(doors, "made", made_later)
    assert other.get(f"/searches/{search}/report.csv", follow=False).status_code == 404
