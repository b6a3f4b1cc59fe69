"""A walk through the whole site that keeps every statement it sends, on either engine.

It is every route of the running site as everybody who may come in, every form so that it is taken, every export, the
daily jobs, and the worker that sends mail.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from sqlalchemy import Engine, event, update

from actors import ACTORS, Doors, expected
from app.actions.daily import JOBS
from app.mail.sending import Post
from app.store.database import Database
from app.store.tables import messages
from app.working import run_due
from changes import ready
from databases import used
from policy import POLICY
from post_office import PostOffice

OURS = [actor for actor in ACTORS if actor.house == "ours"]
Said = dict[str, Any]  # a statement → what it was sent with, the first time


def walked(doors: Doors) -> Said:
    """Every statement of the walk."""
    said: Said = {}
    filled_in(doors, said)
    with heard(doors, said):
        looked_at(doors)
    worked(doors, said)
    return said


@contextmanager
def heard(doors: Doors, said: Said) -> Iterator[None]:
    """Every statement that the site sends while this is open."""

    def keep(_connection: object, _cursor: object, statement: str, sent: Any, _context: object, many: bool) -> None:
        said.setdefault(" ".join(statement.split()), sent[0] if many else sent)

    database = doors.world.site.app.state.database
    engines: tuple[Engine, ...] = (
        (database._reader, database._writer_engine) if database.sqlite else (database._reader,)
    )
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    yield
    for engine in engines:
        event.remove(engine, "before_cursor_execute", keep)


def filled_in(doors: Doors, said: Said) -> None:
    """Every form, so that it is taken."""
    for name in POLICY:
        if not name.startswith("GET "):
            browser, path, sent = ready(doors, name)
            with heard(doors, said):
                assert browser.post(path, follow=False, **sent).status_code < 400, name
            doors.world.restore()


def looked_at(doors: Doors) -> None:
    """Every page and every file, as each of our company who may see it, and the demo as a visitor."""
    for name, who in POLICY.items():
        for actor, target in (*product(OURS, ("own",)), (ACTORS[0], "demo")):
            path = doors.address(doors.world.routes[name], actor, target) if name.startswith("GET ") else None
            if path and expected(who, actor, target) == "in":
                doors.browsers[actor.name].get(path, follow=False)


def worked(doors: Doors, said: Said) -> None:
    """The jobs, a year from now, and all the mail that waits."""
    made, later = doors.world, int(time.time()) + 400 * 86_400
    database: Database = made.site.app.state.database
    with heard(doors, said):
        assert made.site.portal.call(run_due, database, JOBS, later).keys() == JOBS.keys()
    made.restore()
    made.arrange(lambda db: db.execute(update(messages).values(state="waiting")).rowcount)
    with PostOffice() as office, heard(doors, said):
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none", "mail_from": "v@x.example"}
        post = Post(database, used(made.site.app.state.settings.database_url, **smtp))
        made.site.portal.call(post.round, asyncio.Event())
        assert office.taken
    made.restore()
