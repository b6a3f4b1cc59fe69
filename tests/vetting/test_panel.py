"""Agreement of several evaluators, and what each of them changes (measurement 4.5)."""

from fractions import Fraction
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.answers import Response
from app.vetting.log import Log, LogCandidate
from app.vetting.panel import agreement, alpha, alpha_of_search, average_deviation, leave_one_out, rated_alike
from app.vetting.scoring import score
from app.vetting.uncertainty import pooled_sigma2
from panels import INSTRUMENT, UNITS, exact, form

units = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=4), min_size=1, max_size=8)


@pytest.mark.parametrize("case", UNITS["alpha_ordinal"], ids=lambda c: str(c["units"]))
def test_alpha_is_exact(case: dict[str, Any]) -> None:
    assert exact(alpha(case["units"])) == case["alpha"]


@pytest.mark.parametrize("case", UNITS["ad_index"], ids=lambda c: str(c["table"]))
def test_the_average_deviation_is_exact(case: dict[str, Any]) -> None:
    assert exact(average_deviation(case["table"])) == case["AD"]


@given(units)
def test_alpha_is_1_exactly_when_everyone_agrees_and_never_above(found: list[list[int]]) -> None:
    value = alpha(found)
    if value is None:
        assert len({*chain(*found)}) == 1
    else:
        assert value <= 1
        assert (value == 1) == all(len({*unit}) == 1 for unit in found)


@given(units, st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_the_order_of_raters_or_items(found: list[list[int]], random: Any) -> None:
    mixed = [random.sample(unit, len(unit)) for unit in random.sample(found, len(found))]
    assert alpha(mixed) == alpha(found)


@pytest.mark.parametrize(("apart", "acceptable"), [(0, True), (1, True), (2, False)])
def test_evaluators_agree_up_to_eight_tenths_of_a_point(apart: int, acceptable: bool) -> None:
    card = score(INSTRUMENT, [form(respondent="a", all=4), form(respondent="b", all=4 - apart)])
    found = agreement(card.forms)
    assert found is not None
    assert (found.ad, found.acceptable) == (Fraction(apart, 2), acceptable)
    assert dict(found.totals) == {"a": 100, "b": 100 - 50 * apart}


def test_one_evaluator_and_references_have_no_agreement() -> None:
    card = score(INSTRUMENT, [form(), form("candidate", "ca1"), form("candidate", "ca2")])
    assert agreement(card.forms) is None
    assert leave_one_out(INSTRUMENT, card) == {}


def test_leaving_one_out_is_scoring_the_others() -> None:
    people = [form(respondent="a", all=4), form(respondent="b", all=2), form("client", "c", 1)]
    shared = Log(30, (LogCandidate(0, (5,), ended=8, told=8, promises=((5, True),)),) * 6)
    card = score(INSTRUMENT, people, None, shared)
    found = leave_one_out(INSTRUMENT, card)
    assert card.index is not None
    assert found["a"].index == score(INSTRUMENT, people[1:], None, shared).index
    assert found["a"].change == (found["a"].index or 0) - card.index


def test_leaving_out_the_only_one_who_answered_leaves_nothing() -> None:
    blank = Response("evaluator", "b", {})
    found = leave_one_out(INSTRUMENT, score(INSTRUMENT, [form(respondent="a"), blank]))
    assert (found["a"].index, found["a"].change) == (None, None)
    assert found["b"].change == 0


def test_alpha_of_a_search_needs_sixty_units_and_comes_with_an_interval() -> None:
    cards = [score(INSTRUMENT, [form(respondent="a", all=p), form(respondent="b", all=q)]) for p, q in ((4, 4), (1, 2))]
    found = alpha_of_search(cards)
    assert found is not None
    assert found.units == 60
    assert found.value == alpha([*[[4, 4]] * 30, *[[1, 2]] * 30])
    assert found.low < found.value < found.high <= 1
    assert alpha_of_search(cards[:1]) is None


def test_recruiters_rated_by_the_same_evaluators_make_a_table() -> None:
    rated = [
        score(INSTRUMENT, [form(respondent="b", all=4), form(respondent="a", all=3)]),
        score(INSTRUMENT, [form(respondent="a", all=1), form(respondent="b", all=1), form("client", "c", 1)]),
        score(INSTRUMENT, [form(respondent="a", all=0)]),
        score(INSTRUMENT, [form(respondent="a", all=0), form(respondent="c", all=0)]),
    ]
    assert rated_alike(rated) == [[[50, 100], [-50, -50]]]
    assert pooled_sigma2(INSTRUMENT.scoring, rated_alike(rated)) == pytest.approx((4800 + 625) / 9)
