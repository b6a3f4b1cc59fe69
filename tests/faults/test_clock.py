"""A clock that jumps: nothing is good for longer than it lasts, order is never by time, and no job waits for it."""

import os
import random
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest
import time_machine
from sqlalchemy import Connection, func, select

from app.actions.daily import JOBS, forget
from app.actions.invite_member import revoke_invitation
from app.actions.once import once
from app.actions.open_search import open_search
from app.actions.revoke import revoke
from app.actions.save_answer import Stamp, save_answer
from app.actions.schedule import CLAIM, claim_job, due_jobs, put_off, run_job
from app.actions.sign_in import sign_in, sign_out
from app.store.accounts import living_link
from app.store.audit_check import first_bad
from app.store.instruments import DEFAULT, instrument
from app.store.keys import sha256
from app.store.limits import Limit, take
from app.store.members import member_of_session
from app.store.recruiters import vetting_for
from app.store.responses import own_response
from app.store.saves import history
from app.store.tables import audit, jobs
from app.vetting.answers import Answer
from app.vetting.log import metrics
from app.vetting.log_reading import read_log
from asking import Arranged
from endurance import Found, Tally, times
from faults.clock import LASTING, Good, by_mail, to_answer, to_join, token_of
from people import NOW, OURS, member

pytestmark = pytest.mark.soak

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FAR = 400 * DAY
WRONG = MINUTE  # seconds by which something may be good too early, or too long
STEPS = (1, 61, 300, 600, 1_800, 2_400, HOUR, 12 * HOUR, DAY, 5 * DAY, 14 * DAY, 60 * DAY, FAR)
JUMPS = tuple(sign * step for step in STEPS for sign in (1, -1))
AWAKE = [3_000] * 16  # somebody at work all day
MOMENTS = {
    "a plain day": NOW,
    "summer time begins in Berlin": 1_774_746_000,
    "summer time ends in Berlin": 1_792_890_000,
    "the last leap second": 1_483_228_800,
    "the end of 32 bits": 2**31,
    "the end of 32 bits without a sign": 2**32,
}
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def now() -> int:
    return int(time.time())


def journeys(chance: random.Random) -> Iterator[list[int]]:
    """A working day, steps there and back, and steps in any order."""
    yield AWAKE
    yield from ([jump, -jump] for jump in chance.sample(JUMPS, times(4, len(JUMPS))))
    yield from (chance.choices(JUMPS, k=chance.randint(2, 8)) for _ in range(times(2, 8)))


def wrongly(good: dict[str, Good], lasts: dict[str, int], made_at: int) -> list[tuple[str, int]]:
    """What is good now and should not be: its name, and how long after it was made."""
    since = now() - made_at
    tried = {name: one(now()) for name, one in good.items()}
    return [(name, since) for name, is_good in tried.items() if is_good and not -WRONG <= since < lasts[name] + WRONG]


def test_nothing_is_good_before_it_was_made_or_for_longer_than_it_lasts(
    db: Connection, clock: time_machine.Traveller, database_kind: str, tally: Tally
) -> None:
    of, lasts = Arranged(db), {one.name: one.lasts for one in LASTING}
    runs, wrong = 0, []
    for moment, begins in MOMENTS.items():
        clock.move_to(begins)
        made = db.begin_nested()
        good = {one.name: one.made(of, begins) for one in LASTING}
        assert all(one(begins) for one in good.values())
        for steps in journeys(random.Random(moment)):
            unused = db.begin_nested()
            clock.move_to(begins)
            for step in steps:
                clock.shift(step)
                wrong += [(moment, *each) for each in wrongly(good, lasts, begins)]
                runs += len(good)
            unused.rollback()
        made.rollback()
    assert not wrong, wrong[:5]
    tally.note(Found(f"T40 clock, {database_kind}", runs, errors=len(wrong), figures=f"{len(LASTING)} kinds of life"))


def test_what_was_ended_stays_ended_wherever_the_clock_goes(db: Connection, clock: time_machine.Traveller) -> None:
    of, owner = Arranged(db), member(db, OURS, "Alice Moreau", "owner")
    with_link = by_mail("sign_in")
    with_link(of, now())
    replaced = token_of(db, "sign_in")
    join, answer = to_join(of, now()), to_answer(of, now())
    clock.shift(300)
    with_link(of, now())
    revoke_invitation(db, owner, 1, now())
    revoke(db, owner, 1, now())
    for step in (0, -120, -120, 600, -HOUR, HOUR - 300, FAR, -2 * FAR, FAR):
        clock.shift(step)
        found = [living_link(db, "sign_in", replaced, now()) is not None, join(now()), answer(now())]
        assert found == [False] * 3, (step, found)


def test_a_session_that_was_ended_is_gone_wherever_the_clock_goes(
    db: Connection, clock: time_machine.Traveller
) -> None:
    alice = member(db, OURS, "Alice Moreau", "owner")
    token = sign_in(db, alice, now())
    clock.shift(300)
    sign_out(db, alice, token, now())
    for step in (0, -120, -HOUR, FAR, -2 * FAR):
        clock.shift(step)
        assert member_of_session(db, sha256(token), now()) is None


