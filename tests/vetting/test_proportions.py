"""Wilson, Newcombe and the rate on the index scale (measurement 4.11)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.proportions import Count, newcombe, rate_index, wilson
from panels import UNITS, exact

NEAR = 1e-6
counts = st.integers(1, 60).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("case", UNITS["wilson90"], ids=lambda c: f"{c['k']} of {c['n']}")
def test_wilson_is_as_worked_out(case: dict[str, Any]) -> None:
    assert wilson(case["k"], case["n"]) == pytest.approx((case["low"], case["high"]), abs=NEAR)


@pytest.mark.parametrize("case", UNITS["newcombe90"], ids=lambda c: f"{c['k1']}/{c['n1']} {c['k2']}/{c['n2']}")
def test_newcombe_is_as_worked_out(case: dict[str, Any]) -> None:
    found = newcombe(Count(case["k1"], case["n1"]), Count(case["k2"], case["n2"]))
    assert [*found] == pytest.approx(case["result"], abs=NEAR)


@pytest.mark.parametrize("case", UNITS["rate_index"], ids=lambda c: f"{c['k']} of {c['n']}")
def test_a_rate_is_pulled_inwards_on_its_way_to_the_index(case: dict[str, Any]) -> None:
    assert exact(rate_index(case["k"], case["n"])) == case["index"]


@given(counts)
def test_an_interval_holds_its_share(count: Count) -> None:
    low, high = wilson(*count)
    assert 0 <= low <= count.k / count.n <= high <= 1


@given(counts, counts)
def test_a_difference_turned_round_is_its_mirror(first: Count, second: Count) -> None:
    there, back = newcombe(first, second), newcombe(second, first)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert -1 <= there.low <= there.value <= there.high <= 1


def test_nothing_counted_has_no_share() -> None:
    assert Count(0, 0).share is None
    assert exact(Count(3, 4).share) == "3/4"
