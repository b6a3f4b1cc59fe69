"""No test goes on for ever: one that hangs fails where it hangs, with what every thread does, and the next begins."""

import faulthandler
import signal
from collections.abc import Generator
from types import FrameType

import pytest

from endurance import WHOLE

SECONDS = 0 if WHOLE else 300  # of a test with its fixtures; 0: as long as it takes
AGAIN = 60  # seconds until what is cleaned up after it is interrupted too
STDERR = 2  # pytest keeps what comes there with the test's report


class Hung(BaseException):
    """Nothing that takes an exception for an example that failed, or for one to go on after, holds it back."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """A signal reaches whatever the main thread waits for: a socket, a process, a lock, a page."""

    def over(number: int, frame: FrameType | None) -> None:
        faulthandler.dump_traceback(STDERR)
        raise Hung(f"no end within {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, AGAIN)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
