"""The order of choices: each respondent's own, the same at every visit, with every choice in it once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting.instrument import Item, Option
from app.vetting.shuffling import SHUFFLED, arranged, is_turned, shown_sides, shuffled
from panels import INSTRUMENT

ITEMS = [item for kind in SHUFFLED for item in INSTRUMENT.asked(kind) if item.options]
PAIRS = [item for item in ITEMS if item.sides]
CHOICES = [item for item in ITEMS if not item.sides]
seeds = st.text(max_size=12)
FIRST, SECOND = [4, 2, 1, 0, 3], [3, 1, 0, 2, 4]
TURNED = [True, True, False, False, False, True]


def points(options: tuple[Option, ...]) -> list[int]:
    return [option.points for option in options]


@given(st.sampled_from(ITEMS), seeds)
def test_every_option_is_there_once_however_it_is_shuffled(item: Item, seed: str) -> None:
    assert sorted(points(shuffled(item, seed))) == sorted(option.points for option in item.options)


@given(st.sampled_from(CHOICES), seeds)
def test_an_option_keeps_its_words_its_points_and_its_flag(item: Item, seed: str) -> None:
    assert set(shuffled(item, seed)) == set(item.options)


@given(st.sampled_from(ITEMS), seeds)
def test_the_same_respondent_sees_the_same_order_at_every_visit(item: Item, seed: str) -> None:
    assert shuffled(item, seed) == shuffled(item, seed)
    assert shown_sides(item, seed) == shown_sides(item, seed)


def test_the_order_of_a_seed_is_written_down_and_may_never_change() -> None:
    """A respondent who comes back after an update of the program finds the page as it was."""
    asked = INSTRUMENT.item
    assert points(shuffled(asked["CA05"], "reply 1")) == FIRST
    assert points(shuffled(asked["CA05"], "reply 2")) == SECOND
    assert [is_turned(pair, "reply 1") for pair in PAIRS] == TURNED


@pytest.mark.parametrize("item", CHOICES, ids=lambda item: item.id)
def test_no_option_has_a_favourite_place(item: Item) -> None:
    places = Counter((p, n) for seed in range(1000) for n, p in enumerate(points(shuffled(item, f"reply {seed}"))))
    assert all(140 < places[p, n] < 260 for p in range(5) for n in range(5)), places


def test_orders_of_two_questions_of_one_respondent_have_nothing_to_do_with_each_other() -> None:
    one, other = INSTRUMENT.item["CA05"], INSTRUMENT.item["CA07"]
    same = sum(points(shuffled(one, str(n))) == points(shuffled(other, str(n))) for n in range(1000))
    assert same < 40


@given(st.sampled_from(PAIRS), seeds)
def test_a_pair_goes_from_much_more_like_the_first_side_to_much_more_like_the_second(item: Item, seed: str) -> None:
    said = [option.text for option in shuffled(item, seed)]
    assert said == [
        "A is much more like me",
        "A is a bit more like me",
        "B is a bit more like me",
        "B is much more like me",
    ]


@given(st.sampled_from(PAIRS), seeds)
def test_more_like_the_long_game_side_is_worth_more_wherever_it_stands(item: Item, seed: str) -> None:
    long_game, _ = item.sides or ("", "")
    sides = shown_sides(item, seed)
    worth = {option.text: option.points for option in shuffled(item, seed)}
    letter, other = ("A", "B") if sides[0] == long_game else ("B", "A")
    assert worth == {
        f"{letter} is much more like me": 4,
        f"{letter} is a bit more like me": 3,
        f"{other} is a bit more like me": 1,
        f"{other} is much more like me": 0,
    }


@pytest.mark.parametrize("item", PAIRS, ids=lambda item: item.id)
def test_sides_are_turned_for_about_every_second_respondent(item: Item) -> None:
    assert 430 < sum(is_turned(item, f"reply {seed}") for seed in range(1000)) < 570
    assert {shown_sides(item, f"reply {seed}") for seed in range(20)} == {item.sides, (item.sides or ())[::-1]}


@given(st.sampled_from([item for item in INSTRUMENT.asked("evaluator") if item.options]), seeds)
def test_the_anchors_of_an_evaluator_are_never_shuffled(item: Item, seed: str) -> None:
    assert points(shuffled(item, seed)) == [0, 1, 2, 3, 4]
    assert shown_sides(item, seed) == ("", "")


@given(st.sampled_from(INSTRUMENT.items), seeds)
def test_a_question_arranged_for_somebody_is_otherwise_the_same(item: Item, seed: str) -> None:
    seen = arranged(item, seed)
    assert seen.options == shuffled(item, seed)
    assert seen.sides == (shown_sides(item, seed) if item.sides else None)
    assert seen.model_copy(update={"options": item.options, "sides": item.sides}) == item
