"""The server is stopped while people answer: what is in hand is finished or refused, and it is gone in time."""

import asyncio
import random
from pathlib import Path

import pytest

from endurance import Found, Tally, times
from faults.raters import events, raters, seated
from faults.server import Served
from faults.test_kill import MOST, PEOPLE, answers_until, broken_trails, damage, judged

pytestmark = pytest.mark.soak

IN_TIME = 10  # seconds


@pytest.mark.parametrize("kind", ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgresql)])
def test_a_stopped_server_finishes_or_refuses_what_it_was_asked(
    kind: str, tmp_path: Path, tally: Tally, request: pytest.FixtureRequest
) -> None:
    url: str = request.getfixturevalue("database_url" if kind == "SQLite" else "durable_url")
    chance, ends, runs = random.Random(35), [], times(2, 25)
    people = raters(seated(url, PEOPLE), 35)
    server = Served(url, tmp_path)
    for _ in range(runs):
        server.start()
        asyncio.run(answers_until(people, server, lambda: ends.append(server.stop()), chance.randint(1, MOST)))
    verdict, errors = judged(url, people), sum(event.status >= 500 for event in events(people))
    wrong = verdict.wrong - len(verdict.lost) + errors + sum(end > IN_TIME for end in ends)
    figures = f"{verdict.acknowledged:,} acknowledged, gone in at most {max(ends):.1f} s"
    name = f"T35 SIGTERM under load, {kind}"
    tally.note(Found(name, runs, len(verdict.lost), damage(url) + broken_trails(url), wrong, figures))
