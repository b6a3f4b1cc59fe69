"""Ratings of an example call beside its key: severity, distance, and that neither depends on the order of things."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.instruments import DEFAULT, examples
from app.vetting.answers import Answer, points
from app.vetting.calibration import Calibration, calibration, severity_sentence
from app.vetting.examples import Example
from panels import BLANK, INSTRUMENT, NA, worth

CORIN, RUTH = examples(*DEFAULT)
each_example = pytest.mark.parametrize("example", [CORIN, RUTH], ids=lambda example: example.id)
steps = st.lists(st.integers(0, 4), min_size=10, max_size=10)


def rated(example: Example, steps: Mapping[str, int]) -> dict[str, Answer]:
    """Answers worth these points, whatever type of question they belong to."""
    return {part.item: worth(steps[part.item], INSTRUMENT.item[part.item]) for part in example.parts}


def keys(example: Example) -> dict[str, int]:
    found = {part.item: points(INSTRUMENT.item[part.item], part.answer, INSTRUMENT) for part in example.parts}
    return {item: step for item, step in found.items() if step is not None}


def in_order(example: Example, drawn: list[int]) -> dict[str, int]:
    return {part.item: step for part, step in zip(example.parts, drawn, strict=True)}


def found_with(*differences: int) -> Calibration:
    """Ruth rated this far from her key, question by question; what is beyond the ladder is an arranging mistake."""
    apart = dict(zip(keys(RUTH), differences, strict=False))
    wanted = {item: key + apart[item] for item, key in keys(RUTH).items() if item in apart}
    found = calibration(INSTRUMENT, RUTH, {i: worth(step, INSTRUMENT.item[i]) for i, step in wanted.items()})
    assert [line.difference for line in found.lines if line.rated is not None] == list(differences)
    return found


@each_example
def test_rating_the_key_is_neither_mild_nor_harsh_nor_off(example: Example) -> None:
    found = calibration(INSTRUMENT, example, {part.item: part.answer for part in example.parts})
    assert (found.severity, found.distance) == (Fraction(0), Fraction(0))
    assert (found.exact, found.of) == (10, 10)
    assert {line.difference for line in found.lines} == {0}


@each_example
def test_one_step_milder_wherever_there_is_one_is_a_severity_of_one(example: Example) -> None:
    below = {item: step for item, step in keys(example).items() if step < 4}
    given = {item: worth(step + 1, INSTRUMENT.item[item]) for item, step in below.items()}
    found = calibration(INSTRUMENT, example, given)
    assert (found.severity, found.distance) == (Fraction(1), Fraction(1))
    assert (found.exact, found.of) == (0, len(below))


@each_example
@given(drawn=steps)
def test_severity_is_the_mean_of_rated_less_key_and_distance_of_its_size(example: Example, drawn: list[int]) -> None:
    wanted, key = in_order(example, drawn), keys(example)
    found = calibration(INSTRUMENT, example, rated(example, wanted))
    apart = [wanted[item] - key[item] for item in key]
    assert found.severity == Fraction(sum(apart), 10)
    assert found.distance == Fraction(sum(abs(each) for each in apart), 10)
    assert (found.exact, found.of) == (apart.count(0), 10)
    assert abs(found.severity) <= found.distance <= 4


@given(drawn=steps, order=st.permutations(range(10)))
def test_the_order_of_questions_and_answers_does_not_matter(drawn: list[int], order: list[int]) -> None:
    answers = rated(CORIN, in_order(CORIN, drawn))
    turned = replace(CORIN, parts=tuple(CORIN.parts[n] for n in order))
    found, other = (
        calibration(INSTRUMENT, CORIN, answers),
        calibration(INSTRUMENT, turned, dict(reversed(answers.items()))),
    )
    assert (found.severity, found.distance, found.exact) == (other.severity, other.distance, other.exact)
    assert set(found.lines) == set(other.lines)
    assert [line.item for line in other.lines] == [part.item for part in turned.parts]


@given(
    drawn=steps, left=st.sets(st.sampled_from([part.item for part in RUTH.parts]), min_size=1), as_=st.integers(0, 3)
)
def test_what_was_left_open_counts_in_neither_mean(drawn: list[int], left: set[str], as_: int) -> None:
    answers = rated(RUTH, in_order(RUTH, drawn))
    kept = {item: answer for item, answer in answers.items() if item not in left}
    blank = (None, NA, *BLANK)[as_]
    opened = kept if blank is None else kept | dict.fromkeys(left, blank)
    found = calibration(INSTRUMENT, RUTH, opened)
    assert {line.item for line in found.lines if line.rated is None} == left
    assert {line.item for line in found.lines if line.difference is None} == left
    assert found.of == 10 - len(left)
    assert [line.rated for line in found.lines if line.item not in left] == [
        step for item, step in in_order(RUTH, drawn).items() if item not in left
    ]


def test_an_answer_is_compared_after_the_cap_of_its_support() -> None:
    for support, difference in (("general", 0), ("specific", 1)):
        found = calibration(INSTRUMENT, RUTH, {"EV15": Answer(points=3, support=support)})
        assert [line.difference for line in found.lines if line.rated is not None] == [difference]


def test_an_answer_to_a_question_that_the_example_does_not_ask_is_left_alone() -> None:
    found = calibration(INSTRUMENT, RUTH, {"EV02": Answer(points=4, support="shown")})
    assert (found.severity, found.distance, found.exact, found.of) == (None, None, 0, 0)


def test_every_line_has_the_reason_of_its_key() -> None:
    found = calibration(INSTRUMENT, CORIN, {})
    assert [line.why for line in found.lines] == [part.why for part in CORIN.parts]
    assert [line.key for line in found.lines] == list(keys(CORIN).values())


def test_a_key_that_is_no_answer_is_refused() -> None:
    broken = replace(CORIN, parts=(replace(CORIN.parts[0], answer=NA),))
    with pytest.raises(ValueError, match="The key of EV06 is no answer"):
        calibration(INSTRUMENT, broken, {})


# Ruth's keys, in her order: EV06 3, EV07 1, EV10 3, EV12 4, EV21 4, EV01 4, EV15 2, EV17 0, EV24 3, EV29 4.
@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ((), "Nothing was rated that could be compared with the key."),
        ((0, 0, 0, 0), "Close to the key, on average."),
        ((1, 0, 0, 0, 0), "Close to the key, on average."),
        ((1, 0, 0, 0), "A quarter of a point milder than the key, on average."),
        ((0, -1, 0, 0), "A quarter of a point harsher than the key, on average."),
        ((1, 0), "Half a point milder than the key, on average."),
        ((0, 0, -2, 0, 0, -1, -2, 0, 0, 0), "Half a point harsher than the key, on average."),
        ((0, 0, -2, 0, 0, -1, -2, 0), "Three quarters of a point harsher than the key, on average."),
        ((1, 1, 1, 0), "Three quarters of a point milder than the key, on average."),
        ((1, 1, 1), "One point milder than the key, on average."),
        ((-1, -1, -1, -1, -1), "One point harsher than the key, on average."),
        ((1, 2), "A point and a half milder than the key, on average."),
        ((-2, 0, -3, -3), "Two points harsher than the key, on average."),
        ((-3, -1, -3, -4, -4), "More than two points harsher than the key, on average."),
        ((1, -1, 1, -1), "Close to the key, on average; single answers lie about one point from it."),
        ((1, -1, 1, -1, 0, -0), "Close to the key, on average."),
    ],
)
def test_severity_is_said_in_words_of_a_fixed_scale(differences: tuple[int, ...], sentence: str) -> None:
    assert severity_sentence(found_with(*differences)) == sentence
