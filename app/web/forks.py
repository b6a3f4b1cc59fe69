"""What a report is read, scored and written in: a process of its own, forked from one that has all modules in it.

Python lets one thread of a process go on at a time, and a save asks for its turn after each of its statements: beside a
thread that works out a report each would wait some milliseconds.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import Connection as Pipe
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from app.reports.apart import Failed, limit
from app.store.reading import Reading

P = ParamSpec("P")
T = TypeVar("T")
Made = TypeVar("Made")
Work = Callable[Concatenate[Connection, P], T]

MODULES = ["app.web.kept", "app.web.scorecard", "app.store.reading", __name__]  # all that reports are made with
NICER = 10  # how far a fork stands back behind whoever saves
SECONDS = 60  # of processor time
BYTES = 1 << 30  # of memory; twenty recruiters in full need a fifth of it
PATIENCE = 120  # seconds by the clock; each process that a fork starts has its own limits
ABLE = "forkserver" in multiprocessing.get_all_start_methods()


class Forks:
    """Of a process without threads, which starts at the first report and ends with this one."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(MODULES)

    def begin(self) -> None:
        """Start that process now, where a report is likely to be asked for next; it takes a second or two by itself."""
        forkserver.ensure_running()

    def made(self, make: Callable[[T], Made], work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> Made:
        """What `make` makes of what `work` finds in one snapshot; all of them must be known by name.

        Blocking: call it in a bounded worker thread. Raises what they raise, and Failed.
        """
        here, there = self._context.Pipe(duplex=False)
        fork = self._context.Process(target=_fork, args=(there, self._reading, make, work, args, kwargs), daemon=True)
        with here:
            with there:
                fork.start()
            try:
                made: Made = _answer(here)
            finally:
                fork.kill()
                fork.join()
            return made


def _answer(here: Pipe) -> Any:
    if not here.poll(PATIENCE):
        raise Failed(f"It was not done within {PATIENCE} seconds.", late=True)
    try:
        made, broke, where = here.recv()
    except EOFError as ended:
        raise Failed("The process ended before it was done.") from ended
    if broke is not None:
        broke.add_note(where)
        raise broke
    return made


def _fork(there: Pipe, reading: Reading, make: Callable[[Any], Any], work: Any, args: Any, kwargs: Any) -> None:
    """Whoever stops the server at its terminal stops this too, by ending what waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICER)
    limit(SECONDS, BYTES)
    with there:
        try:
            there.send((make(reading(work, *args, **kwargs)), None, ""))
        except Exception as broke:  # noqa: BLE001 - handed on
            there.send((None, broke, traceback.format_exc()))
