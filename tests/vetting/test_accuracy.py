"""In simulation, where the truth is known, the right recruiter comes first about as often as it should.

The short form of `make bench-accuracy`: fewer projects, so wider limits.
"""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from app.vetting.answers import points
from bench.accuracy import anchors, calibration_error, correlation, figures, table
from bench.ridge import Sums, predicted
from bench.trials import FULL, POOLED, Trial, learned, trials
from bench.world import INSTRUMENT, World, project, questions

PROJECTS = 120


@cache
def found() -> list[Trial]:
    coefficients = {name: sums.coefficients() for name, sums in learned(range(5000, 5040)).items()}
    return trials(range(PROJECTS), coefficients)


@cache
def methods() -> dict[str, Any]:
    shown: dict[str, Any] = figures(found(), {name: [] for name in found()[0].by_linear})["methods"]
    return shown


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("sum of the self-report", 0.20, 0.45),
        ("one overall impression", 0.28, 0.50),
        ("1 evaluator", 0.44, 0.65),
        ("3 evaluators", 0.58, 0.80),
        (FULL.name, 0.62, 0.84),
    ],
)
def test_in_simulation_better_evidence_puts_the_right_recruiter_first_more_often(
    name: str, least: float, most: float
) -> None:
    assert least <= methods()[name]["right"] <= most


@pytest.mark.parametrize("name", ["1 evaluator", "3 evaluators", FULL.name, FULL.name + POOLED])
def test_in_simulation_the_90_percent_range_holds_the_truth_about_that_often(name: str) -> None:
    assert 0.86 <= methods()[name]["held"] <= 0.98


def test_in_simulation_the_claim_to_be_the_best_is_about_as_true_as_it_says() -> None:
    assert abs(methods()[FULL.name]["claimed"] - methods()[FULL.name]["right"]) < 0.12


def test_in_simulation_a_linear_predictor_that_knows_the_truth_is_hardly_better() -> None:
    assert methods()[FULL.name]["of_ceiling"] > 0.9


def test_faking_the_self_report_moves_the_index_by_exactly_0() -> None:
    assert {trial.faking for trial in found()} == {Fraction(0)}


def test_the_people_of_the_simulation_agree_about_as_much_as_people_were_found_to() -> None:
    published = [0.52, 0.44, 0.39, 0.40, 0.22, 0.47, 0.44]
    assert anchors(found()) == pytest.approx(published, abs=0.12)


def test_a_project_is_the_same_whoever_works_it_out_and_after_whatever_else() -> None:
    assert project(3, World()) == project(3, World())
    assert trials([3], {})[0].outcomes == trials([1, 3], {})[1].outcomes


def test_the_table_says_that_it_is_a_simulation() -> None:
    told = [*table(figures(found(), {}))]
    assert told[0].startswith("In simulation:")
    assert any(FULL.name in line and "MISSED" not in line for line in told)


def test_the_answers_of_the_simulation_are_worth_what_they_are_meant_to_be() -> None:
    for kind in INSTRUMENT.form:
        for asked in questions(World(), kind):
            worth = [points(INSTRUMENT.item[asked.item], answer, INSTRUMENT) for answer in asked.answers]
            assert worth in ([0, 1, 2, 3, 4], [0, 1, 3, 3, 4])


def test_a_claim_of_four_fifths_that_is_right_three_times_in_five_is_off_by_a_fifth() -> None:
    assert calibration_error([0.8] * 5, [1, 1, 1, 0, 0]) == pytest.approx(0.2)
    assert calibration_error([0.85, 0.25], [1, 0]) == pytest.approx(0.2)


def test_ridge_finds_what_made_the_numbers() -> None:
    rows = [[float(a), float(b)] for a in range(30) for b in range(30)]
    truths = [3 * a - 2 * b for a, b in rows]
    coefficients = Sums([(rows, truths)]).coefficients()
    assert coefficients == pytest.approx([3, -2], rel=0.01)
    assert correlation(predicted(rows, coefficients), truths) == pytest.approx(1)
