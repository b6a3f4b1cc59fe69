"""What a named person must look at (measurement 2.4)."""

from fractions import Fraction

import pytest

from app.vetting.answers import Answer, Response
from app.vetting.flags import BY_HAND
from app.vetting.log import Log, LogCandidate
from app.vetting.scoring import score
from panels import INSTRUMENT, NA, form

KEPT = LogCandidate(0, (5,), ended=8, told=8, promises=((5, True),))
BROKEN = LogCandidate(0, (5,), ended=8, promises=((5, False),))


def flags(*responses: Response, log: Log | None = None) -> set[tuple[str, str | None]]:
    return {(flag.flag, flag.item) for flag in score(INSTRUMENT, responses, None, log).flags}


@pytest.mark.parametrize(
    ("item", "answer", "flag"),
    [
        ("EV02", Answer(points=0, support="general"), "F_MISLED"),
        ("EV11", Answer(points=0, support="shown"), "F_NO_CLOSE"),
        ("CA04", Answer(number=Fraction(31)), "F_SILENCE"),
        ("EV17", Answer(points=0), "F_NO_TRACKER"),
        ("EV07", Answer(number=Fraction(31)), "F_SILENCE"),
        ("EV29", Answer(points=0), "F_CONTEMPT"),
    ],
)
def test_an_answer_raises_the_flag_it_carries(item: str, answer: Answer, flag: str) -> None:
    assert flags(form(INSTRUMENT.item[item].form, but={item: answer})) == {(flag, item)}


def test_fewer_than_one_of_ten_told_is_a_flag() -> None:
    assert ("F_NO_CLOSE", "EV10") in flags(form(but={"EV10": Answer(number=Fraction(0))}))


@pytest.mark.parametrize(("item", "number"), [("EV07", 30), ("EV10", 1)])
def test_a_number_at_the_edge_raises_none(item: str, number: int) -> None:
    assert item not in {raised for _, raised in flags(form(but={item: Answer(number=Fraction(number))}))}


def test_an_answer_that_was_not_given_raises_none() -> None:
    assert flags(form(but={"EV17": Answer(status="not_asked", points=0), "EV07": Answer(no_number=True)})) == set()


def test_an_evaluator_may_raise_one_by_hand_on_any_answer() -> None:
    assert flags(form(but={"EV05": Answer(status="not_asked", flagged=True)})) == {(BY_HAND, "EV05")}


def test_contradictions_and_many_blanks_are_noted_for_the_form() -> None:
    contradicting = form("self", "self", 3, but={"SF05": 4, "SF06": 0, "SF08": 4, "SF09": 0})
    assert flags(contradicting) == {("F_CONTRA", None)}
    blank = form(but={item.id: NA for item in INSTRUMENT.asked("evaluator")[:11]})
    assert ("F_NA", None) in flags(blank)


def test_a_gap_that_is_probably_large_is_noted() -> None:
    assert ("F_GAP", None) in flags(form(all=1), form("self", "self", 4))
    assert ("F_GAP", None) not in flags(form(all=3), form("self", "self", 4))


@pytest.mark.parametrize(("candidate", "claims"), [(KEPT, set[str]()), (BROKEN, {"SF08", "SF13"})])
def test_a_number_the_log_does_not_bear_out_is_a_flag(candidate: LogCandidate, claims: set[str]) -> None:
    found = flags(form("self", "self", 4), log=Log(60, (candidate,) * 8))
    assert {item for flag, item in found if flag == "F_CLAIM_LOG" and item != "SF05"} == claims


def test_a_longest_silence_shorter_than_most_waited_is_a_flag() -> None:
    honest = form("self", "self", 4, but={"SF05": Answer(number=Fraction(20))})
    waited = LogCandidate(0, (20,), ended=21, told=21, promises=((5, True),))
    assert ("F_CLAIM_LOG", "SF05") in flags(form("self", "self", 4), log=Log(60, (waited,) * 5))
    assert ("F_CLAIM_LOG", "SF05") not in flags(honest, log=Log(60, (waited,) * 5))


def test_a_small_log_contradicts_nobody() -> None:
    assert flags(form("self", "self", 4), log=Log(60, (BROKEN,) * 4)) == set()
