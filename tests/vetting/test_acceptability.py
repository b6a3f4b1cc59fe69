"""Ranks under other weights (measurement 4.8)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vetting.acceptability import acceptability
from panels import DIMENSIONS, INSTRUMENT

Profile = dict[str, Fraction | None]
profiles = st.fixed_dictionaries({d: st.integers(-100, 100).map(Fraction) for d in DIMENSIONS})


def flat(value: int | None) -> Profile:
    return dict.fromkeys(DIMENSIONS, None if value is None else Fraction(value))


@settings(max_examples=10)
@given(st.dictionaries(st.sampled_from("ABCD"), profiles, min_size=1))
def test_every_rank_is_taken_and_everyone_takes_one(found: dict[str, Profile]) -> None:
    table = acceptability(found, INSTRUMENT.weights, draws=50)
    assert all(sum(ranks) == pytest.approx(1) for ranks in table.values())
    assert all(sum(column) == pytest.approx(1) for column in zip(*table.values(), strict=True))


@settings(max_examples=10)
@given(st.dictionaries(st.sampled_from("ABCD"), profiles, min_size=2))
def test_the_order_in_which_recruiters_are_listed_changes_no_rank(found: dict[str, Profile]) -> None:
    turned = dict(reversed(found.items()))
    assert acceptability(found, INSTRUMENT.weights, draws=50) == acceptability(turned, INSTRUMENT.weights, draws=50)


def test_who_dominates_is_always_first() -> None:
    assert acceptability({"A": flat(10), "B": flat(9)}, INSTRUMENT.weights, draws=100) == {"A": (1, 0), "B": (0, 1)}


def test_those_level_share_the_ranks_between_them() -> None:
    table = acceptability({"A": flat(10), "B": flat(50), "C": flat(10)}, INSTRUMENT.weights, draws=20)
    assert table == {"A": (0, 0.5, 0.5), "B": (1, 0, 0), "C": (0, 0.5, 0.5)}


def test_an_unscored_dimension_drops_out_for_that_recruiter() -> None:
    part = {**flat(20), "closure": None}
    assert acceptability({"A": part, "B": flat(19)}, INSTRUMENT.weights, draws=20)["A"] == (1, 0)


def test_half_the_weight_stays_as_chosen() -> None:
    only = {d: Fraction(d == "closure") for d in DIMENSIONS}
    strong = {**flat(0), "closure": Fraction(100)}
    weak = {**flat(99), "closure": Fraction(0)}
    assert acceptability({"A": strong, "B": weak}, only, draws=100)["A"] == (1, 0)
