"""The sentences about one recruiter: observations, never character (measurement 7.4)."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.vetting import card_sentences as say
from app.vetting import sentences
from app.vetting.answers import Response
from app.vetting.panel import Agreement, agreement
from app.vetting.scoring import score
from panels import INSTRUMENT, dimension, form

TRAITS = re.compile(r"\b(weakest|worst|lazy|dishonest|liar?|bad|poor|deadbeat|ghosts?|honest|careless|rude)\b", re.I)


def card(*responses: Response, **dimensions: int) -> str:
    but = {i: p for d, wanted in dimensions.items() for i, p in dimension(d, wanted).items()}
    return say.summary(INSTRUMENT, score(INSTRUMENT, responses or [form(all=3, but=but)]))


def test_the_summary_names_the_highest_and_what_to_ask_more_about() -> None:
    assert (
        card(closure=4, rhythm=1)
        == "Highest on closing the loop (+100); we would ask more about regular contact (−50)."
    )


def test_dimensions_within_ten_points_are_much_the_same() -> None:
    assert card() == "Much the same on every dimension that was scored."


def test_the_short_form_does_not_tell_one_item_dimensions_apart() -> None:
    answers = form(but={**dimension("closure", 4), "EV01": 0, "EV29": 4}).answers
    told = card(Response("evaluator", "ev1", answers, length="short"))
    assert told == "Highest on closing the loop (+100); we would ask more about regular contact (+50)."


def test_no_score_and_one_dimension_are_said_plainly() -> None:
    assert card(Response("evaluator", "ev1", {})) == "Not scored: nothing that applies was answered."
    only = {i: a for i, a in form().answers.items() if i in dimension("closure", 0)}
    assert card(Response("evaluator", "ev1", only)) == "Too few questions were asked to tell the dimensions apart."


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Fraction(22), "Says 22 more than shown"),
        (Fraction(8), "Says 8 more than shown"),
        (Fraction(15, 2), "Says 8 more than shown"),
        (Fraction(22, 3), "Says what is shown"),
        (Fraction(-7), "Says what is shown"),
        (Fraction(-9), "Shows 9 more than said"),
    ],
)
def test_a_gap_is_put_in_words_from_eight_points_up(gap: Fraction, words: str) -> None:
    assert say.gap_words(gap) == words


def test_the_usual_gap_is_named_beside_it() -> None:
    found = score(INSTRUMENT, [form(all=1), form("self", "self", 4)]).gap
    assert found is not None
    assert say.gap_sentence(found, INSTRUMENT.scoring) == (
        "Says 150 more than shown on 23 matched questions. A gap of about +12 is usual; this one is worth talking over."
    )
    level = score(INSTRUMENT, [form(all=4), form("self", "self", 4)]).gap
    assert level is not None
    assert say.gap_sentence(level, INSTRUMENT.scoring).endswith("A gap of about +12 is usual.")


def agreed(*totals: int) -> Agreement:
    return Agreement(Fraction(4, 5), True, None, tuple((f"ev{n}", Fraction(t)) for n, t in enumerate(totals)))


def test_totals_come_before_any_statistic() -> None:
    assert say.totals_sentence(agreed(62, 41, 55), 3) == "Your three evaluators’ totals were +41, +55 and +62."
    assert say.totals_sentence(None, 1) == "One evaluator."
    assert say.totals_sentence(None, 0) == ""


def test_agreement_is_told_in_answer_points_up_to_eight_tenths() -> None:
    assert say.agreement_words(agreed(1, 2)) == "A typical answer lies 0.8 points from the evaluators’ mean."
    far = replace(agreed(1, 2), ad=Fraction(81, 100), acceptable=False)
    assert say.agreement_words(far).endswith("more than 0.8: talk this one over.")
    found = agreement(score(INSTRUMENT, [form(respondent="a", all=4), form(respondent="b", all=0)]).forms)
    assert found is not None
    assert "talk this one over" in say.agreement_words(found)


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ((60, 55, 15), "Talk this one over: ev2 is far lower."),
        ((0, 10, 50), "Talk this one over: ev2 is far higher."),
        ((60, 55, 16), ""),
        ((60, 0), ""),
    ],
)
def test_an_evaluator_a_band_away_from_every_other_is_named(totals: tuple[int, ...], words: str) -> None:
    assert say.talk_over(agreed(*totals)) == words


def test_the_range_comes_with_one_explanation() -> None:
    assert say.RANGE_EXPLAINED.count(".") == 1


def test_a_provisional_score_says_why() -> None:
    assert say.status_sentence(INSTRUMENT, score(INSTRUMENT, [form()])) == ""
    assert (
        say.status_sentence(INSTRUMENT, score(INSTRUMENT, []))
        == "There is no score: nothing that applies was answered."
    )
    references = score(INSTRUMENT, [form("client", "cl1")])
    assert say.status_sentence(INSTRUMENT, references) == "Provisional: no evaluator has answered."
    only = {i: a for i, a in form().answers.items() if i in {**dimension("closure", 0), **dimension("rhythm", 0)}}
    assert say.status_sentence(INSTRUMENT, score(INSTRUMENT, [Response("evaluator", "ev1", only)])) == (
        "Provisional: two of seven dimensions are scored and the evaluators answered 33% of what applies."
    )


def test_every_flag_has_words() -> None:
    assert all(say.flag_text(INSTRUMENT, flag) for flag in (*INSTRUMENT.flag, "raised"))


def test_counts_are_words_up_to_twelve() -> None:
    assert [say.count(n) for n in (1, 12, 13)] == ["one", "twelve", "13"]


@pytest.mark.parametrize("module", [say, sentences])
def test_no_sentence_speaks_of_character(module: object) -> None:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert TRAITS.findall(source) == []
