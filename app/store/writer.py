"""The one writer of an SQLite database: takes every action that waits into one durable commit (stack.md B)."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

Action = Callable[[Connection], Any]
Waiting = tuple[Action, "Future[Any]"]

T = TypeVar("T")
AT_MOST = 256  # actions in one commit


class Closed(Exception):
    """Something was to be written after the writer had stopped, and would have waited for good."""


class Writer:
    """Runs actions one after the other, each in its own savepoint, and answers after the commit they share."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._committing = threading.Lock()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="followthrough-writer", daemon=True)
        self._thread.start()

    def submit(self, action: Action) -> "Future[Any]":
        """Queue an action; the future holds its result once it is durable, or what it raised. Raises Closed."""
        future: Future[Any] = Future()
        with self._closing:
            if self._closed:
                raise Closed("The server is stopping: nothing more is written.")
            self._waiting.put((action, future))
        return future

    def between(self, work: Callable[[Engine], T]) -> T:
        """Run what cannot run inside a transaction, while no action does; in the caller's thread."""
        with self._committing:
            return work(self._engine)

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._closing:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, more = self._batch(first)
            with self._committing:
                self._commit([waiting for waiting in batch if waiting[1].set_running_or_notify_cancel()])
            if not more:
                return

    def _batch(self, first: Waiting) -> tuple[list[Waiting], bool]:
        batch = [first]
        while len(batch) < AT_MOST and not self._waiting.empty():
            following = self._waiting.get()
            if following is None:
                return batch, False
            batch.append(following)
        return batch, True

    def _commit(self, batch: list[Waiting]) -> None:
        done: list[tuple[Future[Any], Any]] = []
        try:
            with self._engine.begin() as connection:
                for action, future in batch:
                    self._one(connection, action, future, done)
        except BaseException as failure:  # noqa: BLE001 - nothing of this batch is durable: handed to everybody in it
            self._engine.dispose()  # its connection may stand in half a transaction; the next batch opens another
            for _, future in batch:
                if not future.done():
                    future.set_exception(failure)
            return
        for future, result in done:
            future.set_result(result)

    @staticmethod
    def _one(
        connection: Connection, action: Action, future: "Future[Any]", done: list[tuple["Future[Any]", Any]]
    ) -> None:
        connection.exec_driver_sql("SAVEPOINT action")  # SQLAlchemy's own takes as long as four statements
        try:
            result = action(connection)
        except BaseException as failure:  # noqa: BLE001 - handed to the caller, who raises it again
            future.set_exception(failure)
            connection.exec_driver_sql("ROLLBACK TO action")  # where it fails nothing of the batch is left
            connection.exec_driver_sql("RELEASE action")
        else:
            connection.exec_driver_sql("RELEASE action")
            done.append((future, result))
