"""Several servers behind a proxy: one that is killed or restarted costs nobody an answer or a page."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from endurance import Found, Tally, times
from faults.proxy import readiness, several, until
from faults.raters import Rater, busy, events, raters, seated, told
from faults.server import Served
from faults.test_kill import broken_trails, judged

pytestmark = [pytest.mark.soak, pytest.mark.postgresql, pytest.mark.haproxy]

PEOPLE = times(short=3, whole=8)
PAUSE = 0.05  # seconds somebody thinks, so that a server that starts gets its share of the machine
BETWEEN = times(short=15, whole=40)  # answers acknowledged, at least, from one kill to the next
SECONDS = times(short=0, whole=4)  # and so long, at least
READING = 0.2  # of what people do
DRAIN = 3  # seconds
AGAIN = 500  # from here on a page sends its answer again by itself, and shows no page


async def answering(people: list[Rater], address: str, trouble: Callable[[], object]) -> None:
    """Everybody answers through the proxy until the trouble is over."""
    stop = asyncio.Event()
    work = asyncio.create_task(busy(people, address, stop, READING, PAUSE))
    await asyncio.to_thread(trouble)
    stop.set()
    await work


def answers_given(people: list[Rater], many: int) -> None:
    """Wait until so many more are acknowledged."""
    before = told(people)
    until(lambda: told(people) >= before + many)


def found(name: str, runs: int, url: str, people: list[Rater]) -> tuple[Found, int]:
    """The line of the table, and how often an answer had to be sent again."""
    verdict, saves = judged(url, people), [event for event in events(people) if event.kind == "save"]
    again = [event for event in saves if event.outcome != "ok" and (event.status == 0 or event.status >= AGAIN)]
    refused = len(saves) - len(again) - verdict.acknowledged
    pages = [event.outcome == "ok" for event in events(people) if event.kind == "read"]
    wrong = verdict.wrong - len(verdict.lost) + refused + pages.count(False)
    figures = f"{verdict.acknowledged:,} acknowledged, {len(again)} sent again, {len(pages):,} pages opened"
    return Found(name, runs, len(verdict.lost), broken_trails(url), wrong, figures), len(again)


def test_a_server_of_four_that_is_killed_costs_nobody_an_answer_or_a_page(
    durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    people, chance, kills = raters(seated(durable_url, PEOPLE), 4), random.Random(4), times(short=2, whole=20)

    def killing(servers: list[Served]) -> None:
        for _ in range(kills):
            answers_given(people, BETWEEN)
            time.sleep(SECONDS)
            server = chance.choice(servers)
            server.kill()
            server.start()

    with several(durable_url, tmp_path) as (address, servers):
        asyncio.run(answering(people, address, lambda: killing(servers)))
    line, _ = found("T-procs kill −9 of one of four", kills, durable_url, people)
    tally.note(line)


def test_a_server_that_is_told_to_end_answers_on_until_the_proxy_has_turned_away(
    durable_url: str, tmp_path: Path, tally: Tally
) -> None:
    people, rounds = raters(seated(durable_url, PEOPLE), 5), times(short=1, whole=4)

    def restarting(servers: list[Served]) -> None:
        for server in servers * rounds:
            answers_given(people, BETWEEN)
            server.tell_to_end()
            until(lambda server=server: readiness(server.address) == "ending")  # type: ignore[misc]
            server.wait_for_end()
            server.start()

    with several(durable_url, tmp_path, 2, DRAIN=str(DRAIN)) as (address, servers):
        asyncio.run(answering(people, address, lambda: restarting(servers)))
    line, again = found("T-procs each of two restarted, one by one", 2 * rounds, durable_url, people)
    assert again == 0, "nobody had to send anything again"
    tally.note(line)
