"""Reports made in processes of their own: the same files and refusals, and nothing left behind."""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import Connection, literal, select

from app.refusals import Busy, NotHere
from app.reports.apart import Failed
from app.settings import Settings
from app.store.keys import read_keys
from app.store.reading import Reading
from app.web import forks, paper, site
from app.web.forks import Forks
from app.web.report import FORMATS
from app.web.site import _forks, create_app
from journey import fill, open_search, submit, vettings
from people import alice
from shown import said, tree
from visitor import Site

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


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
    assert "in nothing_there" in refused.value.__notes__[0]


def test_a_process_that_ends_or_asks_for_too_much_memory_breaks_nothing(made: Forks) -> None:
    with pytest.raises(Failed, match="ended before it was done"):
        made.made(itself, ended)
    with pytest.raises(MemoryError):
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
        forked.append(work.__name__)
        return as_it_is(made, make, work, *rest)

    monkeypatch.setattr(Forks, "made", noted)
    owner = alice(site)
    empty, search = open_search(owner), open_search(owner)
    first, second = vettings(owner, search)[:2]
    fill(owner, first)
    submit(owner, first)
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
    assert forked == ["report_of"] * len(FORMATS) + [
        "scorecard_of",
        "report_of",
        "report_of",
        "scorecard_of",
        "_to_keep",
    ]
    page = owner.get(f"/searches/{search}/report")
    [kept] = [link for link in tree(page).xpath("//@href") if f"/searches/{search}/kept/" in link]
    assert owner.get(kept).content == owner.get(f"/searches/{search}/report.pdf").content
