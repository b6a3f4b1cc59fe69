"""Answers and the points they stand for (measurement 2.2, 2.3, 4.1)."""

from fractions import Fraction

import pytest

from app.vetting.answers import Answer, points
from panels import INSTRUMENT, UNITS

NUMBER_ITEM = {item.map: item for item in INSTRUMENT.items if item.type == "number"}


@pytest.mark.parametrize("case", UNITS["number_maps"], ids=lambda c: f"{c['map']} {c['value']}")
def test_a_number_is_worth_what_its_map_says_at_every_edge(case: dict[str, object]) -> None:
    none = case["value"] is None
    answer = Answer(no_number=none, number=None if none else Fraction(str(case["value"])))
    assert points(NUMBER_ITEM[str(case["map"])], answer, INSTRUMENT) == case["points"]


@pytest.mark.parametrize("case", UNITS["support_cap"], ids=lambda c: f"{c['item']} {c['points']} {c['support']}")
def test_an_answer_is_worth_no_more_than_the_way_it_was_backed_allows(case: dict[str, object]) -> None:
    answer = Answer(points=int(str(case["points"])), support=str(case["support"]))
    assert points(INSTRUMENT.item[str(case["item"])], answer, INSTRUMENT) == case["scored"]


def test_a_checklist_is_worth_the_parts_heard() -> None:
    item = INSTRUMENT.item["EV20"]
    assert [points(item, Answer(ticks=frozenset(range(n))), INSTRUMENT) for n in range(5)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("id", ["EV01", "EV05", "EV17", "EV20", "SF01", "CA01"])
def test_an_item_nobody_has_answered_yet_has_no_points(id: str) -> None:
    assert points(INSTRUMENT.item[id], Answer(), INSTRUMENT) is None


@pytest.mark.parametrize("status", ["na", "not_asked", "declined"])
def test_no_other_status_has_points_even_if_a_value_was_left_behind(status: str) -> None:
    left = Answer(status=status, points=4, number=Fraction(1), no_number=True, ticks=frozenset({0}))  # type: ignore[arg-type]
    assert {points(INSTRUMENT.item[id], left, INSTRUMENT) for id in ("EV01", "EV05", "EV20")} == {None}


def test_evasion_is_never_better_than_an_honest_bad_number() -> None:
    for item in NUMBER_ITEM.values():
        worst = min(points(item, Answer(number=Fraction(n)), INSTRUMENT) or 0 for n in range(100))
        assert (points(item, Answer(no_number=True), INSTRUMENT) or 0) <= worst
