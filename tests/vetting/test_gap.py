"""Say minus do, on matched facets (measurement 2.4, 2.5, 4.10)."""

import pytest

from app.vetting.scoring import score
from panels import INSTRUMENT, NA, form


def test_there_is_no_gap_without_both_sides() -> None:
    assert score(INSTRUMENT, [form()]).gap is None
    assert score(INSTRUMENT, [form("self", "self")]).gap is None


def test_only_facets_that_both_were_asked_are_matched() -> None:
    found = score(INSTRUMENT, [form(all=3), form("self", "self", 3)]).gap
    assert found is not None
    assert found.facets_matched == 23  # all 24 of the self-report but the mentor facet, which nobody else is asked
    without = score(INSTRUMENT, [form(all=3, but={"EV07": NA}), form("self", "self", 3)]).gap
    assert without is not None
    assert without.facets_matched == 22


def test_saying_the_same_is_no_gap() -> None:
    found = score(INSTRUMENT, [form(all=4), form("self", "self", 4)]).gap
    assert found is not None
    assert [found.gap, found.tell] == [0, False]


def test_a_recruiter_who_says_less_than_others_report_has_a_gap_below_0() -> None:
    found = score(INSTRUMENT, [form(all=4), form("self", "self", 1)]).gap
    assert found is not None
    assert found.gap < -100
    assert found.p_over < 1e-3


def test_a_gap_in_a_dimension_without_weight_does_not_count_overall() -> None:
    people = [form(all=3), form("self", "self", 3, but=dict.fromkeys(("SF19", "SF20", "SF21", "SF22"), 0))]
    weighed = score(INSTRUMENT, people, {"longgame": INSTRUMENT.weights["longgame"] * 0}).gap
    assert weighed is not None
    assert [weighed.gap, weighed.by_dimension["longgame"]] == [0, -150]


@pytest.mark.parametrize(("own", "tell"), [(3, False), (4, True)])
def test_a_gap_is_told_when_it_is_probably_over_25(own: int, tell: bool) -> None:
    people = [form("evaluator", f"ev{n}", 3 if own == 3 else 2) for n in range(3)]
    found = score(INSTRUMENT, [*people, form("self", "self", own)]).gap
    assert found is not None
    assert found.tell is tell
    assert (found.p_over >= 0.8) is tell
