"""People who come whether or not those before them were answered, and how long they waited."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from contextlib import AsyncExitStack

import httpx

from faults.raters import Event, Rater

TOGETHER = 20  # people who share the connections of one client
PATIENCE = 60  # seconds, most of them ours: who sends as much as ten servers answer is slow too


async def arriving(people: list[Rater], address: str, rate: float, seconds: float, reading: float = 0.2) -> int:
    """So many requests a second, saves and of them `reading` looks at a page; how many found nobody free to send them.

    A person waits for an answer before they send the next, so there must be enough of them.
    """
    missed, coming = 0, set[asyncio.Task[None]]()
    pools = range(0, len(people), TOGETHER)  # httpx looks at every connection of a pool for each request
    limits = httpx.Limits(max_connections=TOGETHER, keepalive_expiry=2)  # before the server hangs up on who is idle
    free = deque[tuple[Rater, httpx.AsyncClient]]()

    async def one(rater: Rater, site: httpx.AsyncClient) -> None:
        await rater.once(site, reading)
        free.append((rater, site))

    async with AsyncExitStack() as open_ones:
        clients = [httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) for _ in pools]
        sites = [await open_ones.enter_async_context(client) for client in clients]
        free.extend((rater, sites[number // TOGETHER]) for number, rater in enumerate(people))
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            early = began + number / rate - time.monotonic()
            if early > 0:  # whoever is due comes at once: to let others go first would wait for the server
                await asyncio.sleep(early)
            if free:
                coming.add(asyncio.create_task(one(*free.popleft())))
            else:
                missed += 1
        await asyncio.gather(*coming)
    return missed


def waited(events: Iterable[Event], share: float) -> int:
    """The milliseconds within which this share of the requests was answered."""
    times = sorted(event.ended - event.began for event in events)
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))]) if times else 0


def said(events: Iterable[Event]) -> str:
    """p50 and p99, in words."""
    every = list(events)
    return f"p50 {waited(every, 0.5)} ms, p99 {waited(every, 0.99)} ms"
