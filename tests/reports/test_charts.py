"""Charts: where things lie, and the SVG they become."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.charts import (
    Circle,
    Diamond,
    Line,
    Rect,
    Text,
    across,
    axis,
    axis_head,
    contrib,
    display_list,
    strip,
    svg,
    tone,
    who,
)

score = st.fractions(min_value=-100, max_value=100)


@pytest.mark.parametrize(
    ("index", "expected"),
    [(-100, "T2"), (-61, "T2"), (-60, "T1"), (-20, "M"), (0, "M"), (20, "L1"), (Fraction(119, 2), "L1"), (60, "L2")],
)
def test_a_score_on_an_edge_takes_the_colour_of_the_band_above(index: Fraction, expected: str) -> None:
    assert tone(index) == expected


def test_the_scale_runs_from_minus_to_plus_one_hundred_with_nought_in_the_middle() -> None:
    assert [across(score) for score in (-100, -60, 0, Fraction(1, 2), 100)] == [0, 20, 50, 50.25, 100]


def test_what_lies_beyond_the_scale_is_drawn_at_its_end() -> None:
    assert (across(-130.5), across(112)) == (0, 100)


def test_an_axis_draws_the_range_and_then_the_dot_in_the_colour_of_the_band_shown() -> None:
    chart = axis(28, -19, 43, shade="M")
    assert chart.parts[-2:] == (Rect(40.5, 9, 31, 12, 6, "iv M"), Circle(64, 15, 8, "dot M"))


def test_an_axis_marks_the_four_band_edges() -> None:
    assert [part.x1 for part in axis(0, 0, 0).parts if isinstance(part, Line) and part.cls == "grid"] == [
        20,
        40,
        60,
        80,
    ]


@pytest.mark.parametrize(("said", "drawn"), [(None, False), (9, False), (10, True), (-10, True)])
def test_an_own_claim_ten_points_away_is_a_ring_joined_to_its_dot(said: int | None, drawn: bool) -> None:
    parts = axis(0, -5, 5, said).parts
    assert any(isinstance(part, Circle) and part.cls == "said" for part in parts) == drawn
    assert any(isinstance(part, Line) and part.cls == "gapline" for part in parts) == drawn


def test_in_a_cell_an_own_claim_needs_twice_the_distance() -> None:
    rings = [sum(isinstance(p, Circle) for p in strip(0, -5, 5, said).parts) for said in (19, 20)]
    assert rings == [1, 2]


def test_the_ring_lies_under_the_dot_so_that_the_score_is_never_hidden() -> None:
    circles = [part.cls for part in axis(0, -5, 5, 12).parts if isinstance(part, Circle)]
    assert circles == ["said", "dot M"]


def test_the_head_of_the_axes_names_both_poles_and_every_tick_that_has_room() -> None:
    texts = [part.text for part in axis_head().parts if isinstance(part, Text)]
    assert texts == ["Transactional", "Long game", "−100", "−60", "−20", "+20", "+60", "+100"]


def test_crowded_ticks_are_left_out_but_never_the_ends() -> None:
    ticks = {room: [p.text for p in axis_head(room).parts if isinstance(p, Text)][2:] for room in (180, 100, 30)}
    assert ticks == {
        180: ["−100", "−60", "−20", "+20", "+60", "+100"],
        100: ["−100", "−20", "+100"],
        30: ["−100", "+100"],
    }


def test_evaluators_who_agree_stand_beside_each_other_and_not_on_top() -> None:
    chart = who(0, 40, [("D", 20), ("S", 20), ("M", 80)], None, None, "M", room=200)
    at = {p.text: p.x * 2 + p.dx for p in chart.parts if isinstance(p, Text)}
    assert (at["D"], at["S"], at["M"]) == (114.5, 125.5, 180)


@pytest.mark.parametrize(
    ("marks", "wide"),  # the letters as wide as Inter has them in the size of the initials, in pixels
    [
        ("M W I", (10.3, 11.4, 3.1)),
        ("WW MI WM", (22.8, 13.4, 21.7)),
        ("OO QO", (17.2, 17.2)),
        ("王 李", (11.2, 11.2)),
        ("ش ص", (13.5, 13.5)),
    ],
)
def test_wide_initials_stand_further_apart(marks: str, wide: tuple[float, ...]) -> None:
    chart = who(0, 40, [(mark, 20) for mark in marks.split()], None, None, "M", room=200)
    at = [p.x * 2 + p.dx for p in chart.parts if isinstance(p, Text)]
    for (left, right), (one, other) in zip(pairwise(at), pairwise(wide), strict=True):
        assert right - left - (one + other) / 2 > 0.5 * len(marks.split()[0])


def test_references_are_a_diamond_and_the_own_claim_a_ring() -> None:
    chart = who(0, 40, [], 10, 90, "M")
    assert Diamond(55, 24, 5.5, "shown ink") in chart.parts
    assert Circle(95, 24, 4.5, "said") in chart.parts


def test_a_contribution_grows_from_the_middle_to_the_side_it_pushes() -> None:
    bars = [contrib(points, 8).parts[1] for points in (4, -2, 0)]
    assert bars == [
        Rect(50, 4, 25, 10, 2, "L1"),
        Rect(37.5, 4, 12.5, 10, 2, "T1"),
        Rect(50, 4, 0.5, 10, 2, "L1"),
    ]


def test_a_chart_beside_a_sentence_is_hidden_from_assistive_technology() -> None:
    assert ET.fromstring(svg(axis(1, 0, 2))).get("aria-hidden") == "true"


def test_a_chart_on_its_own_is_a_picture_with_a_title_and_a_description() -> None:
    root = ET.fromstring(svg(axis(1, 0, 2), "a1", "Ångström <& Co>", "+1, likely 0 to +2"))
    named = {child.get("id"): child.text for child in root if child.tag in ("title", "desc")}
    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")] == "Ångström <& Co>"
    assert named[root.get("aria-describedby")] == "+1, likely 0 to +2"


def test_text_from_people_cannot_become_markup() -> None:
    assert "<script>" not in svg(who(0, 1, [("<script>", 0)], None, None, "M"), 'x"><b>', "<b>", "<b>")


@given(score, score, score, st.none() | score)
def test_no_chart_carries_a_style_or_a_coordinate_with_more_than_two_decimals(
    index: Fraction, low: Fraction, high: Fraction, said: Fraction | None
) -> None:
    low, high = sorted((low, high))
    charts = [axis(index, low, high, said), strip(index, low, high, said), contrib(index, 100)]
    charts += [who(low, high, [("D", index), ("S", low)], high, said, "M"), axis_head()]
    for chart in charts:
        drawn = svg(chart)
        ET.fromstring(drawn)
        assert "style" not in drawn
        assert not re.search(r"\d\.\d{3}|e-|-0[\"%]", drawn)
        assert svg(chart) == drawn


@given(st.lists(score, max_size=6))
def test_initials_never_stand_closer_than_they_are_wide(scores: list[Fraction]) -> None:
    parts = who(0, 0, [("D", s) for s in scores], None, None, "M", room=230).parts
    places = sorted(p.x * 2.3 + p.dx for p in parts if isinstance(p, Text))
    assert all(b - a >= 11 - 1e-9 for a, b in pairwise(places))


def test_typst_gets_the_same_list_with_two_decimals() -> None:
    assert display_list(contrib(Fraction(1, 3), 1)) == {
        "height": 18,
        "parts": [["line", 50, 0, 50, 18, "mid"], ["rect", 50, 4, 16.67, 10, 2, "L1"]],
    }
