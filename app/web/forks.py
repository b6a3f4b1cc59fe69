"""What a report is read, scored and written in: a process of its own, forked from one that has all modules in it.

Python lets one thread of a process go on at a time, and a save asks for its turn after each of its statements: beside a
thread that works out a report each would wait some milliseconds.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from app.refusals import Refusal
from app.reports.apart import Failed, limit
from app.store.audit import REFERENCE
from app.store.outages import outage
from app.store.reading import Reading
from app.web import logs

P = ParamSpec("P")
T = TypeVar("T")
Made = TypeVar("Made")
Work = Callable[Concatenate[Connection, P], T]

ABLE = "forkserver" in multiprocessing.get_all_start_methods()
READY = "app.forkable"  # imports all that reports are made with
NICER = 5  # how far a fork stands back behind whoever saves
SECONDS = 60  # of processor time
BYTES = 1 << 30  # of memory; twenty recruiters in full need a fifth of it
PATIENCE = 120  # seconds by the clock; each process that a fork starts has its own limits
NO_MEMORY = "It asked for more memory than a report ever needs."


class NotStarted(Exception):
    """There is no process to make it in just now: make it in a thread."""


class Forks:
    """Of a process without threads, which starts at the first report and ends with this one."""

    def __init__(self, reading: Reading, level: str = "warning") -> None:
        self._reading, self._level = reading, level
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([READY])
        self._running: set[BaseProcess] = set()

    def begin(self) -> None:
        """Start that process now, where a report is likely to be asked for next; it takes a second or two by itself."""
        with suppress(OSError, EOFError):
            _begin()

    def end(self) -> None:
        """Let nobody wait for what is being made."""
        for fork in [*self._running]:
            _end(fork)

    def made(self, make: Callable[[T], Made], work: "Work[P, T]", *args: P.args, **kwargs: P.kwargs) -> Made:
        """What `make` makes of what `work` finds in one snapshot; all of them must be known by name.

        Blocking: call it in a bounded worker thread, in the context of whoever asks. Raises NotStarted, the Refusal or
        Failed that they raise, Failed for what takes too much, and Elsewhere for anything else.
        """
        here, there = self._context.Pipe(duplex=False)
        asked = self._level, REFERENCE.get(), self._reading, make, work, args, kwargs
        fork = self._context.Process(target=_fork, args=(there, *asked), daemon=True)
        with here:
            with there:
                try:
                    _begin()
                    fork.start()
                except (OSError, EOFError) as why:
                    raise NotStarted from why
            self._running.add(fork)
            try:
                made: Made = _answer(fork, here)
            finally:
                self._running.discard(fork)
                _end(fork)
            return made


def _begin() -> None:
    """Whoever stops the server at its terminal stops all of this by ending the server, and never in the middle."""
    from multiprocessing import forkserver, resource_tracker  # a machine that cannot fork may lack them

    resource_tracker.ensure_running()  # it would let the signal pass again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(fork: BaseProcess, here: Pipe) -> Any:
    if not here.poll(PATIENCE):
        raise Failed(f"It was not done within {PATIENCE} seconds.", late=True)
    try:
        made, broke = here.recv()
    except EOFError as ended:
        fork.join()
        late = fork.exitcode == -signal.SIGXCPU
        raise Failed("The process ended before it was done.", late=late) from ended
    if broke is not None:
        raise broke
    return made


def _end(fork: BaseProcess) -> None:
    """And what it has started."""
    assert fork.pid  # it was started; 0 would be our own group
    with suppress(ProcessLookupError):
        os.killpg(fork.pid, signal.SIGKILL)
    fork.kill()  # where it was not the first of its group yet
    fork.join()


def _fork(there: Pipe, level: str, reference: str, reading: Reading, make: Any, work: Any, args: Any, kw: Any) -> None:
    os.setsid()  # so that it is ended with what it starts
    os.nice(NICER)
    limit(SECONDS, BYTES)
    logs.begin(level)
    REFERENCE.set(reference)
    with there, suppress(BrokenPipeError):
        try:
            there.send((make(reading(work, *args, **kw)), None))
        except (Refusal, Failed) as refused:
            there.send((None, refused))
        except MemoryError:
            there.send((None, Failed(NO_MEMORY)))
        except Exception as broke:  # noqa: BLE001 - handed on
            there.send((None, logs.Elsewhere(logs.broke(broke), outage(broke))))
