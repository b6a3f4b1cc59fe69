"""The posterior: range, bands and what several recruiters teach about the evaluators (measurement 1.4, 4.3, 4.6)."""

from dataclasses import replace
from fractions import Fraction
from math import inf
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.answers import Answer, Response
from app.vetting.instrument import Source
from app.vetting.scoring import score
from app.vetting.uncertainty import (
    band_probabilities,
    dimension_range,
    observation_variance,
    pooled_sigma2,
    posterior,
    workspace_mean,
)
from panels import INSTRUMENT, UNITS, form, panel, response

RULE = INSTRUMENT.scoring
indices = st.fractions(-100, 100)
people = st.dictionaries(st.sampled_from(["evaluator", "candidate", "client"]), st.integers(1, 9), min_size=1)
NEAR = 1e-6


@pytest.mark.parametrize("case", UNITS["posterior"], ids=lambda c: f"{c['n']} {c['compare']}")
def test_the_posterior_is_as_worked_out(case: dict[str, Any]) -> None:
    found = posterior(INSTRUMENT, Fraction(case["index"]), case["n"], same_people=case["compare"])
    assert [found.mean, found.sd, found.shrink] == pytest.approx(case["result"], abs=NEAR)


@pytest.mark.parametrize("case", UNITS["workspace_mean"], ids=lambda c: str(c["indices"]))
def test_the_workspace_mean_starts_at_0_and_moves_with_the_results(case: dict[str, Any]) -> None:
    assert workspace_mean(RULE, [Fraction(i) for i in case["indices"]]) == pytest.approx(case["mean"], abs=NEAR)


@pytest.mark.parametrize("case", UNITS["pooled_sigma2"], ids=lambda c: str(c["table"]))
def test_disagreement_is_pooled_once_two_evaluators_rated_two_recruiters(case: dict[str, Any]) -> None:
    assert pooled_sigma2(RULE, [case["table"]]) == pytest.approx(case["sigma2"], abs=NEAR)


def test_several_searches_are_pooled_together() -> None:
    table = UNITS["pooled_sigma2"][0]["table"]
    assert pooled_sigma2(RULE, []) == 600
    assert pooled_sigma2(RULE, [table, table, [[50]], []]) == pytest.approx((4800 + 2 * 1108.3333333) / 12, abs=NEAR)


def test_evaluators_who_differ_by_the_same_amount_everywhere_disagree_about_nothing() -> None:
    assert pooled_sigma2(RULE, [[[40, 30], [10, 0], [-30, -40]]]) == pytest.approx(4800 / 10)


def test_more_disagreement_widens_the_range() -> None:
    calm = posterior(INSTRUMENT, Fraction(40), {"evaluator": 2}, sigma2=300)
    loud = posterior(INSTRUMENT, Fraction(40), {"evaluator": 2}, sigma2=1200)
    assert calm.sd < posterior(INSTRUMENT, Fraction(40), {"evaluator": 2}).sd < loud.sd


@given(indices, people)
def test_the_range_lies_around_a_mean_between_the_index_and_the_middle(index: Fraction, n: dict[Source, int]) -> None:
    found = posterior(INSTRUMENT, index, n)
    assert abs(found.mean) <= abs(float(index)) + NEAR
    assert found.low < found.mean < found.high
    assert found.high - found.mean == pytest.approx(1.6448536269514722 * found.sd)


@given(indices, people)
def test_band_probabilities_add_up_and_the_most_probable_is_shown(index: Fraction, n: dict[Source, int]) -> None:
    found = posterior(INSTRUMENT, index, n)
    first, second = sorted(found.band_probabilities.values(), reverse=True)[:2]
    assert sum(found.band_probabilities.values()) == pytest.approx(1)
    assert found.band_probabilities[found.band.id] == first
    assert (found.borderline is not None) == (second >= 0.25)


@given(people, st.sampled_from(["evaluator", "candidate", "client"]))
def test_another_respondent_never_widens_the_range_of_their_own_source_alone(
    n: dict[Source, int], source: Source
) -> None:
    alone = {source: n.get(source, 1)}
    assert observation_variance(RULE, {source: alone[source] + 1}) < observation_variance(RULE, alone)


@given(st.integers(1, 9), people)
def test_another_evaluator_never_widens_the_range_whoever_else_answered(evaluators: int, n: dict[Source, int]) -> None:
    one, more = ({**n, "evaluator": count} for count in (evaluators, evaluators + 1))
    for same_people in (False, True):
        wide, narrow = (posterior(INSTRUMENT, Fraction(30), c, same_people=same_people) for c in (one, more))
        assert narrow.high - narrow.low < wide.high - wide.low


@given(panel(), response("evaluator", "once"))
def test_a_second_identical_evaluator_never_widens_the_range(others: list[Response], filled: Response) -> None:
    """Before pooling, which would learn from the two that evaluators hardly disagree."""
    once = score(INSTRUMENT, [*others, filled])
    twice = score(INSTRUMENT, [*others, filled, replace(filled, respondent="twice")])
    if once.index is not None and twice.index is not None:
        before, after = (posterior(INSTRUMENT, c.index or Fraction(0), c.respondents) for c in (once, twice))
        assert after.high - after.low <= before.high - before.low
        for d, value in once.dimensions.items():
            if value is not None:
                (low, high), (lower, higher) = (
                    dimension_range(INSTRUMENT, Fraction(0), c.asked(d)) for c in (once, twice)
                )
                assert higher - lower <= high - low


def test_a_band_on_a_cut_is_shared_evenly() -> None:
    found = band_probabilities(INSTRUMENT, NormalDist(20, 1))
    assert found["mixed"] == pytest.approx(0.5)
    assert found["mostly_long_game"] == pytest.approx(0.5)


def test_a_log_narrows_nothing_beside_people_and_stands_in_where_there_are_none() -> None:
    assert observation_variance(RULE, {"evaluator": 2, "log": 50}) == observation_variance(RULE, {"evaluator": 2})
    assert observation_variance(RULE, {"log": 20}) == 200 + 3600 / 20
    assert observation_variance(RULE, {"self": 1}) == inf


@pytest.mark.parametrize(
    ("n", "published"),
    [
        ({"evaluator": 1}, 56),
        ({"evaluator": 2}, 41),
        ({"evaluator": 3}, 34),
        ({"evaluator": 3, "candidate": 2, "client": 1}, 27),
    ],
)
def test_the_range_of_a_dimension_is_as_wide_as_measurement_1_4_found(n: dict[Source, int], published: int) -> None:
    low, high = dimension_range(INSTRUMENT, Fraction(0), n)
    assert (high - low) / 2 == pytest.approx(published, abs=1)


def test_the_range_of_a_dimension_is_that_of_the_people_scored_there() -> None:
    card = score(INSTRUMENT, [form(all=2), form("candidate", "ca1", 2, but={"CA11": Answer(status="declined")})])
    assert card.asked("longgame") == {"evaluator": 1}
    assert card.asked("closure") == {"evaluator": 1, "candidate": 1}


def test_the_range_of_a_dimension_stays_on_the_scale() -> None:
    assert dimension_range(INSTRUMENT, Fraction(90), {"evaluator": 1})[1] == 100
    assert dimension_range(INSTRUMENT, Fraction(-90), {"evaluator": 1})[0] == -100
