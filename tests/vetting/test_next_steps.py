"""What would move a recruiter up a band (measurement 4.9)."""

from fractions import Fraction

import pytest
from hypothesis import assume, given

from app.vetting.answers import Response
from app.vetting.forms import FormScore, form_score
from app.vetting.next_steps import NextBand, aim, next_band
from panels import INSTRUMENT, dimension, form, response, worth


def scored(filled: Response) -> FormScore:
    return form_score(INSTRUMENT, filled, INSTRUMENT.weights)


def next_of(filled: Response) -> NextBand | None:
    return next_band(INSTRUMENT, scored(filled), INSTRUMENT.weights)


@given(response("evaluator", "ev1"))
def test_taking_every_step_reaches_the_band_and_leaving_out_the_last_point_does_not(filled: Response) -> None:
    found = next_of(filled)
    assume(found is not None and all(INSTRUMENT.item[step.item].type != "pair" for step in found.steps))
    assert found is not None
    assert found.reachable
    stepped = {step.item: worth(step.points, INSTRUMENT.item[step.item]) for step in found.steps}
    after = scored(Response("evaluator", "ev1", {**filled.answers, **stepped})).index
    assert after is not None
    assert after >= found.target
    last = found.steps[-1]
    short = {**filled.answers, **stepped, last.item: worth(last.points - 1, INSTRUMENT.item[last.item])}
    assert (scored(Response("evaluator", "ev1", short)).index or 0) < found.target


@given(response("evaluator", "ev1"))
def test_the_largest_gain_comes_first(filled: Response) -> None:
    found = next_of(filled)
    assume(found is not None)
    assert found is not None
    per_point = [step.gain / step.steps for step in found.steps]
    assert per_point == sorted(per_point, reverse=True)


def test_there_is_no_band_above_the_top_and_none_without_a_score() -> None:
    assert next_of(form(all=4)) is None
    assert next_of(Response("evaluator", "ev1", {})) is None


def test_a_dimension_without_weight_offers_no_step() -> None:
    weights = {**INSTRUMENT.weights, "closure": Fraction(0)}
    filled = form(all=3, but=dimension("closure", 0))
    found = next_band(INSTRUMENT, form_score(INSTRUMENT, filled, weights), weights)
    assert found is not None
    assert not {step.item for step in found.steps} & set(dimension("closure", 0))


@pytest.mark.parametrize(
    ("item", "points", "words"),
    [
        ("EV17", 4, "Shown: stage, last contact, and who is owed an answer by when."),
        ("EV07", 4, "7 days at most"),
        ("EV10", 3, "9 of the last 10 or more"),
        ("EV20", 4, "4 of 4: Says clearly and soon that it is not a match;"),
        ("SF01", 2, "A is a bit more like me"),
    ],
)
def test_a_step_is_told_in_the_words_of_the_questionnaire(item: str, points: int, words: str) -> None:
    assert aim(INSTRUMENT, INSTRUMENT.item[item], points).startswith(words)
