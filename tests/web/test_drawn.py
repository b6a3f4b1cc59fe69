"""A question that was drawn once is exactly the question drawn anew, whoever answered it and whatever they wrote."""

from dataclasses import dataclass, replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.store.instruments import DEFAULT
from app.store.recruiters import Vetting
from app.store.responses import Filled
from app.vetting.answers import Answer
from app.vetting.instrument import Item
from app.web.answer import LACKING
from app.web.call import asking, call_of
from app.web.drawn import KEPT, Outline, Question
from app.web.pages import templates

ASKED = asking(*DEFAULT, "full")
WORDS = some.text("ab<>&\"'{}%\n —ا名", max_size=12)
ANSWERS = some.builds(
    Answer,
    status=some.sampled_from(("answered", "na", "not_asked")),
    points=some.none() | some.integers(0, 4),
    number=some.none() | some.just(Fraction(3)),
    no_number=some.booleans(),
    ticks=some.none() | some.frozensets(some.integers(0, 3)),
    support=some.sampled_from((None, "general", "specific", "shown")),
    reason=WORDS,
    note=WORDS,
    flagged=some.booleans(),
)


MACROS: Any = templates().globals["m"]
DRAWN: Any = templates().globals["ask"]
ALONE: Any = templates().globals["ask_alone"]
OUTLINE: Any = templates().globals["outline"]
SEARCH = SimpleNamespace(instrument=DEFAULT, length="full")


@dataclass(frozen=True)
class Own:
    """A form as far as an outline shows it."""

    answers: dict[str, Answer]


def anew(*asked: object) -> str:
    return str(MACROS.question(*asked))


@given(some.sampled_from(ASKED.items), ANSWERS, WORDS, some.booleans())
def test_it_is_the_question_drawn_anew(item: object, answer: Answer, typed: str, alone: bool) -> None:
    where = ("", 1) if alone else ("EV01-", 3)
    lacking = LACKING if alone else {}
    drawn = DRAWN(ASKED, item, answer, typed, {}, lacking, *where)
    assert drawn == anew(ASKED, item, answer, typed, {}, lacking, *where)


@given(some.sampled_from(ASKED.items), ANSWERS, some.booleans(), some.integers(1, 9**9), some.integers(0, 99))
def test_one_of_several_is_drawn_so_too(item: Item, answer: Answer, locked: bool, vetting: int, version: int) -> None:
    asked: tuple[Any, ...] = (ASKED, item, answer, "3", {}, {}, f"{item.id}-", locked)
    named = {"vetting": vetting, "version": version}
    drawn = ALONE(*asked, met=None, **named)
    assert drawn == str(MACROS.question_alone(*asked, **named))
    assert (f'data-save="/vettings/{vetting}/answer/{item.id}"' in drawn) is not locked


@given(some.dictionaries(some.sampled_from([item.id for item in ASKED.items]), ANSWERS), some.booleans())
def test_an_outline_is_drawn_anew_for_every_form_that_is_further(answers: dict[str, Answer], whole: bool) -> None:
    for vetting in (7, 8_000):
        call = call_of(cast(Vetting, SimpleNamespace(id=vetting, search=SEARCH)), cast(Filled, Own(answers)))
        for here in ("", ASKED.items[0].dimension):
            assert OUTLINE(call, here, whole) == str(MACROS.sections(call.sections, vetting, here, whole))
    assert sum(one.done for one in call.sections) == call.done


def test_an_outline_is_drawn_once_for_forms_that_are_equally_far() -> None:
    drawn: list[object] = []

    def macro(*asked: object) -> str:
        drawn.append(asked)
        return str(MACROS.sections(*asked))

    outline, first = Outline(macro), ASKED.items[0]
    for vetting, points in ((7, 1), (8, 4), (9, 2)):
        own = Own({first.id: Answer(points=points, note=f"Heard by {vetting}")})
        call = call_of(cast(Vetting, SimpleNamespace(id=vetting, search=SEARCH)), cast(Filled, own))
        assert f"/vettings/{vetting}/answer/" in outline(call, first.dimension)
    assert len(drawn) == 1


def test_mistakes_stand_at_their_fields() -> None:
    item, mistakes = ASKED.items[0], {"note": "Too long <by far>."}
    drawn = DRAWN(ASKED, item, Answer(), "", mistakes, {})
    assert drawn == anew(ASKED, item, Answer(), "", mistakes, {}, "", 1)
    assert "Too long &lt;by far&gt;." in drawn


def test_words_make_no_look_of_their_own_and_looks_are_bounded() -> None:
    question = Question(MACROS.question)
    for n in range(50):
        question(ASKED, ASKED.items[0], Answer(points=2, note=f"Heard {n}", reason=f"{n}"), f"{n}", {}, {})
    assert question.looks == 1
    for n in range(KEPT + 50):
        question(ASKED, ASKED.items[0], Answer(points=2), "", {}, {}, f"{n}-", 3)
    assert question.looks == KEPT


@pytest.mark.parametrize("length", ["full", "short"])
def test_each_question_has_its_place_and_every_part_its_questions(length: str) -> None:
    order = asking(*DEFAULT, length)
    assert [order.number(item) for item in order.items] == list(range(1, len(order.items) + 1))
    assert [item for _, items in order.parts for item in items] == list(order.items)
    assert replace(order) != order, "an order is itself and no other, so that it can be a key"
