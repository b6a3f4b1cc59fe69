"""A recruiter's log (measurement 1.1, 4.11)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from app.vetting.log import Log, LogCandidate, gaps, longest_silence, metrics, promises_kept, seven_day, silences
from app.vetting.survival import Wait
from panels import UNITS, log

TODAY = 100


def of(*candidates: LogCandidate) -> Log:
    return Log(TODAY, candidates)


@pytest.mark.parametrize("case", UNITS["silence"], ids=lambda c: str(c["contacts"]))
def test_silences_run_from_word_to_word(case: dict[str, Any]) -> None:
    assert [[*gap] for gap in gaps(case["start"], case["contacts"], case["end"])] == case["gaps"]


@pytest.mark.parametrize(("last", "kept"), [(93, 1), (92, 0)])
def test_the_silence_that_still_runs_counts_against_seven_days(last: int, kept: int) -> None:
    candidate = LogCandidate(86, (last,))
    assert seven_day(of(candidate), [candidate]) == (kept, 1)


def test_who_was_not_told_is_still_waiting() -> None:
    forgotten = LogCandidate(20, (22, 30), ended=45)
    assert longest_silence(of(forgotten), forgotten) == Wait(70, over=False)
    told = replace(forgotten, told=60)
    assert longest_silence(of(told), told) == Wait(30, over=True)


def test_who_withdrew_waits_no_longer() -> None:
    gone = LogCandidate(20, (25,), ended=30, withdrew=True)
    assert silences(of(gone), gone) == [Wait(5, over=True), Wait(5, over=False)]


def test_a_running_silence_as_long_as_the_longest_finished_one_is_still_the_longest() -> None:
    candidate = LogCandidate(86, (93,))
    assert longest_silence(of(candidate), candidate) == Wait(7, over=False)


@pytest.mark.parametrize(("ended", "n"), [(86, 1), (87, 0)])
def test_a_loop_may_stay_open_for_fourteen_days(ended: int, n: int) -> None:
    assert metrics(of(LogCandidate(60, ended=ended))).loop == (0, n)


def test_a_loop_closed_at_once_counts_at_once_and_the_withdrawn_never() -> None:
    told, gone = LogCandidate(90, ended=99, told=99), LogCandidate(10, ended=20, told=20, withdrew=True)
    assert metrics(of(told, gone)).loop == (1, 1)


def test_a_promise_whose_day_has_not_come_is_not_yet_kept_or_broken() -> None:
    candidate = LogCandidate(80, promises=((90, True), (95, False), (101, True)))
    assert promises_kept(of(candidate), [candidate]) == (1, 2)


def test_after_an_interview_the_next_contact_is_on_a_later_day() -> None:
    candidate = LogCandidate(70, (80, 84), interviews=(80, 90))
    assert metrics(of(candidate)).after_interview.steps[0][0] == 4
    assert metrics(of(candidate)).after_interview.seen == 10


def test_being_told_is_a_contact_after_an_interview() -> None:
    assert metrics(of(LogCandidate(70, interviews=(80,), ended=82, told=83))).after_interview.median == 3


def test_the_usefulness_gap_is_the_moved_on_minus_the_turned_down() -> None:
    useful = LogCandidate(0, (5,), ended=8, told=8, outcome="moved_on")
    dropped = LogCandidate(0, (1,), ended=30, outcome="turned_down")
    found = metrics(of(*[useful] * 5, *[dropped] * 5)).usefulness
    assert {metric: gap.value for metric, gap in found.items()} == {"seven_day": 1, "loop": 1}
    assert found["loop"].low == pytest.approx(UNITS["newcombe90"][1]["result"][1])


def test_without_outcomes_there_is_no_usefulness_gap() -> None:
    assert metrics(of(LogCandidate(0, (5,), ended=8, told=8))).usefulness == {}


def test_small_counts_are_left_out_of_the_dimensions_on_request() -> None:
    found = metrics(of(*[LogCandidate(0, (5,), ended=8, told=8)] * 4))
    assert set(found.dimensions(1)) == {"rhythm", "closure"}
    assert found.dimensions(5) == {}


def test_an_empty_log_counts_nothing() -> None:
    found = metrics(of())
    assert (found.n, found.seven_day, found.longest_silence.median) == (0, (0, 0), None)
    assert found.dimensions() == {}


@given(log())
def test_counts_never_exceed_what_was_counted(shared: Log) -> None:
    found = metrics(shared)
    assert all(0 <= count.k <= count.n for count in (found.seven_day, found.loop, found.promises))
    assert all(-100 < score < 100 for score, _ in found.dimensions().values())


@given(log())
def test_one_more_contact_never_breaks_the_seven_day_rule(shared: Log) -> None:
    for candidate in shared.candidates:
        more = replace(candidate, contacts=(*candidate.contacts, candidate.start + 3))
        assert seven_day(shared, [more]).k >= seven_day(shared, [candidate]).k
