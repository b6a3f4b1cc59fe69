"""People who come whether or not those before them were answered, and how long they waited."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable

import httpx

from faults.raters import Event, Rater


async def arriving(people: list[Rater], address: str, rate: float, seconds: float, reading: float = 0.2) -> int:
    """So many requests a second, saves and of them `reading` looks at a page; how many found nobody free to send them.

    A person waits for an answer before they send the next, so there must be enough of them.
    """
    free, missed, coming = deque(people), 0, set[asyncio.Task[None]]()
    limits = httpx.Limits(max_connections=len(people), keepalive_expiry=2)  # before the server hangs up on who is idle

    async def one(rater: Rater) -> None:
        await rater.once(site, reading)
        free.append(rater)

    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as site:
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, began + number / rate - time.monotonic()))
            if free:
                coming.add(asyncio.create_task(one(free.popleft())))
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
