"""What is measured where: our server over its database, the limit beside it, and how many statements a page takes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, event

from app.settings import Settings
from app.store.database import Database, migrate
from app.store.recruiters import vettings_in
from app.store.searches import search_for
from app.web.site import create_app
from bench import server
from bench.server import Server
from bench.stage import Stage, staged, used
from databases import Arranged
from machine import PostgreSQL

STARLETTE = "bare Starlette, the same bytes"


@dataclass(frozen=True, slots=True)
class Place:
    """One engine with everything that is measured on it."""

    engine: str  # SQLite or PostgreSQL
    settings: Settings
    database: Database  # of this process, for what happens meanwhile
    stage: Stage
    vettings: dict[int, list[int]]  # search → its vettings
    server: Server
    bare: Server
    folder: Path

    def read(self, work: Callable[..., Any], *args: Any) -> Any:
        return asyncio.run(self.database.read(work, *args))

    def write(self, work: Callable[..., Any], *args: Any) -> Any:
        return asyncio.run(self.database.write(work, *args))

    def queries(self, request: bytes) -> int:
        """Statements that the second of two such requests takes; transactions that begin and end are none."""
        return asyncio.run(_queries(self.settings, request))


@contextmanager
def place(engine: str, url: str, folder: Path) -> Iterator[Place]:
    """A database with its stage, served by a process of its own, with the limit in another."""
    settings = used(url)
    migrate(settings)
    database = Arranged(settings)
    stage = asyncio.run(database.write(staged))
    with ExitStack() as open:
        open.callback(database.close)
        ours, bare = open.enter_context(server.ours(settings)), open.enter_context(server.bare_server(folder))
        inside = asyncio.run(database.read(lambda db: _vettings(db, stage)))
        yield Place(engine, settings, database, stage, inside, ours, bare, folder)


@contextmanager
def postgresql(programs: Path) -> Iterator[PostgreSQL]:
    """A server of our own whose commits are on disk before they are told."""
    with server.on(server.CORES):
        running = PostgreSQL(programs, settings=())
    try:
        yield running
    finally:
        running.stop()


def _vettings(db: Any, stage: Stage) -> dict[int, list[int]]:
    searches = (stage.five, stage.twenty)
    return {one: [v.id for v in vettings_in(db, search_for(db, stage.owner, one))] for one in searches}


async def _queries(settings: Settings, request: bytes) -> int:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    app, sent = create_app(settings), 0

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal sent
        sent += not statement.startswith("BEGIN")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        await client.request(method, path, headers=headers, content=body)
        event.listen(Engine, "before_cursor_execute", heard)
        await client.request(method, path, headers=headers, content=body)
        event.remove(Engine, "before_cursor_execute", heard)
    app.state.database.close()
    return sent
