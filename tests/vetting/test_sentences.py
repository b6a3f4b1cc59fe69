"""The sentences on top of a comparison (measurement 4.7, 4.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.vetting.answers import Response
from app.vetting.comparison import Comparison, Entrant, compare
from app.vetting.exchange import read_panel
from app.vetting.sentences import (
    chance_words,
    contenders,
    firmness_sentence,
    headline,
    lead_sentence,
    levelling_sentence,
    listed,
    points_of_100,
    signed,
    too_close,
)
from app.vetting.weights import Shift
from panels import INSTRUMENT, VECTORS, dimension, form

WORKED = compare(INSTRUMENT, read_panel(VECTORS, INSTRUMENT).recruiters)
NAMES = {"A": "Alma", "B": "Bo", "C": "Chidi", "D": "Dana"}


@dataclass(frozen=True)
class Told(Comparison):
    """A comparison of A, B and C whose chances are given: those of A being the best and of one over another."""

    first: float
    beats: Mapping[str, float]

    @cached_property
    def order(self) -> tuple[str, ...]:
        return ("A", "B", "C")

    @cached_property
    def p_best(self) -> dict[str, float]:
        return {"A": self.first}

    @cached_property
    def p_beats(self) -> dict[tuple[str, str], float]:
        return {(a, b): self.beats.get(a + b, 0.95) for a, b in combinations("ABC", 2)}


def told(first: float, beats: Mapping[str, float]) -> Comparison:
    cards = dict.fromkeys("ABC", WORKED.cards["E"])
    return Told(WORKED.weights, NAMES, cards, {}, {}, 0.0, False, None, first, beats)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "clearly ahead"),
        (0.90, "clearly ahead"),
        (0.8999, "probably ahead"),
        (0.75, "probably ahead"),
        (0.7499, "too close to call"),
        (0.5, "too close to call"),
    ],
)
def test_chances_have_words(chance: float, words: str) -> None:
    assert chance_words(chance) == words


def test_the_worked_comparison_has_a_headline() -> None:
    assert headline(WORKED) == (
        "Alma Reyes is clearly ahead. Chidi Okafor, Eero Virtanen and Fumi Adachi are too close to call."
    )


@pytest.mark.parametrize(
    ("first", "beats", "expected"),
    [
        (0.90, {}, "Alma is clearly ahead."),
        (0.89, {}, "Alma is probably ahead."),
        (0.75, {"BC": 0.74}, "Alma is probably ahead. Bo and Chidi are too close to call."),
        (0.75, {"BC": 0.75}, "Alma is probably ahead."),
        (0.74, {"AB": 0.74}, "Too close to call: Alma or Bo."),
        (0.60, {"AB": 0.70, "AC": 0.72}, "Too close to call: Alma, Bo or Chidi."),
        (0.74, {"AB": 0.80, "AC": 0.90}, "Too close to call: Alma or Bo."),
    ],
)
def test_the_headline_says_who_is_ahead_and_who_is_too_close(
    first: float, beats: Mapping[str, float], expected: str
) -> None:
    assert headline(told(first, beats)) == expected


def test_one_recruiter_is_not_a_comparison_and_none_has_no_order() -> None:
    alone = compare(INSTRUMENT, {"A": Entrant("Alma", [form()])})
    assert headline(alone) == "Only Alma has a score. Add another recruiter to compare."
    assert headline(compare(INSTRUMENT, {})) == "No recruiter has a score yet."


def test_a_leader_who_says_far_more_than_others_report_comes_with_a_caution() -> None:
    best = [*(form("evaluator", f"ev{n}", 3) for n in range(3))]
    self_report = form("self", "self", 3)
    others = [form("evaluator", f"ev{n}", 0) for n in range(3)]
    plain = compare(INSTRUMENT, {"A": Entrant("Alma", [*best, self_report]), "B": Entrant("Bo", others)})
    assert headline(plain) == "Alma is clearly ahead."
    modest = [replace(r, answers=form(r.source, r.respondent, 2).answers) for r in best]
    loud = compare(INSTRUMENT, {"A": Entrant("Alma", [*modest, form("self", "self", 4)]), "B": Entrant("Bo", others)})
    assert headline(loud) == "Alma is clearly ahead. Look at the gap: Alma reports more than others do."


def test_a_group_is_too_close_only_if_every_pair_in_it_is() -> None:
    chained = told(0.95, {"AB": 0.7, "BC": 0.7, "AC": 0.9})
    assert too_close(chained, "ABC") == [("A", "B")]
    assert contenders(chained) == ("A", "B")


def test_a_flip_is_told_in_weight_points() -> None:
    assert firmness_sentence(WORKED, "C", "E", INSTRUMENT) == (
        "Chidi Okafor has a higher index than Eero Virtanen, and they are too close to call. "
        "Moving 10 of 100 weight points from long-term relationships "
        "to closing the loop would make them level."
    )


def test_a_flip_with_several_givers_names_each_part_and_a_robust_lead_is_said_to_hold() -> None:
    assert firmness_sentence(WORKED, "A", "C", INSTRUMENT) == (
        "Alma Reyes leads Chidi Okafor. Moving 36 of 100 weight points (15 from closing the loop, 14 from coaching "
        "candidates and 7 from regular contact) to long-term relationships would make them level. "
        "The order holds with every weight between half and one and a half times its size."
    )


@given(
    st.lists(st.fractions(Fraction(1, 10_000), Fraction(1, 3), max_denominator=10_000), min_size=1, max_size=6).filter(
        lambda amounts: sum(amounts) <= 1
    )
)
@example([Fraction(141, 1000), Fraction(141, 1000), Fraction(74, 1000)])
@example([Fraction(5, 1000)] * 5)
@example([Fraction(6, 1000)] * 3)
def test_the_points_that_are_told_of_a_shift_add_up_and_none_is_a_whole_point_off(amounts: list[Fraction]) -> None:
    moves = tuple((f"giver{i}", "receiver", amount) for i, amount in enumerate(amounts))
    whole, points = points_of_100(Shift(sum(amounts, Fraction()), moves))
    assert sum(points) == whole == round(sum(amounts) * 100)
    assert all(abs(told - 100 * exact) < 1 for told, exact in zip(points, amounts, strict=True))


def test_dominance_and_ties_are_told() -> None:
    assert firmness_sentence(WORKED, "A", "E", INSTRUMENT) == (
        "The order holds: Alma Reyes is at least level with Eero Virtanen on every dimension, "
        "so no weights can put Eero Virtanen ahead."
    )
    assert firmness_sentence(WORKED, "E", "F", INSTRUMENT) == (
        "Eero Virtanen and Fumi Adachi have the same index with these weights."
    )


def test_recruiters_scored_on_different_dimensions_are_told_apart() -> None:
    part = Response(
        "evaluator", "ev1", {i: a for i, a in form(all=1).answers.items() if i not in dimension("closure", 0)}
    )
    found = compare(INSTRUMENT, {"A": Entrant("Alma", [form()]), "B": Entrant("Bo", [part])})
    assert firmness_sentence(found, "A", "B", INSTRUMENT) == (
        "Alma and Bo are not scored on the same dimensions, so weights alone do not settle their order."
    )


def test_a_shift_of_less_than_a_point_is_said_so() -> None:
    near = form(all=3, but={**dimension("closure", 4), **dimension("rhythm", 2), "EV03": 2})
    entrants = {"A": Entrant("Alma", [form(all=3)]), "B": Entrant("Bo", [near])}
    found = compare(INSTRUMENT, entrants, {"substance": Fraction(1, 10)})
    assert firmness_sentence(found, "A", "B", INSTRUMENT) == (
        "Alma has a higher index than Bo, and they are too close to call. "
        "Moving less than 1 of 100 weight points from regular contact to closing the loop "
        "would make them level."
    )


def test_the_lead_that_is_told_is_that_of_the_headline_even_with_a_lower_index() -> None:
    """One evaluator’s 4s are drawn further to the middle than the 3s of three and their references."""
    known = [form("evaluator", f"ev{n}", 3, {"EV03": 4}) for n in range(3)] + [form("client", "cl1", 3)]
    thin = [form("evaluator", "ev0", 3, {"EV03": 4, "EV01": 4})]
    poor = [form("evaluator", "ev0", 0)]
    people = {"T": Entrant("Thin", thin), "K": Entrant("Known", known), "P": Entrant("Poor", poor)}
    found = compare(INSTRUMENT, people)
    assert (found.by_index[0], found.order[0]) == ("T", "K")
    assert lead_sentence(found, INSTRUMENT) == (
        "Known stands before Thin with a lower index: the order allows for how much is known about each."
    )


def test_nobody_leads_alone() -> None:
    assert lead_sentence(compare(INSTRUMENT, {"A": Entrant("Alma", [form()])}), INSTRUMENT) == ""


@pytest.mark.parametrize(
    ("kinder", "sentence"),
    [
        (None, ""),
        (Fraction(12), "References were on average 12 points kinder than evaluators; the order allows for that."),
        (Fraction(-1), "References were on average 1 point stricter than evaluators; the order allows for that."),
    ],
)
def test_what_the_order_allows_for_is_told(kinder: Fraction | None, sentence: str) -> None:
    assert levelling_sentence(replace(WORKED, kinder=kinder)) == sentence


@pytest.mark.parametrize(
    ("number", "written"),
    [(Fraction(109, 2), "+54"), (Fraction(111, 2), "+56"), (-31.4, "−31"), (0.4, "0"), (Fraction(-1, 3), "0")],
)
def test_numbers_carry_their_sign_and_round_half_to_even(number: Fraction | float, written: str) -> None:
    assert signed(number) == written


def test_lists_read_as_spoken() -> None:
    assert [listed("X"), listed("XY"), listed("XYZ", "or")] == ["X", "X and Y", "X, Y or Z"]
