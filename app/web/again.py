"""Pages that are asked for again: rendered once for as long as all that they rest on stays as it is."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from app.store.kept import Kept
from app.web.pages import Page, Shell, render

NONCE, ONCE = secrets.token_urlsafe(16), secrets.token_urlsafe(16)  # stand for those of the answer; nobody sees these
MAKING = ThreadPoolExecutor(1, "followthrough-page")  # one after the other: what two of them share is made once
LEAST = 160_000  # bytes that each is counted as: what a page rests on is kept with it, however short the page
PAGES: Kept[bytes] = Kept(16_000_000, lambda page: max(len(page), LEAST))  # a hundred at most


async def again(rests_on: Any, made: Callable[[], Page], shell: Shell, fragment: str | None = None) -> bytes:
    """The page or one fragment of it, as `made` would have it now.

    `rests_on` is everything that the page shows or is worked out from, in values that can be compared. The frame is
    part of it: each member has their own, with a fresh nonce and key in every answer.

    Made in a thread: what is scored and compared anew takes long, and meanwhile others save their answers.
    """
    who = replace(shell.member, address="")
    framed = replace(shell, nonce=NONCE, once=ONCE, member=who)
    place = (who.company_id, who.id, shell.here, fragment)
    kept = PAGES.at(place, (framed, rests_on))
    if kept is None:
        page = lambda: PAGES.of(place, (framed, rests_on), lambda: render(made(), framed, fragment).encode())  # noqa: E731
        kept = await asyncio.get_running_loop().run_in_executor(MAKING, page)
    return kept.replace(NONCE.encode(), shell.nonce.encode()).replace(ONCE.encode(), shell.once.encode())
