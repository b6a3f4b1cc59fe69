"""Recruiters side by side (measurement 4.6, 4.7, 4.8)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vetting.answers import Answer, Response
from app.vetting.comparison import Comparison, Entrant, compare
from panels import DIMENSIONS, INSTRUMENT, dimension, form, panel, response, weights

entrants = st.dictionaries(st.sampled_from("ABCDE"), panel().map(lambda people: Entrant("", people)), min_size=1)


def people(all: int, *who: str) -> list[Response]:
    return [form(respondent=name, all=all) for name in who]


def compared(**recruiters: list[Response]) -> Comparison:
    return compare(INSTRUMENT, {id: Entrant(id, responses) for id, responses in recruiters.items()})


@settings(max_examples=15)
@given(entrants, st.randoms(use_true_random=False))
def test_the_order_in_which_recruiters_are_given_changes_nothing(found: dict[str, Entrant], random: object) -> None:
    turned = dict(reversed(found.items()))
    one, other = compare(INSTRUMENT, found), compare(INSTRUMENT, turned)
    assert (one.indices, one.ranks, one.excluded) == (other.indices, other.ranks, other.excluded)
    assert {*one.dominance} == {*other.dominance}
    assert one.p_beats == pytest.approx(other.p_beats)
    assert one.p_best == pytest.approx(other.p_best)


@settings(max_examples=15)
@given(entrants)
def test_everyone_has_a_place_or_a_reason(found: dict[str, Entrant]) -> None:
    result = compare(INSTRUMENT, found)
    assert set(result.order) | set(result.excluded) == set(found)
    assert set(result.order) == set(result.by_index) == set(result.ranks) == set(result.posteriors)
    assert sum(result.p_best.values()) == pytest.approx(1 if result.order else 0, abs=1e-6)


@settings(max_examples=15)
@given(entrants)
def test_who_dominates_is_never_behind_and_holds_under_any_weights(found: dict[str, Entrant]) -> None:
    result = compare(INSTRUMENT, found)
    for first, second in result.dominance:
        assert result.indices[first] >= result.indices[second]
        for d in DIMENSIONS:
            only = compare(INSTRUMENT, found, {o: Fraction(o == d) for o in DIMENSIONS})
            assert first not in only.indices or only.indices[first] >= only.indices[second]


@settings(max_examples=25)
@given(panel(), weights, st.data())
def test_dominance_leaves_nothing_to_flip_and_with_equal_evidence_is_probably_ahead(
    responses: list[Response], chosen: dict[str, Fraction], data: st.DataObject
) -> None:
    """B is A with some answers lowered: the same people, the same blanks, never better."""
    lowered = [lower(r, data.draw(st.integers(0, 2**30))) for r in responses]
    found = compare(INSTRUMENT, {"A": Entrant("A", responses), "B": Entrant("B", lowered)}, chosen)
    if ("A", "B") in found.dominance:
        assert found.p_beats["A", "B"] >= 0.5
        firm = found.firmness_of("A", "B")
        assert firm.shift is None or not found.indices["A"] - found.indices["B"]
        assert firm.share == 1
        assert firm.worst_lead is not None
        assert firm.worst_lead >= 0
        assert found.acceptability["A"][0] >= found.acceptability["B"][0]


def lower(filled: Response, chance: int) -> Response:
    """Some answers worth 0 points instead of what they were."""
    low = form(filled.source, filled.respondent, 0).answers
    worse = {i: a.status == "answered" and chance >> n & 1 for n, (i, a) in enumerate(filled.answers.items())}
    return replace(filled, answers={i: low[i] if worse[i] else answer for i, answer in filled.answers.items()})


@given(response("evaluator", "ev1"))
def test_the_same_answers_tie(filled: Response) -> None:
    result = compared(A=[filled], B=[filled])
    if result.order:
        assert result.ties == (("A", "B"),)
        assert result.ranks == {"A": 1, "B": 1}
        assert result.p_beats["A", "B"] == pytest.approx(0.5)


def test_a_recruiter_without_a_score_is_left_out_with_the_reason() -> None:
    result = compared(A=people(3, "ev1"), D=[])
    assert (result.order, result.excluded) == (("A",), {"D": "no score"})


def test_more_evidence_weighs_more_than_a_slightly_higher_number() -> None:
    lone = [form(all=4)]
    many = [*people(4, "ev1", "ev2", "ev3"), form("client", "cl1", 4), form("candidate", "ca1", 4)]
    low = people(0, "ev1", "ev2", "ev3")
    result = compared(lone=lone, many=many, low=low)
    assert result.indices["lone"] == result.indices["many"]
    assert result.order == ("many", "lone", "low")


def test_leniency_cancels_between_recruiters_rated_by_the_same_people_only() -> None:
    same = compared(A=people(4, "Dana"), B=people(1, "Dana", "Sam"))
    other = compared(A=people(4, "Dana"), B=people(1, "Sam"))
    assert (same.different_evaluators, other.different_evaluators) == (False, True)
    assert same.posteriors["A"].var_obs == 625
    assert other.posteriors["A"].var_obs == 850


def test_a_recruiter_known_by_references_only_does_not_count_as_rated_by_others() -> None:
    assert not compared(A=people(3, "Dana"), B=[form("client", "cl1")]).different_evaluators


def test_recruiters_scored_on_different_dimensions_do_not_dominate() -> None:
    less = form(all=1, but={i: Answer(status="declined") for i in dimension("closure", 0)})
    result = compared(A=people(4, "ev1"), B=[less])
    assert result.leads("A", "B") is None
    assert result.dominance == ()
    assert result.firmness["A", "B"].shift is None


def test_pooled_disagreement_moves_how_sure_the_order_is() -> None:
    entered = {"A": Entrant("A", people(3, "ev1")), "B": Entrant("B", people(2, "ev1"))}
    sure, unsure = compare(INSTRUMENT, entered, sigma2=300), compare(INSTRUMENT, entered, sigma2=2000)
    assert sure.p_best["A"] > unsure.p_best["A"] > 0.5


def test_nobody_to_compare_is_an_empty_comparison() -> None:
    result = compare(INSTRUMENT, {})
    assert (result.order, result.p_best, result.firmness, result.acceptability) == ((), {}, {}, {})
