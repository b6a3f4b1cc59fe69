"""How often something may be tried: every limit, and that servers share it (safety 19)."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from app.store import limits
from app.store.limits import Limit, forget_full_buckets, give_back, network, take
from app.store.tables import buckets
from databases import engine_of

NOW = 1_790_000_000.0
FIVE = Limit("five", 5, 300)
LIMITS = {  # name → tries, seconds
    "SIGN_IN_ADDRESS": (10, 300),
    "SIGN_IN_ACCOUNT": (10, 300),
    "SIGN_IN": (1_000, 300),
    "PROOF": (10, 300),
    "CODE_5_MINUTES": (5, 300),
    "CODE_HOUR": (20, 3_600),
    "CODE_DAY": (50, 86_400),
    "RESET_ACCOUNT": (5, 86_400),
    "LINK_ACCOUNT": (5, 86_400),
    "RESET_ADDRESS": (20, 86_400),
    "LINK_ADDRESS": (20, 86_400),
}
PROCESSES, EACH = 4, 12
PROCESS = """
import sys
from app.store.limits import Limit, take
from databases import engine_of
engine, taken = engine_of(sys.argv[1]), 0
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    with engine.begin() as db:
        taken += take(db, Limit("shared", 30, 300), "everybody", 1_790_000_000.0) is None
print(taken)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def test_there_are_no_other_limits_than_those_written_down() -> None:
    found = {name: limit for name, limit in vars(limits).items() if isinstance(limit, Limit)}
    assert {name: (limit.tries, limit.seconds) for name, limit in found.items()} == LIMITS
    assert len({limit.purpose for limit in found.values()}) == len(LIMITS)


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_holds_to_the_very_try_and_comes_back_one_by_one(db: Connection, name: str) -> None:
    limit: Limit = getattr(limits, name)
    assert [take(db, limit, "a", NOW) for _ in range(limit.tries)] == [None] * limit.tries
    wait = take(db, limit, "a", NOW)
    assert wait == -(-limit.seconds // limit.tries)
    assert take(db, limit, "a", NOW + limit.step / 1000 - 0.001) is not None
    assert take(db, limit, "a", NOW + limit.step / 1000) is None
    assert take(db, limit, "a", NOW + limit.step / 1000) is not None
    assert take(db, limit, "b", NOW) is None


def test_a_refused_try_costs_nothing_and_the_wait_said_is_enough(db: Connection) -> None:
    for _ in range(5):
        take(db, FIVE, "a", NOW)
    waits = [take(db, FIVE, "a", NOW + second) for second in range(60)]
    assert waits == [60 - second for second in range(60)]
    assert take(db, FIVE, "a", NOW + 60) is None


def test_a_bucket_is_never_fuller_than_full(db: Connection) -> None:
    take(db, FIVE, "a", NOW)
    later = NOW + 10 * FIVE.seconds
    assert [take(db, FIVE, "a", later) is None for _ in range(6)] == [True] * 5 + [False]


def test_a_try_that_was_somebody_s_right_is_given_back(db: Connection) -> None:
    for _ in range(50):
        assert take(db, FIVE, "a", NOW) is None
        give_back(db, FIVE, "a")
    assert [take(db, FIVE, "a", NOW) is None for _ in range(6)] == [True] * 5 + [False]


def test_a_clock_that_was_wrong_for_a_while_locks_nobody_out(db: Connection) -> None:
    for _ in range(5):
        take(db, FIVE, "a", NOW + 400 * 86_400)
    assert take(db, FIVE, "a", NOW) is None


def test_full_buckets_are_forgotten_and_others_are_not(db: Connection) -> None:
    take(db, FIVE, "a", NOW)
    take(db, FIVE, "b", NOW + 100)
    assert forget_full_buckets(db, NOW + 60) == 1
    assert db.execute(select(func.count()).select_from(buckets)).scalar_one() == 1


def test_nobody_can_read_from_a_row_whose_it_is(db: Connection) -> None:
    take(db, FIVE, "dana@halden.example", NOW)
    [key] = db.execute(select(buckets.c.key)).scalars()
    assert len(key) == 64
    assert "dana" not in key


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_address_stands_for_whoever_has_it(address: str, whose: str) -> None:
    assert network(address) == whose


def test_four_servers_that_try_at_once_share_one_limit(database_url: str) -> None:
    """Safety 19 allows one more or less; it is none."""
    folders = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
    path = f"import sys; sys.path[:0] = {folders!r}"
    command = [sys.executable, "-c", f"{path}\n{PROCESS}", database_url, str(EACH)]
    pipe = subprocess.PIPE
    servers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(PROCESSES)]
    for server in servers:
        assert server.stdin
        server.stdin.write("go\n")
        server.stdin.flush()
    taken = [int(server.communicate(timeout=60)[0]) for server in servers]
    assert sum(taken) == 30
    engine = engine_of(database_url)
    with engine.begin() as db:
        assert take(db, Limit("shared", 30, 300), "everybody", NOW) == 10
    engine.dispose()
