"""Every statement of a walk through the whole site names the company whose rows it wants (safety 2).

The walk is every route of the running site as everybody who may come in, every form so that it is taken, every export,
the daily jobs, and the worker that sends mail.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
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
from scoped import TENANTS, unscoped
from world import world

OURS = [actor for actor in ACTORS if actor.house == "ours"]
# What names no company, and why: the daily job and the worker serve all of them, and a link says whose it is.
FOR_ALL = {
    r"DELETE FROM (session|respondent_session|taken) WHERE [^()]*": "the daily job forgets what has ended",
    r"SELECT count\(\*\) AS count_1 FROM message WHERE message.state = \? [^()]*": "the worker counts what is due",
    r"SELECT message.id, message.company_id FROM message WHERE [^()]*": "the worker takes the next mail",
    r"SELECT member_invitation.id, .* WHERE member_invitation.token_hash = \?": "whoever holds the link",
    r"SELECT search.id, .* WHERE own_page.token_hash = \?": "whoever holds the link to what was found",
    r"SELECT search.id, .* WHERE own_page.id = \? AND own_page.browser_hash = \? .*": "the browser that opened it",
}


@contextmanager
def heard(doors: Doors, said: set[str]) -> Iterator[None]:
    """Every statement that the site sends while this is open."""

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.add(" ".join(statement.split()))

    database = doors.world.site.app.state.database
    engines: tuple[Engine, ...] = (database._reader, database._writer_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    yield
    for engine in engines:
        event.remove(engine, "before_cursor_execute", keep)


def filled_in(doors: Doors, said: set[str]) -> None:
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


def worked(doors: Doors, said: set[str]) -> None:
    """The jobs, a year from now, and all the mail that waits."""
    made, later = doors.world, int(time.time()) + 400 * 86_400
    database: Database = made.site.app.state.database
    with heard(doors, said):
        assert made.site.portal.call(run_due, database, JOBS, later).keys() == JOBS.keys()
    made.restore()
    made.site.portal.call(database.write, lambda db: db.execute(update(messages).values(state="waiting")).rowcount)
    with PostOffice() as office, heard(doors, said):
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none", "mail_from": "v@x.example"}
        post = Post(database, used(made.site.app.state.settings.database_url, **smtp))
        made.site.portal.call(post.round, asyncio.Event())
        assert office.taken
    made.restore()


@pytest.fixture(scope="module")
def walk(with_demo: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with world(tmp_path_factory.mktemp("walk"), with_demo, sign_up="open") as made:
        yield Doors(made)


def test_every_statement_of_a_walk_through_the_whole_site_says_which_company(walk: Doors) -> None:
    said: set[str] = set()
    filled_in(walk, said)
    with heard(walk, said):
        looked_at(walk)
    worked(walk, said)
    touched = {name for name in TENANTS for one in said if re.search(rf"\b{name}\b", one)}
    assert touched >= TENANTS
    careless = unscoped(sorted(said))
    named = {known for known in FOR_ALL for one in careless if re.fullmatch(known, one)}
    assert named == FOR_ALL.keys(), "what is no longer said need not be named"
    left = [one for one in careless if not any(re.fullmatch(known, one) for known in FOR_ALL)]
    assert left == [], "\n".join(left)
