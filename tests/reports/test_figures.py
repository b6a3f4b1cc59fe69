"""Numbers, days and counts as they are printed."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.figures import adding_up, clipped, counted, day, percent, percents, span, spelled, tenth


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (0.0000001, "<1%"),
        (Fraction(1, 100), "1%"),
        (Fraction(1, 7), "14%"),
        (Fraction(99, 100), "99%"),
        (0.999, ">99%"),
        (1, "100%"),
    ],
)
def test_what_is_not_nothing_is_never_0_percent_and_what_is_not_all_never_100(share: Fraction, words: str) -> None:
    assert percent(share) == words


def test_points_have_a_sign_and_a_true_minus() -> None:
    assert [tenth(Fraction(x)) for x in ("31/10", "-4/10", "1/100", "-1/100")] == ["+3.1", "−0.4", "0.0", "0.0"]


def test_a_range_is_two_signed_scores() -> None:
    assert span(-19.4, Fraction(125, 2)) == "−19 to +62"


def test_a_day_is_written_out() -> None:
    assert day(datetime.date(2026, 12, 5)) == "5 December 2026"


def test_counts_agree_with_their_noun() -> None:
    assert [counted(n, "evaluator") for n in (0, 1, 2)] == ["0 evaluators", "1 evaluator", "2 evaluators"]
    assert [spelled(n, "evaluator") for n in (1, 3, 13)] == ["One evaluator", "Three evaluators", "13 evaluators"]


def test_a_clipped_text_ends_at_a_word_and_says_that_it_goes_on() -> None:
    assert clipped("It is short.", 20) == ("It is short.", False)
    assert clipped("The first sentence, then the second.", 26) == ("The first sentence, then …", True)


@given(st.lists(st.fractions(min_value=-20, max_value=20, max_denominator=10**6), min_size=1, max_size=7))
def test_tenths_add_up_to_the_total_that_is_printed_and_none_strays(values: list[Fraction]) -> None:
    tenths = adding_up(values, sum(values, Fraction(0)))
    assert sum(tenths) == round(sum(values, Fraction(0)), 1)
    assert all(abs(tenth - value) <= Fraction(1, 10) for tenth, value in zip(tenths, values, strict=True))


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=9))
def test_shares_beside_each_other_add_up_to_100_percent(parts: list[int]) -> None:
    shares = [Fraction(part, sum(parts)) for part in parts]
    told = percents(shares)
    if all(text[0] not in "<>" for text in told):
        assert sum(int(text[:-1]) for text in told) == 100
    for text, share in zip(told, shares, strict=True):
        assert text == percent(share) or abs(int(text[:-1]) - share * 100) < 1
    assert percents([Fraction(1, 3)] * 3) == ["34%", "33%", "33%"]
