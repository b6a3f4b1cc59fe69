"""Who is probably ahead (measurement 4.7)."""

from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.chances import p_beats, p_best, shared_ranks
from panels import UNITS

beliefs = st.dictionaries(
    st.sampled_from("ABCDEF"), st.builds(NormalDist, st.floats(-90, 90), st.floats(8, 25)), min_size=1
)


@pytest.mark.parametrize("case", UNITS["p_best"], ids=lambda c: str(c["post"]))
def test_the_probability_of_being_best_is_as_worked_out(case: dict[str, Any]) -> None:
    found = p_best({str(n): NormalDist(*post) for n, post in enumerate(case["post"])})
    assert [*found.values()] == pytest.approx(case["result"], abs=1e-6)


@given(beliefs)
def test_somebody_is_the_best(found: dict[str, NormalDist]) -> None:
    assert sum(p_best(found).values()) == pytest.approx(1, abs=1e-6)


@given(beliefs)
def test_the_order_in_which_recruiters_are_listed_changes_nothing(found: dict[str, NormalDist]) -> None:
    turned = dict(reversed(found.items()))
    assert p_best(turned) == pytest.approx(p_best(found))


@given(
    st.builds(NormalDist, st.floats(-90, 90), st.floats(8, 25)),
    st.builds(NormalDist, st.floats(-90, 90), st.floats(8, 25)),
)
def test_of_two_one_or_the_other_is_ahead(first: NormalDist, second: NormalDist) -> None:
    assert p_beats(first, second) + p_beats(second, first) == pytest.approx(1)
    assert p_best({"A": first, "B": second})["A"] == pytest.approx(p_beats(first, second), abs=1e-6)


def test_the_only_one_is_the_best() -> None:
    assert p_best({"A": NormalDist(0, 10)}) == {"A": 1.0}
    assert p_best({}) == {}


def test_those_level_share_a_rank() -> None:
    assert shared_ranks("ABCDE", {"A": 9.0, "B": 4.0, "C": 4.0, "D": 4.0, "E": 1.0}) == {
        "A": 1,
        "B": 2,
        "C": 2,
        "D": 2,
        "E": 5,
    }
