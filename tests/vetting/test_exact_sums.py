"""Sums over one common denominator are the sums."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.vetting.exact_sums import mean, total, weighted_mean, weighted_total

numbers = st.fractions(-100, 100, max_denominator=999)
values = st.lists(numbers)
pairs = st.lists(st.tuples(st.fractions(0, 5, max_denominator=99), numbers))


@given(values)
def test_a_total_and_a_mean_are_exact(found: list[Fraction]) -> None:
    assert total(found) == sum(found)
    assert mean(found) == (sum(found) / Fraction(len(found)) if found else None)


@given(pairs)
def test_a_weighted_total_and_mean_are_exact(found: list[tuple[Fraction, Fraction]]) -> None:
    whole = sum(weight for weight, _ in found)
    assert weighted_total(found) == sum(weight * value for weight, value in found)
    assert weighted_mean(found) == (sum(weight * value for weight, value in found) / whole if whole else None)


def test_whole_numbers_may_stand_for_fractions() -> None:
    assert total([1, Fraction(1, 2)]) == Fraction(3, 2)
    assert weighted_mean([(1, Fraction(1)), (3, Fraction(0))]) == Fraction(1, 4)
