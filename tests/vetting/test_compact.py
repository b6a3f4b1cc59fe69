"""Compact bytes of a form: they are scored just as its answers are, and tell apart all that a score rests on."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vetting import compact as bytes_of
from app.vetting.answers import Answer, Response
from app.vetting.compact import Damaged, Weigher, compact
from app.vetting.forms import form_score
from app.vetting.instrument import FormKind, Item
from panels import BLANK, INSTRUMENT, NA, NUMBERS, form, response, weights

KINDS: tuple[FormKind, ...] = ("evaluator", "self", "candidate", "client")
LEVELS = [level.id for level in INSTRUMENT.support_levels]


def every_answer(item: Item) -> list[Answer]:
    """All that can be kept to an item, also what is not finished, or is backed in a way nobody knows."""
    blank = [NA, *BLANK, Answer()]
    if item.type == "number":
        return [*(Answer(number=number) for number in NUMBERS), Answer(no_number=True), *blank]
    if item.type == "checklist":
        return [*(Answer(ticks=frozenset(range(many))) for many in range(5)), *blank]
    backed = (None, *LEVELS, "hearsay")
    return [*(Answer(points=worth, support=how) for worth in range(5) for how in backed), *blank]


EVERY = {item.id: every_answer(item) for item in INSTRUMENT.items}


@st.composite
def any_form(draw: st.DrawFn) -> Response:
    """Of any kind and length, perhaps broken off; a byte an answer, because that is drawn fast."""
    kind = draw(st.sampled_from(KINDS))
    length = draw(st.sampled_from(["full", "short"])) if kind == "evaluator" else "full"
    asked = [item.id for item in INSTRUMENT.asked(kind, length)]
    drawn = draw(st.binary(min_size=len(asked), max_size=len(asked)))
    answers = {item: EVERY[item][byte % len(EVERY[item])] for item, byte in zip(asked, drawn, strict=True)}
    for item in asked[: draw(st.sampled_from([0, 0, 0, 9]))]:
        del answers[item]
    return Response(kind, "anybody", answers, length=length)  # type: ignore[arg-type]


def weighed(given: Response, chosen: dict[str, Fraction]) -> Fraction | None:
    return Weigher(INSTRUMENT, given.source, given.length, chosen).index(compact(INSTRUMENT, given))


@given(any_form(), weights)
def test_the_bytes_are_scored_just_as_the_answers(given: Response, chosen: dict[str, Fraction]) -> None:
    assert weighed(given, chosen) == form_score(INSTRUMENT, given, chosen).index


@given(st.lists(response("evaluator", "anybody"), min_size=2, max_size=6))
def test_what_one_form_taught_the_weigher_holds_for_the_next(forms: list[Response]) -> None:
    weigher = Weigher(INSTRUMENT, "evaluator", "full")
    found = [weigher.index(compact(INSTRUMENT, one)) for one in forms * 2]
    assert found == [form_score(INSTRUMENT, one, INSTRUMENT.weights).index for one in forms * 2]


def test_the_weigher_forgets_what_it_has_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytes_of, "MOST", 1)
    weigher = Weigher(INSTRUMENT, "evaluator", "full")
    forms = [form(all=worth) for worth in (0, 1, 2, 3, 4)]
    assert [weigher.index(compact(INSTRUMENT, one)) for one in forms] == [-100, -50, 0, 50, 100]
    assert {len(group[-1]) for group in weigher._groups} == {1}


def test_a_dimension_without_weight_counts_nothing() -> None:
    chosen = dict.fromkeys(INSTRUMENT.weights, Fraction(0)) | {"substance": Fraction(1, 3)}
    given = form(but={"EV01": 0, "EV30": 0})
    assert weighed(given, chosen) == form_score(INSTRUMENT, given, chosen).index == Fraction(25, 2)


def test_an_answer_is_worth_no_more_than_how_it_was_backed_allows() -> None:
    given = form(all=4, but={"EV01": Answer(points=4, support="general")})
    assert weighed(given, INSTRUMENT.weights) == form_score(INSTRUMENT, given, INSTRUMENT.weights).index
    assert weighed(given, INSTRUMENT.weights) == weighed(form(all=4, but={"EV01": 2}), INSTRUMENT.weights)


def test_each_byte_says_how_it_was_backed_and_what_was_chosen() -> None:
    given = form(
        but={
            "EV01": Answer(points=4, support="general"),
            "EV02": NA,
            "EV03": BLANK[0],
            "EV04": BLANK[1],
            "EV05": Answer(),
            "EV06": Answer(no_number=True),
            "EV20": 2,
        }
    )
    packed = compact(INSTRUMENT, given)
    assert packed[:8].hex(" ") == "14 0a 0b 0d 0e 00 03 33"
    assert (len(packed), packed[19]) == (30, 2)
    assert weighed(given, INSTRUMENT.weights) == form_score(INSTRUMENT, given, INSTRUMENT.weights).index


def test_words_and_raised_flags_are_not_in_it() -> None:
    plain, told = Answer(points=3, support="shown"), Answer(points=3, support="shown", note="Twice.", flagged=True)
    assert compact(INSTRUMENT, form(but={"EV01": plain})) == compact(INSTRUMENT, form(but={"EV01": told}))


@pytest.mark.parametrize("better", [3, 4])
def test_what_no_score_shows_is_told_apart(better: int) -> None:
    capped = [Answer(points=2, support="general"), Answer(points=better, support="general")]
    forms = [form(but={"EV01": each}) for each in capped]
    assert len({form_score(INSTRUMENT, one, INSTRUMENT.weights).index for one in forms}) == 1
    assert len({compact(INSTRUMENT, one) for one in forms}) == 2


@pytest.mark.parametrize("byte", ["05", "09", "0c", "0f", "44"])
def test_bytes_that_are_no_answer_are_refused(byte: str) -> None:
    packed = bytes.fromhex(byte) + compact(INSTRUMENT, form())[1:]
    with pytest.raises(Damaged, match=f"{byte} is no answer to EV01"):
        Weigher(INSTRUMENT, "evaluator", "full").index(packed)


def test_a_form_of_another_length_is_refused() -> None:
    with pytest.raises(Damaged, match="29 bytes for 30 questions"):
        Weigher(INSTRUMENT, "evaluator", "full").index(compact(INSTRUMENT, form())[1:])
