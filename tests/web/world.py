"""Two companies with something in every table, made once for a module, and put back after what changes it."""

import hashlib
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar
from unittest.mock import patch

from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Connection

from app.actions.demo import load_demo
from app.reports import apart
from app.store.database import Database
from app.store.demo import demo_panel
from app.store.instruments import DEFAULT, instrument
from app.store.members import VISITOR
from app.store.recruiters import vettings_in
from app.store.searches import demo_search, search_for
from app.web.site import create_app
from copies import Copy, PostgreSQLCopy, SQLiteCopy
from databases import by_hand, used
from household import Household, settle
from machine import PostgreSQL
from visitor import Site, Visitor

T = TypeVar("T")

ABSENT = 999_999
WORDS = ("haldenqz", "rivalqz")  # in every text of ours, and of theirs


def routes(app: FastAPI) -> dict[str, APIRoute]:
    """Every route of the site, `GET /searches` → route."""
    return {
        f"{method} {route.path}": route
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method != "HEAD"
    }


class World:
    """The site with ours, theirs and the demo, and everybody who comes to its doors."""

    def __init__(self, site: Site, copy: Copy, ours: Household, theirs: Household, demo: dict[str, int]) -> None:
        self.site, self.ours, self.theirs, self.demo = site, ours, theirs, demo
        self.routes = routes(site.app)
        self._copy = copy
        self._whole = self.hash()
        self._clean = self._seen = copy.version()

    def enter(self, visitor: Visitor, house: Household, person: str = "", reply: str = "") -> None:
        """Give a browser the cookies of a member, or of somebody who answers by a link."""
        if person:
            visitor.client.cookies.set("session", house.sessions[person])
        if reply:
            number, token = house.replies[reply]
            visitor.client.cookies.set(f"{'found' if reply == 'found' else 'reply'}-{number}", token)

    def arrange(self, work: Callable[[Connection], T]) -> T:
        """Change what the site has, by hand."""
        made: T = self.site.portal.call(self.site.app.state.database.write, by_hand(work))
        return made

    def changed(self) -> bool:
        """Whether any row differs from how the world was made."""
        if self._copy.version() == self._seen:
            return False
        self._seen = self._copy.version()
        return self.hash() != self._whole

    def restore(self) -> None:
        """Everything as it was; where nothing was written that costs nothing."""
        if self._copy.version() != self._clean:
            self._copy.restore()
            self._clean = self._copy.version()
        self._seen = self._clean

    def hash(self, without: tuple[str, ...] = ()) -> str:
        """Of every row of every table."""
        rows = [(name, self.rows(name)) for name in self._copy.tables() if name not in without]
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        return self._copy.rows(table)

    def close(self) -> None:
        self._copy.close()


def _plainly(*_: object, input: bytes, **__: object) -> SimpleNamespace:
    """Stands for setting a PDF: what would be in it can be read, and a second is saved."""
    return SimpleNamespace(stdout=b"no\n" + input)


PLAINLY = SimpleNamespace(
    run=_plainly,
    TimeoutExpired=subprocess.TimeoutExpired,
    CalledProcessError=subprocess.CalledProcessError,
)


@contextmanager
def world(folder: Path, with_demo: bytes, **settings: object) -> Iterator[World]:
    """The world over a database file in this folder."""
    path = folder / "followthrough.db"
    path.write_bytes(with_demo)
    with served(f"sqlite:///{path}", lambda: SQLiteCopy(path), **settings) as made:
        yield made


@contextmanager
def world_on(server: PostgreSQL, name: str, **settings: object) -> Iterator[World]:
    """The world over a database of this name, whose server keeps companies apart too."""
    with served(server.create(name, like="migrated"), lambda: PostgreSQLCopy(server, name), **settings) as made:
        yield made


@contextmanager
def served(url: str, copied: Callable[[], Copy], **settings: object) -> Iterator[World]:
    """The site over a migrated database; the demo is brought in where it is not there yet."""
    app = create_app(used(url, **settings))
    database: Database = app.state.database
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        portal.call(database.write, load_demo, demo_panel(), instrument(*DEFAULT), int(time.time()))
        ours, theirs = (portal.call(database.write, by_hand(partial(settle, word=word))) for word in WORDS)
        demo = portal.call(database.read, demo_ids)
        database._reader.dispose()  # nobody looks while it is copied
        found = World(site, copied(), ours, theirs, demo)
        with patch.object(apart, "subprocess", PLAINLY):
            yield found
        site.close()
        database._reader.dispose()
        found.close()


def demo_ids(db: Connection) -> dict[str, int]:
    """What the demo has of what a household has."""
    search = demo_search(db)
    assert search
    done = vettings_in(db, search_for(db, VISITOR, search.id))[0].id
    return {"open search": search.id, "open done": done, "open begun": done}
