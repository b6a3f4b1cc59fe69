"""An upgrade that does not get to its end, in a process of its own: killed at a step or a moment, or out of room."""

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from unittest.mock import patch

from sqlalchemy import Engine, Pool, event

from app import working
from app.store.database import migrate
from databases import used

PROCESSES = multiprocessing.get_context("forkserver")  # each begins with everything imported
PROCESSES.set_forkserver_preload(["faults.upgrading"])
LONGEST = 60  # seconds; nothing here takes a tenth of it


@dataclass(frozen=True, slots=True)
class Length:
    """Of an upgrade that nothing ends. Its steps are its statements, the commit, and giving the connection back."""

    steps: int
    seconds: float


def in_full(url: str) -> Length:
    """Upgrade it, and say how long that is."""
    pipe, process = started(_counted, url, 0)
    begun = time.monotonic()
    steps = pipe.recv()
    seconds = time.monotonic() - begun
    process.join(LONGEST)
    assert process.exitcode == 0
    return Length(steps, seconds)


def killed_at(url: str, step: int) -> None:
    """Upgrade it until this step, which it does not take any more. At the last one it has just committed."""
    _, process = started(_counted, url, step)
    process.join(LONGEST)
    assert process.exitcode == -signal.SIGKILL


def killed_after(url: str, seconds: float) -> None:
    """Upgrade it for so long at most."""
    _, process = started(_counted, url, 0)
    time.sleep(seconds)
    process.kill()
    process.join(LONGEST)
    assert process.exitcode in (0, -signal.SIGKILL)


def without_room(url: str, size: int) -> str:
    """Upgrade it where no file may be longer than that many bytes; returns the sentence it stops with, or nothing."""
    pipe, process = started(_limited, url, size)
    said: str = pipe.recv()
    process.join(LONGEST)
    assert process.exitcode == 0
    return said


def started(work: Callable[[str, int, Pipe], None], *of: str | int) -> tuple[Pipe, multiprocessing.process.BaseProcess]:
    """The process, which is about to begin, and what it says."""
    here, there = PROCESSES.Pipe()
    process = PROCESSES.Process(target=work, args=(*of, there))
    process.start()
    there.close()
    assert here.poll(LONGEST)
    assert here.recv() == "begins"
    return here, process


def _counted(url: str, deadly: int, pipe: Pipe) -> None:
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    event.listen(Pool, "checkin", count)
    pipe.send("begins")
    migrate(used(url))
    pipe.send(steps)


def _limited(url: str, size: int, pipe: Pipe) -> None:
    pipe.send("begins")
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    said = ""
    try:
        with patch.object(working, "before_migrating"):  # the backup before would be what finds no room
            working.bring_up(used(url))
    except working.NoDatabase as refused:
        said = str(refused)
    pipe.send(said)