def test_a_jump_gives_one_bucket_of_tries_at_most_and_locks_nobody_out(
    db: Connection, clock: time_machine.Traveller
) -> None:
    chance = random.Random(40)
    for limit in (Limit("short", 5, 300), Limit("long", 20, DAY)):
        for step in [0, *chance.choices(JUMPS, k=times(8, 80))]:
            clock.shift(step)
            waits = [take(db, limit, "a", now()) for _ in range(2 * limit.tries)]
            assert waits.count(None) <= limit.tries
            assert all(wait <= 2 * limit.seconds for wait in waits if wait is not None)


def test_a_form_sent_twice_has_one_effect_for_a_day_whatever_the_clock_does(
    db: Connection, clock: time_machine.Traveller
) -> None:
    alice, done = member(db, OURS, "Alice Moreau", "owner"), []
    for key, steps in enumerate([(HOUR, -HOUR), (DAY,), (-FAR,), (-DAY, 2 * DAY), (-HOUR, HOUR, DAY - 1)]):
        clock.move_to(NOW)
        for step in (0, *steps):
            clock.shift(step)
            forget(db, now())
            once(db, alice, f"form {key}", {}, lambda _, key=key: done.append(key), now())  # type: ignore[misc]
    assert done == [0, 1, 2, 3, 4]


def test_the_order_of_saves_and_of_the_trail_is_that_of_their_numbers(
    db: Connection, clock: time_machine.Traveller
) -> None:
    alice, chance = member(db, OURS, "Alice Moreau", "owner"), random.Random(40)
    open_search(db, alice, "Role", [("Ana", "")], "short", instrument(*DEFAULT), now())
    many = times(20, 150)
    for sequence in range(1, many + 1):
        clock.shift(chance.choice(JUMPS))
        stamp = Stamp(sequence - 1, "one", sequence)
        save_answer(db, alice, 1, "EV07", Answer(number=Fraction(sequence)), now(), stamp=stamp)
        late = Stamp(None, "one", max(1, sequence - 1))
        save_answer(db, alice, 1, "EV07", Answer(number=Fraction(999)), now() + FAR, stamp=late)
    own = own_response(db, alice, vetting_for(db, alice, 1))
    assert own
    assert own.answers["EV07"].number == Fraction(many)
    assert own.versions["EV07"] == many
    saves = history(db, own)["EV07"]
    assert [save.version for save in saves] == [save.sequence for save in saves] == list(range(1, many + 1))
    moments = [save.saved_at for save in saves]
    assert moments != sorted(moments)
    numbers = list(db.execute(select(audit.c.number).order_by(audit.c.id)).scalars())
    assert numbers == list(range(1, len(numbers) + 1))
    assert first_bad(db, alice.company_id) is None


def test_a_jump_forward_runs_each_job_once_and_one_back_holds_none_up(
    db: Connection, clock: time_machine.Traveller
) -> None:
    def ran() -> list[str]:
        return [name for name in due_jobs(db, JOBS, now()) if run_job(db, name, *JOBS[name], now()) is not None]

    every = list(JOBS)
    assert ran() == every
    jumps = [(FAR, every), (0, []), (-FAR, every), (0, []), (-1, []), (DAY + 1, every), (-2 * DAY, every)]
    for step, expected in jumps:
        clock.shift(step)
        assert ran() == expected, step
    for _ in range(times(20, 200)):
        clock.shift(random.Random(now()).choice(JUMPS))
        ran()
        assert not ran()
        clock.shift(DAY)
        assert ran() == every


def test_a_job_that_failed_or_was_claimed_by_a_clock_that_was_ahead_is_done_when_it_is_right(
    db: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(FAR)
    put_off(db, "forget", now())
    assert claim_job(db, "backup", now())
    assert due_jobs(db, ("forget", "backup"), now() + 1) == []
    clock.shift(-FAR)
    assert due_jobs(db, ("forget", "backup"), now()) == ["forget", "backup"]
    assert claim_job(db, "backup", now())
    assert due_jobs(db, ["backup"], now() + CLAIM - 1) == []
    assert db.execute(select(func.count()).select_from(jobs)).scalar_one() == 2
    assert run_job(db, "forget", *JOBS["forget"], now())


@pytest.fixture
def zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_the_seven_days_are_the_same_in_every_time_zone() -> None:
    candidates = [{"start": 0, "contacts": list(range(gap, 400, gap)), "promises": []} for gap in range(1, 15)]
    found, offsets = set(), set()
    for name in ZONES:
        os.environ["TZ"] = name
        time.tzset()
        offsets.add(time.localtime(NOW).tm_gmtoff)
        for begins in MOMENTS.values():
            with time_machine.travel(begins, tick=False):
                counted = metrics(read_log({"today": 399, "cands": candidates}))
                found.add((counted.seven_day, counted.longest_silence))
    assert len(offsets) == len(ZONES)
    [(seven_day, _)] = found
    assert (seven_day.k, seven_day.n) == (7, 14)
