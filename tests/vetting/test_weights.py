"""Dominance, flips and robustness under other weights (measurement 4.8)."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.vetting.weights import dominates, firmness, share_of_all_weights, single_weight, smallest_shift, worst_lead
from panels import UNITS, exact

LETTERS = "abcdefg"
leads = st.fixed_dictionaries({d: st.integers(-100, 100).map(Fraction) for d in LETTERS})
shares = (
    st.lists(st.integers(0, 9), min_size=7, max_size=7)
    .filter(any)
    .map(lambda drawn: {d: Fraction(w, sum(drawn)) for d, w in zip(LETTERS, drawn, strict=True)})
)
Numbers = dict[str, Fraction]


def total(found: Numbers, weighed: Numbers) -> Fraction:
    return sum((weighed[d] * lead for d, lead in found.items()), Fraction(0))


@pytest.mark.parametrize("case", UNITS["share_of_weights"], ids=lambda c: str(c["a"]))
def test_the_share_of_all_weights_is_exact(case: dict[str, Any]) -> None:
    found = {str(n): Fraction(a - b) for n, (a, b) in enumerate(zip(case["a"], case["b"], strict=True))}
    assert exact(share_of_all_weights(found)) == case["share"]


@given(leads, shares)
def test_the_smallest_shift_makes_two_level_with_the_weight_there_is(found: Numbers, weighed: Numbers) -> None:
    assume(total(found, weighed) >= 0)
    shift = smallest_shift(found, weighed)
    if shift is None:
        assert all(lead >= 0 for lead in found.values())
        return
    moved = dict(weighed)
    for giver, receiver, amount in shift.moves:
        moved[giver] -= amount
        moved[receiver] += amount
    assert total(found, moved) == 0
    assert all(weight >= 0 for weight in moved.values())
    assert sum(amount for _, _, amount in shift.moves) == shift.mass


@given(leads, shares, st.integers(0, 2**32))
def test_no_smaller_shift_makes_them_level(found: Numbers, weighed: Numbers, seed: int) -> None:
    assume(total(found, weighed) > 0)
    shift = smallest_shift(found, weighed)
    assume(shift is not None and shift.mass > 0)
    random = Random(seed)
    for _ in range(20):
        giver, receiver = random.sample(LETTERS, 2)
        assert shift is not None
        amount = min(weighed[giver], shift.mass * Fraction(99, 100))
        assert total(found, {**weighed, giver: weighed[giver] - amount, receiver: weighed[receiver] + amount}) > 0


@given(leads, shares)
def test_a_single_weight_makes_them_level_with_the_others_scaled(found: Numbers, weighed: Numbers) -> None:
    for d in LETTERS:
        level = single_weight(d, found, weighed)
        if level is not None:
            others = {o: weighed[o] * (1 - level) / (1 - weighed[d]) for o in LETTERS if o != d}
            assert 0 <= level <= 1
            assert total(found, {**others, d: level}) == 0


def test_a_dimension_that_has_all_the_weight_has_no_others_to_scale() -> None:
    assert single_weight("a", {"a": Fraction(1), "b": Fraction(-1)}, {"a": Fraction(1), "b": Fraction(0)}) is None


@given(leads, shares, st.integers(0, 2**32))
def test_no_weights_within_half_give_less_than_the_worst_lead(found: Numbers, weighed: Numbers, seed: int) -> None:
    worst = worst_lead(found, weighed)
    random = Random(seed)
    a, b = random.sample(LETTERS, 2)
    amount = min(weighed[a], weighed[b]) / 2
    assert worst <= total(found, weighed)
    assert worst <= total(found, {**weighed, a: weighed[a] - amount, b: weighed[b] + amount})


@given(leads, shares)
def test_no_weights_can_put_the_dominated_ahead(found: Numbers, weighed: Numbers) -> None:
    better = {d: abs(lead) for d, lead in found.items()}
    assume(any(better.values()))
    assert dominates(better)
    assert total(better, weighed) >= 0
    assert smallest_shift(better, weighed) is None or not total(better, weighed)
    assert share_of_all_weights(better) == 1


@given(leads)
def test_of_all_weightings_one_or_the_other_leads(found: Numbers) -> None:
    here, there = share_of_all_weights(found), share_of_all_weights({d: -lead for d, lead in found.items()})
    assert (here is None) == (there is None)
    if here is not None and there is not None:
        assert here + there == 1


def test_the_share_is_what_drawing_weights_finds() -> None:
    found = dict(zip(LETTERS, map(Fraction, (30, -12, 4, -45, 18, 7, -9)), strict=True))
    random = Random(1)
    ahead = sum(sum(random.expovariate(1) * float(lead) for lead in found.values()) > 0 for _ in range(20_000))
    assert float(share_of_all_weights(found) or 0) == pytest.approx(ahead / 20_000, abs=0.01)


def test_recruiters_scored_on_different_dimensions_have_only_a_lead() -> None:
    found = firmness(Fraction(3), None, {"a": Fraction(1), "b": Fraction(2)})
    assert found.lead == 3
    assert [found.shift, found.worst_lead, found.share] == [None, None, None]
    assert found.single == {"a": None, "b": None}
    assert not found.robust
