"""Kaplan-Meier, exact (measurement 4.11)."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.survival import Wait, survival
from panels import UNITS, exact

waits = st.lists(st.builds(Wait, st.integers(0, 40), st.booleans()), min_size=1, max_size=20)


@pytest.mark.parametrize("case", UNITS["kaplan_meier"], ids=lambda c: str(c["times"]))
def test_the_curve_is_exact(case: dict[str, Any]) -> None:
    found = survival([Wait(*wait) for wait in zip(case["times"], case["event"], strict=True)])
    assert [[day, exact(share)] for day, share in found.steps] == case["steps"]
    assert found.median == case["median"]


def test_nobody_followed_that_long_says_nothing_about_that_day() -> None:
    found = survival([Wait(4, over=True), Wait(6, over=False)])
    assert found.waiting_over(3) == 1
    assert found.waiting_over(6) == found.steps[0][1]
    assert found.waiting_over(7) is None


def test_once_no_one_waits_no_one_waits_longer() -> None:
    assert survival([Wait(4, over=True)]).waiting_over(30) == 0


def test_no_waits_have_no_curve() -> None:
    assert survival([]).steps == ()
    assert survival([]).median is None


@given(waits)
def test_the_curve_only_falls(found: list[Wait]) -> None:
    shares = [share for _, share in survival(found).steps]
    assert all(0 <= after < before <= 1 for before, after in pairwise([Fraction(1), *shares]))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
def test_with_every_wait_over_it_is_the_share_that_waited_longer(days: list[int]) -> None:
    found = survival([Wait(day, over=True) for day in days])
    for day, share in found.steps:
        assert share * len(days) == sum(other > day for other in days)
