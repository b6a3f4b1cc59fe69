"""Notes on how a form was filled in (measurement 4.10)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.vetting.answers import Answer, Response
from app.vetting.forms import form_score
from app.vetting.quality import CONTRADICTIONS, FAST, MANY_NA, SAME, TOO_GOOD, Quality, quality
from panels import INSTRUMENT, NA, form

NEVER = {"SF15": 0}  # "I have not let a candidate down."


def judged(filled: Response) -> Quality:
    return quality(INSTRUMENT, filled, form_score(INSTRUMENT, filled, INSTRUMENT.weights))


def mixed(but: dict[str, int]) -> Response:
    """An evaluator form whose answers alternate, so that none makes up most of it."""
    spread = {item.id: 1 + n % 3 for n, item in enumerate(INSTRUMENT.asked("evaluator"))}
    return form(but={**spread, **but})


def test_one_pair_far_apart_is_listed_but_two_make_a_note() -> None:
    one = judged(mixed(but={"EV07": 4, "EV08": 1, "EV10": 2, "EV11": 2}))
    two = judged(mixed(but={"EV07": 4, "EV08": 1, "EV10": 0, "EV11": 3}))
    assert one.contradictions == (("EV07", "EV08"),)
    assert CONTRADICTIONS not in one.notes
    assert CONTRADICTIONS in two.notes


def test_many_small_differences_make_a_note_too() -> None:
    pairs = {"EV07": 3, "EV08": 1, "EV10": 3, "EV11": 1, "EV12": 3, "EV22": 1, "EV01": 3, "EV23": 1, "EV14": 1}
    found = judged(form(all=2, but={**pairs, "EV15": 3, "EV16": 1}))
    assert found.contradictions == ()
    assert found.inconsistency == Fraction(1, 3)
    assert CONTRADICTIONS in found.notes


def test_pairs_one_point_apart_are_consistent() -> None:
    assert judged(form(all=2, but={"EV07": 3, "EV10": 3})).inconsistency == 0


@pytest.mark.parametrize(("same", "noted"), [(24, True), (23, False)])
def test_four_in_five_alike_is_the_same_answer_almost_everywhere(same: int, noted: bool) -> None:
    others = {item.id: 1 + n % 2 for n, item in enumerate(INSTRUMENT.asked("evaluator")) if n >= same}
    assert (SAME in judged(form(all=3, but=others)).notes) is noted


def test_fewer_than_ten_answers_say_nothing_about_sameness() -> None:
    nine = {item.id: Answer(status="not_asked") for item in INSTRUMENT.asked("evaluator")[9:]}
    assert SAME not in judged(form(all=3, but=nine)).notes


@pytest.mark.parametrize(("seconds", "noted"), [(59, True), (60, False)])
def test_under_two_seconds_an_answer_is_very_fast(seconds: int, noted: bool) -> None:
    assert (FAST in judged(replace(form(), seconds=seconds)).notes) is noted


def test_typing_in_paper_notes_may_be_fast() -> None:
    assert FAST not in judged(replace(form(), seconds=10, from_notes=True)).notes


@pytest.mark.parametrize(("blank", "noted"), [(10, False), (11, True)])
def test_more_than_a_third_not_applying_is_noted_on_evaluator_forms(blank: int, noted: bool) -> None:
    out = {item.id: NA for item in INSTRUMENT.asked("evaluator")[:blank]}
    assert (MANY_NA in judged(form(but=out)).notes) is noted


def test_on_a_reference_form_not_applying_is_natural() -> None:
    out = {item.id: NA for item in INSTRUMENT.asked("candidate")}
    assert judged(form("candidate", "ca1", but=out)).notes == ()


def test_nine_in_ten_at_the_top_and_never_a_lapse_is_too_good() -> None:
    assert TOO_GOOD in judged(form("self", "self", 4, but=NEVER)).notes
    assert TOO_GOOD not in judged(form("self", "self", 4)).notes
    assert TOO_GOOD not in judged(form("self", "self", 4, but={**NEVER, "SF01": 1, "SF02": 1})).notes


def test_a_blank_form_has_no_measures() -> None:
    found = judged(Response("evaluator", "ev1", {}))
    assert found == Quality(0, None, (), None, Fraction(0), ())
