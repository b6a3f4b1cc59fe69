"""Two companies with something in every table, made once for a module, and put back after what changes it."""

import hashlib
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Connection

from app.reports import apart
from app.store.members import VISITOR
from app.store.recruiters import vettings_in
from app.store.searches import demo_search, search_for
from app.web.site import create_app
from databases import used
from household import Household, settle
from visitor import Site, Visitor

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

    def __init__(self, site: Site, path: Path, ours: Household, theirs: Household, demo: dict[str, int]) -> None:
        self.site, self.ours, self.theirs, self.demo = site, ours, theirs, demo
        self.routes = routes(site.app)
        self._beside = sqlite3.connect(path)
        self._kept = sqlite3.connect(":memory:")
        self._beside.backup(self._kept)
        self._whole = self.hash()
        self._seen = self._version()

    def enter(self, visitor: Visitor, house: Household, person: str = "", reply: str = "") -> None:
        """Give a browser the cookies of a member, or of somebody who answers by a link."""
        if person:
            visitor.client.cookies.set("session", house.sessions[person])
        if reply:
            number, token = house.replies[reply]
            visitor.client.cookies.set(f"{'found' if reply == 'found' else 'reply'}-{number}", token)

    def changed(self) -> bool:
        """Whether any row differs from how the world was made."""
        if self._version() == self._seen:
            return False
        self._seen = self._version()
        return self.hash() != self._whole

    def restore(self) -> None:
        """Everything as it was."""
        self._kept.backup(self._beside)
        self._seen = self._version()

    def hash(self, without: tuple[str, ...] = ()) -> str:
        """Of every row of every table."""
        names = [
            row[0] for row in self._beside.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        rows = [(name, self._beside.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()) for name in names]
        self._beside.rollback()
        return hashlib.sha256(repr([row for row in rows if row[0] not in without]).encode()).hexdigest()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        found = self._beside.execute(f"SELECT * FROM {table} ORDER BY rowid")
        names = [column[0] for column in found.description]
        made = [dict(zip(names, row, strict=True)) for row in found]
        self._beside.rollback()
        return made

    def _version(self) -> int:
        version: int = self._beside.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        self._beside.close()
        self._kept.close()


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
    app = create_app(used(f"sqlite:///{path}", **settings))
    database = app.state.database
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        site = Site(app, portal)
        ours, theirs = (portal.call(database.write, lambda db, word=word: settle(db, word)) for word in WORDS)
        demo = portal.call(database.read, demo_ids)
        found = World(site, path, ours, theirs, demo)
        with patch.object(apart, "subprocess", PLAINLY):
            yield found
        found.close()
        site.close()


def demo_ids(db: Connection) -> dict[str, int]:
    """What the demo has of what a household has."""
    search = demo_search(db)
    assert search
    done = vettings_in(db, search_for(db, VISITOR, search.id))[0].id
    return {"open search": search.id, "open done": done, "open begun": done}
