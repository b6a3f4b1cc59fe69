"""One form on its own: dimensions, coverage, bounds and index (measurement 4.1, 4.2)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from app.vetting.answers import Answer, Response
from app.vetting.forms import DimensionScore, form_score, push
from panels import INSTRUMENT, NA, UNITS, exact, form, response, worth

BLANKS = {"n": NA, "-": Answer(status="not_asked"), "d": Answer(status="declined")}


def scored(case: dict[str, Any]) -> DimensionScore:
    answers = {
        id: BLANKS[mark] if mark in BLANKS else worth(int(mark), INSTRUMENT.item[id])
        for id, mark in zip(case["items"], case["answers"], strict=True)
    }
    return form_score(INSTRUMENT, Response("evaluator", "ev1", answers), INSTRUMENT.weights).dimensions[
        case["dimension"]
    ]


@pytest.mark.parametrize("case", UNITS["dimension_rule"], ids=lambda c: f"{c['dimension']} {c['answers']}")
def test_a_dimension_needs_half_its_weight_and_two_answers(case: dict[str, Any]) -> None:
    found = scored(case)
    assert exact(found.score) == case["score"]
    assert exact(found.coverage) == case["coverage"]
    assert (exact(found.lo), exact(found.hi)) == (case["lo"], case["hi"])


def test_one_answer_is_enough_where_a_form_has_fewer_than_three_items() -> None:
    candidate = Response("candidate", "ca1", {"CA11": worth(4, INSTRUMENT.item["CA11"])})
    assert form_score(INSTRUMENT, candidate, INSTRUMENT.weights).dimensions["longgame"].score == 100


def test_the_short_form_is_scored_over_its_own_items() -> None:
    short = Response(
        "evaluator", "ev1", {i: worth(3, INSTRUMENT.item[i]) for i in UNITS["short_form"]["items"]}, length="short"
    )
    found = form_score(INSTRUMENT, short, INSTRUMENT.weights)
    assert list(found.points) == UNITS["short_form"]["items"]
    assert exact(found.index) == UNITS["short_form"]["all_three"]
    assert {d: exact(s.score) for d, s in found.dimensions.items()} == UNITS["short_form"]["dimension_scores"]
    assert found.coverage == 1


def test_the_same_answers_on_the_full_form_leave_blanks() -> None:
    answers = {i: worth(3, INSTRUMENT.item[i]) for i in UNITS["short_form"]["items"]}
    found = form_score(INSTRUMENT, Response("evaluator", "ev1", answers), INSTRUMENT.weights)
    assert found.coverage is not None
    assert found.coverage < Fraction(1, 2)


def test_an_empty_form_has_no_score_but_a_best_and_a_worst_case() -> None:
    found = form_score(INSTRUMENT, Response("evaluator", "ev1", {}, length="short"), INSTRUMENT.weights)
    assert found.index is UNITS["short_form"]["empty"]
    assert found.coverage == 0
    assert {s.lo for s in found.dimensions.values()} == {-100}
    assert {s.hi for s in found.dimensions.values()} == {100}


def test_answers_to_items_of_another_form_are_not_counted() -> None:
    stray = Response("client", "cl1", {"EV01": worth(0, INSTRUMENT.item["EV01"]), **form("client", "cl1", 4).answers})
    assert form_score(INSTRUMENT, stray, INSTRUMENT.weights).index == 100


def test_points_push_around_neutral() -> None:
    assert [push(p) for p in range(5)] == [-100, -50, 0, 50, 100]


@given(response("evaluator", "ev1"))
def test_the_bounds_of_a_dimension_hold_its_score(filled: Response) -> None:
    for found in form_score(INSTRUMENT, filled, INSTRUMENT.weights).dimensions.values():
        if found.score is not None:
            assert found.lo is not None
            assert found.hi is not None
            assert -100 <= found.lo <= found.score <= found.hi <= 100


@given(response("evaluator", "ev1"))
def test_a_dimension_without_blanks_has_no_room_between_its_bounds(filled: Response) -> None:
    for found in form_score(INSTRUMENT, filled, INSTRUMENT.weights).dimensions.values():
        assert (found.lo == found.hi) == (found.coverage in (None, 1))
