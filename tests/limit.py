"""No test goes on for ever: one that hangs fails where it hangs, with what every thread does, and the next begins."""

import faulthandler
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from endurance import WHOLE

SECONDS = 0 if WHOLE else 300  # for a test, and as many for its fixtures; 0: as long as it takes
AGAIN = 60  # where something hung: for what is cleaned up, and for the tests after it in its file, which may share it
STDERR = 2  # pytest keeps what comes there with the test's report
HUNG = set[Path]()  # files of tests that did


class Hung(BaseException):
    """Nothing that takes an exception for an example that failed, or for one to go on after, holds it back."""


@contextmanager
def limited(item: pytest.Item) -> Iterator[None]:
    """A signal reaches whatever the main thread waits for: a socket, a process, a lock, a page."""
    seconds = AGAIN if item.path in HUNG else SECONDS

    def over(number: int, frame: FrameType | None) -> None:
        HUNG.add(item.path)
        faulthandler.dump_traceback(STDERR)
        raise Hung(f"no end within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# Not around all three together: between them, while a report is written, the signal would end the whole run.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    with limited(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    with limited(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    with limited(item):
        return (yield)
