"""The fingerprint of what was submitted: the same for the same, another for anything else."""

import dataclasses
import re
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.vetting.answers import Answer
from app.vetting.receipt import receipt_hash, short

TEXTS = st.text(alphabet=st.characters(codec=None), max_size=12)
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(("answered", "na", "not_asked", "declined")),
    points=st.none() | st.integers(0, 4),
    number=st.none() | st.fractions(0, 50, max_denominator=8),
    no_number=st.booleans(),
    ticks=st.none() | st.frozensets(st.integers(0, 3)),
    support=st.sampled_from((None, "general", "specific", "shown")),
    reason=TEXTS,
    note=TEXTS,
    flagged=st.booleans(),
)
FORMS = st.dictionaries(st.from_regex(r"EV[0-9]{2}", fullmatch=True), ANSWERS, min_size=1, max_size=6)
GIVEN = {
    "EV01": Answer(points=3, support="shown", note="“Thursday noon.”"),
    "EV05": Answer(number=Fraction(3, 2)),
    "EV20": Answer(ticks=frozenset({2, 0})),
    "EV02": Answer("na", reason="No facts changed."),
}
SENT: dict[str, Any] = {
    "instrument_id": "lgv-external",
    "version": "1.0.0",
    "source": "evaluator",
    "vetting_id": 7,
    "submitted_at": 1_795_523_525,
    "answers": GIVEN,
    "impression": "yes",
    "summary": "Keeps people posted.",
    "consent": False,
}
OTHER: dict[str, Any] = {
    "instrument_id": "lgv-inhouse",
    "version": "1.0.1",
    "source": "self",
    "vetting_id": 8,
    "submitted_at": 1_795_523_526,
    "impression": "no",
    "summary": "Keeps people posted",
    "consent": True,
}
CHANGED: dict[str, Any] = {
    "status": "declined",
    "points": 2,
    "number": Fraction(3, 2),
    "no_number": True,
    "ticks": frozenset[int](),
    "support": "specific",
    "reason": "Because.",
    "note": "“Thursday noon”",
    "flagged": True,
}


def hashed(**changes: Any) -> str:
    return receipt_hash(**SENT | changes)


def test_a_receipt_given_once_is_the_same_in_every_later_version() -> None:
    assert hashed() == "a5897c8998bf2f7ba7f1bb08411effeac7fa332227244eaeeff7d20e96bf7cfc"


@given(FORMS, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_were_given_does_not_count(form: dict[str, Answer], random: Random) -> None:
    mixed = dict(random.sample(list(form.items()), len(form)))
    assert hashed(answers=mixed) == hashed(answers=form)


@given(FORMS, FORMS)
def test_two_forms_have_one_hash_only_if_they_are_equal(one: dict[str, Answer], other: dict[str, Answer]) -> None:
    assert (hashed(answers=one) == hashed(answers=other)) == (one == other)


@given(FORMS, ANSWERS, st.data())
def test_changing_any_one_answer_changes_the_hash(form: dict[str, Answer], new: Answer, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(sorted(form)))
    assume(new != form[item])
    assert hashed(answers=form | {item: new}) != hashed(answers=form)


@given(FORMS, st.data())
def test_leaving_an_answer_out_changes_the_hash(form: dict[str, Answer], data: st.DataObject) -> None:
    left_out = data.draw(st.sampled_from(sorted(form)))
    assert hashed(answers={item: a for item, a in form.items() if item != left_out}) != hashed(answers=form)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Answer)])
def test_every_field_of_an_answer_is_in_the_hash(field: str) -> None:
    changed = dataclasses.replace(GIVEN["EV01"], **{field: CHANGED[field]})
    assert hashed(answers=GIVEN | {"EV01": changed}) != hashed()


@pytest.mark.parametrize("name", OTHER)
def test_everything_else_that_was_sent_is_in_the_hash(name: str) -> None:
    assert hashed(**{name: OTHER[name]}) != hashed()


@given(TEXTS, TEXTS)
def test_words_cannot_move_from_one_field_to_the_next(one: str, other: str) -> None:
    assume(one != other)
    kept = {"EV01": Answer(points=3, reason=one, note=other)}
    moved = {"EV01": Answer(points=3, reason=other, note=one)}
    assert hashed(answers=kept) != hashed(answers=moved)
    assert hashed(impression=one, summary=other) != hashed(impression=other, summary=one)


def test_equal_numbers_have_one_hash_however_they_were_typed() -> None:
    as_half, as_quarters = ({"EV05": Answer(number=Fraction(text))} for text in ("1.5", "6/4"))
    assert hashed(answers=as_half) == hashed(answers=as_quarters)


@given(st.binary(min_size=32, max_size=32))
def test_the_short_number_is_the_head_of_the_hash_in_groups(content: bytes) -> None:
    number = short(content.hex())
    assert re.fullmatch("[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", number)
    assert content.hex().startswith(number.replace("-", "").lower())
