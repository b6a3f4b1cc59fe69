"""Ranks under other weights (measurement 4.8)."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vetting.acceptability import acceptability
from panels import DIMENSIONS, INSTRUMENT, weights

Profile = dict[str, Fraction | None]
profiles = st.fixed_dictionaries({d: st.integers(-100, 100).map(Fraction) for d in DIMENSIONS})
scores = st.none() | st.fractions(-100, 100, max_denominator=9)
some_unscored = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, scores)).filter(lambda found: any(found.values()))


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


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from("ABCDE"), some_unscored, min_size=1), weights)
def test_the_table_is_what_weighing_one_by_one_gives(found: dict[str, Profile], chosen: dict[str, Fraction]) -> None:
    expected = one_by_one(found, chosen, draws=60)
    for who, ranks in acceptability(found, chosen, draws=60).items():
        assert ranks == pytest.approx(expected[who])


def one_by_one(found: dict[str, Profile], chosen: dict[str, Fraction], draws: int) -> dict[str, list[float]]:
    """Half chosen, half drawn evenly (measurement 4.8); those level share their ranks."""
    rng = Random(7)
    counts = {who: [0.0] * len(found) for who in found}
    for _ in range(draws):
        even = dict(zip(chosen, [rng.expovariate(1.0) for _ in chosen], strict=True))
        half = {d: float(w / sum(chosen.values())) + even[d] / sum(even.values()) for d, w in chosen.items()}
        means = {who: mean(profile, half) for who, profile in found.items()}
        for who in found:
            level = [other for other in found if abs(means[other] - means[who]) < 1e-9]
            above = sum(means[other] > means[who] for other in found if other not in level)
            for place in range(above, above + len(level)):
                counts[who][place] += 1 / len(level) / draws
    return counts


def mean(profile: Profile, weighed: dict[str, float]) -> float:
    scored = {d: float(score) for d, score in profile.items() if score is not None}
    return sum(weighed[d] * score for d, score in scored.items()) / sum(weighed[d] for d in scored)


def test_who_dominates_is_always_first() -> None:
    assert acceptability({"A": flat(10), "B": flat(9)}, INSTRUMENT.weights, draws=100) == {"A": (1, 0), "B": (0, 1)}


def test_those_level_share_the_ranks_between_them() -> None:
    table = acceptability({"A": flat(10), "B": flat(50), "C": flat(10)}, INSTRUMENT.weights, draws=20)
    assert table == {"A": (0, 0.5, 0.5), "B": (1, 0, 0), "C": (0, 0.5, 0.5)}


def test_those_with_the_same_score_everywhere_are_level_whatever_was_not_scored() -> None:
    part = {**flat(20), "closure": None, "rhythm": None}
    other = {**flat(20), "coaching": None}
    table = acceptability({"A": part, "B": flat(20), "C": other, "D": flat(5)}, INSTRUMENT.weights, draws=20)
    assert table["D"] == (0, 0, 0, 1)
    for who in "ABC":
        assert table[who] == pytest.approx((1 / 3, 1 / 3, 1 / 3, 0))


def test_an_unscored_dimension_drops_out_for_that_recruiter() -> None:
    part = {**flat(20), "closure": None}
    assert acceptability({"A": part, "B": flat(19)}, INSTRUMENT.weights, draws=20)["A"] == (1, 0)


def test_half_the_weight_stays_as_chosen() -> None:
    only = {d: Fraction(d == "closure") for d in DIMENSIONS}
    strong = {**flat(0), "closure": Fraction(100)}
    weak = {**flat(99), "closure": Fraction(0)}
    assert acceptability({"A": strong, "B": weak}, only, draws=100)["A"] == (1, 0)
