"""The one writer goes on whatever fails under it: whoever waits is told, and the next commit opens the file anew."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from app.settings import Settings
from app.store.database import Database
from app.store.rows import add
from app.store.tables import companies
from app.store.writer import Closed
from people import NOW

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

SECONDS = 10  # in which a writer that lives has answered


class Gone(BaseException):
    """What no code of ours expects."""


def failing(db: Connection) -> None:
    raise ValueError("no")


def all_rolled_back(db: Connection) -> None:
    """As SQLite does by itself where the disk is full or broken: nothing of the transaction is left to go back to."""
    db.exec_driver_sql("ROLLBACK")
    raise ValueError("no")


@contextmanager
def broken(engine: Engine, moment: str) -> Iterator[None]:
    """Nothing comes back of a moment: of a statement by its first word, or of what ends the transaction."""

    def fails(*_: object) -> None:
        raise Gone

    def fails_there(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(moment):
            raise Gone

    when, what = ("before_cursor_execute", fails_there) if moment.isupper() else (moment, fails)
    event.listen(engine, when, what)
    yield
    event.remove(engine, when, what)


async def told(database: Database, *works: Callable[[Connection], object]) -> list[object]:
    """What each of these is answered, of one batch: the writer looks for more once all of them wait."""
    writer, all_wait = database._writer, threading.Event()
    assert writer
    batch = writer._batch
    with patch.object(writer, "_batch", lambda first: (all_wait.wait(SECONDS), batch(first))[1]):
        asked = [asyncio.ensure_future(database.write(work)) for work in works]
        await asyncio.sleep(0)
        all_wait.set()
        return await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), SECONDS)


def another(db: Connection) -> int:
    return add(db, companies, name="One", demo=False, created_at=NOW)


@pytest.mark.parametrize("moment", ["SAVEPOINT", "ROLLBACK TO", "RELEASE", "commit", "rollback"])
def test_whatever_breaks_everybody_is_told_and_the_next_action_is_done(database: Database, moment: str) -> None:
    with broken(database._writer_engine, moment):
        answers = asyncio.run(told(database, failing, another))
    failed = moment not in ("rollback",)  # which is not needed where the other is committed
    assert isinstance(answers[0], ValueError | Gone)
    assert isinstance(answers[1], Gone) is failed
    assert isinstance(asyncio.run(told(database, another))[0], int)
    found = asyncio.run(database.read(lambda db: db.execute(text("SELECT count(*) FROM company")).scalar_one()))
    assert found == 2 - failed


def test_where_the_whole_transaction_is_gone_nobody_in_it_is_told_that_it_is_kept(database: Database) -> None:
    first, second, third = asyncio.run(told(database, another, all_rolled_back, another))
    assert isinstance(first, OperationalError)
    assert isinstance(second, ValueError)
    assert isinstance(third, OperationalError)
    assert isinstance(asyncio.run(told(database, another))[0], int)


def test_after_a_commit_that_failed_the_file_is_opened_anew(database: Database) -> None:
    opened: list[object] = []
    event.listen(database._writer_engine, "connect", lambda *_: opened.append(None))
    asyncio.run(told(database, another))
    assert len(opened) <= 1
    before = len(opened)
    with broken(database._writer_engine, "commit"):
        asyncio.run(told(database, another))
    asyncio.run(told(database, another))
    assert len(opened) == before + 1


def test_after_it_has_stopped_nobody_waits_for_good(settings: Settings) -> None:
    database = Database(settings)
    database.close()
    with pytest.raises(Closed):
        asyncio.run(database.write(another))
