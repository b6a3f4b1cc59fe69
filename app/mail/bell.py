"""A bell in this process: whoever queues a mail rings it, and the one who sends mail looks at once instead of later.

A missed ring costs nothing but time: the outbox is looked through every few seconds anyway.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_WAKING: set[Callable[[], None]] = set()


def ring() -> None:
    """Wake every listener, from any thread. What was queued may not be committed yet: they wait a moment first."""
    for wake in tuple(_WAKING):
        wake()


@contextmanager
def heard() -> Iterator[asyncio.Event]:
    """An event of the running loop that is set at every ring."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop was closed just now
            loop.call_soon_threadsafe(event.set)

    _WAKING.add(wake)
    try:
        yield event
    finally:
        _WAKING.discard(wake)
