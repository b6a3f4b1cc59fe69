"""The laws of the score: product.md, "What must always hold", 1, 2 and 7; measurement 4.1 to 4.4."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.vetting.answers import Answer, Response, points
from app.vetting.combining import WeightsMistake
from app.vetting.instrument import FormKind, Item
from app.vetting.log import Log, LogCandidate
from app.vetting.panel import agreement, alpha_of_search, leave_one_out
from app.vetting.scoring import band_of, score
from app.vetting.uncertainty import posterior
from panels import DIMENSIONS, INSTRUMENT, NA, SOURCES, UNITS, dimension, form, log, panel, response, weights, worth

Weights = Mapping[str, Fraction]
ANY_SOURCE: tuple[FormKind, ...] = (*SOURCES, "self")


@given(panel(), weights, st.none() | log(), st.data())
def test_raising_one_answer_never_lowers_the_index(
    responses: list[Response], chosen: Weights, shared: Log | None, data: st.DataObject
) -> None:
    before = score(INSTRUMENT, responses, chosen, shared)
    assume(before.index is not None)
    at = data.draw(st.integers(0, len(responses) - 1))
    answered = [i for i, p in before.forms[at].points.items() if p is not None and p < 4]
    assume(answered)
    item = INSTRUMENT.item[data.draw(st.sampled_from(answered))]
    raised = worth(data.draw(st.integers((before.forms[at].points[item.id] or 0) + 1, 4)), item)
    changed = replace(responses[at], answers={**responses[at].answers, item.id: raised})
    after = score(INSTRUMENT, [*responses[:at], changed, *responses[at + 1 :]], chosen, shared)
    assert before.index is not None
    assert after.index is not None
    assert after.index >= before.index
    if any(part.item == item.id and part.respondent == changed.respondent for part in before.contributions):
        assert after.index > before.index


@given(response("evaluator", "ev1"), st.sampled_from([i for i in INSTRUMENT.items if i.support]), st.integers(0, 4))
def test_backing_an_answer_better_never_lowers_the_index(filled: Response, item: Item, chosen: int) -> None:
    backed = [Answer(points=chosen, support=level) for level in ("general", "specific", "shown")]
    changed = [replace(filled, answers={**filled.answers, item.id: answer}) for answer in backed]
    indices = [index for one in changed if (index := score(INSTRUMENT, [one]).index) is not None]
    assert indices == sorted(indices)


@given(panel(ANY_SOURCE), weights, st.none() | log())
def test_contributions_sum_to_the_index_exactly(responses: list[Response], chosen: Weights, shared: Log | None) -> None:
    card = score(INSTRUMENT, responses, chosen, shared)
    assert sum(part.value for part in card.contributions) == (card.index or 0)
    assert bool(card.contributions) == (card.index is not None)


@given(weights, st.lists(st.sampled_from(SOURCES), min_size=1, max_size=5))
def test_the_best_answers_give_exactly_100_under_any_weights(chosen: Weights, sources: list[FormKind]) -> None:
    for all, expected in ((4, 100), (0, -100)):
        people = [form(source, f"{n}", all) for n, source in enumerate(sources)]
        assert score(INSTRUMENT, people, chosen).index == expected


def test_a_perfect_log_comes_close_to_100_but_does_not_reach_it() -> None:
    told = LogCandidate(0, (5, 10), ended=12, told=12, promises=((5, True),))
    card = score(INSTRUMENT, [form(all=4)], None, Log(40, (told,) * 40))
    assert card.index is not None
    assert 95 < card.index < 100


@given(st.lists(st.sampled_from(ANY_SOURCE), min_size=0, max_size=4))
def test_does_not_apply_everywhere_gives_no_score_and_never_zero(sources: list[FormKind]) -> None:
    blank = [Response(s, f"{n}", {i.id: NA for i in INSTRUMENT.asked(s)}) for n, s in enumerate(sources)]
    card = score(INSTRUMENT, blank)
    assert (card.index, card.lo, card.hi, card.status, card.band) == (None, None, None, "none", None)
    assert card.contributions == ()
    assert set(card.dimensions.values()) == {None}


def test_nothing_answered_gives_no_score_but_shows_what_it_could_be() -> None:
    card = score(INSTRUMENT, [Response("evaluator", "ev1", {})])
    assert (card.index, card.status) == (None, "none")
    assert [card.coverage, card.lo, card.hi] == [0, -100, 100]


@given(panel(ANY_SOURCE), weights, st.none() | log(), st.randoms(use_true_random=False))
def test_the_order_of_the_forms_changes_nothing(
    responses: list[Response], chosen: Weights, shared: Log | None, random: Random
) -> None:
    shuffled = random.sample(responses, len(responses))
    one, other = score(INSTRUMENT, responses, chosen, shared), score(INSTRUMENT, shuffled, chosen, shared)
    assert (one.index, one.lo, one.hi, one.dimensions) == (other.index, other.lo, other.hi, other.dimensions)
    assert {*one.contributions} == {*other.contributions}
    assert {*one.flags} == {*other.flags}


@given(panel(), weights, st.sampled_from(DIMENSIONS), st.integers(0, 4))
def test_a_dimension_that_weighs_0_is_out(responses: list[Response], chosen: Weights, out: str, other: int) -> None:
    without = {**chosen, out: Fraction(0)}
    changed = [form(r.source, r.respondent, other) for r in responses]
    mixed = [
        replace(r, answers={**r.answers, **{i: c.answers[i] for i in dimension(out, other, r.source)}})
        for r, c in zip(responses, changed, strict=True)
    ]
    assert score(INSTRUMENT, responses, without).index == score(INSTRUMENT, mixed, without).index


@given(panel(), weights, st.integers(2, 9))
def test_only_the_proportions_of_the_weights_count(responses: list[Response], chosen: Weights, times: int) -> None:
    larger = {d: weight * times for d, weight in chosen.items()}
    assert score(INSTRUMENT, responses, chosen).index == score(INSTRUMENT, responses, larger).index


@given(panel(), response("self", "self"))
def test_what_recruiters_say_of_themselves_moves_the_index_by_exactly_0(
    responses: list[Response], own: Response
) -> None:
    alone, with_own = score(INSTRUMENT, responses), score(INSTRUMENT, [*responses, own])
    assert (alone.index, alone.lo, alone.hi, alone.status) == (
        with_own.index,
        with_own.lo,
        with_own.hi,
        with_own.status,
    )


def test_a_self_report_alone_gives_no_score() -> None:
    card = score(INSTRUMENT, [form("self", "self", 4)])
    assert card.status == "none"
    assert card.source_dimensions["self"]["closure"] == 100


@given(panel(), st.data())
def test_does_not_apply_moves_only_its_own_dimension(responses: list[Response], data: st.DataObject) -> None:
    before = score(INSTRUMENT, responses)
    asked = INSTRUMENT.asked(responses[0].source)
    item = data.draw(st.sampled_from(asked))
    changed = replace(responses[0], answers={**responses[0].answers, item.id: NA})
    after = score(INSTRUMENT, [changed, *responses[1:]])
    same = {d: v for d, v in before.dimensions.items() if d != item.dimension}
    assert same == {d: v for d, v in after.dimensions.items() if d != item.dimension}


@given(panel(), st.data())
def test_does_not_apply_changes_its_own_dimension_the_coverage_and_what_follows_from_them(
    responses: list[Response], data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(INSTRUMENT.asked(responses[0].source)))
    changed = replace(responses[0], answers={**responses[0].answers, item.id: NA})
    before, after = score(INSTRUMENT, responses), score(INSTRUMENT, [changed, *responses[1:]])
    others = [d for d in DIMENSIONS if d != item.dimension]
    for d in others:
        assert before.forms[0].dimensions[d] == after.forms[0].dimensions[d]
        assert before.dimension_bounds[d] == after.dimension_bounds[d]
        assert before.scored.shares[d] == after.scored.shares[d]
        assert before.asked(d) == after.asked(d)
    assert before.forms[1:] == after.forms[1:]
    assert {**before.forms[0].points, item.id: None} == after.forms[0].points


@given(panel(), weights, st.none() | log())
def test_the_bounds_hold_the_index_and_stay_on_the_scale(
    responses: list[Response], chosen: Weights, shared: Log | None
) -> None:
    card = score(INSTRUMENT, responses, chosen, shared)
    if card.index is not None:
        assert card.lo is not None
        assert card.hi is not None
        assert -100 <= card.lo <= card.index <= card.hi <= 100
    for value, bounds in zip(card.dimensions.values(), card.dimension_bounds.values(), strict=True):
        assert value is None or (bounds is not None and bounds[0] <= value <= bounds[1])


@given(panel(), response("evaluator", "flagged"))
def test_a_flag_never_changes_the_score(responses: list[Response], raised: Response) -> None:
    calm = replace(raised, answers={i: replace(a, flagged=False) for i, a in raised.answers.items()})
    loud = replace(raised, answers={i: replace(a, flagged=True) for i, a in raised.answers.items()})
    quiet, noisy = score(INSTRUMENT, [*responses, calm]), score(INSTRUMENT, [*responses, loud])
    assert quiet.index == noisy.index
    assert len(noisy.flags) > len(quiet.flags)


@given(panel(ANY_SOURCE), st.text(), st.none() | log())
def test_a_note_never_changes_the_score(responses: list[Response], words: str, shared: Log | None) -> None:
    noted = [replace(r, answers={i: replace(a, note=words) for i, a in r.answers.items()}) for r in responses]
    assert result(noted, shared) == result(responses, shared)


@given(panel(ANY_SOURCE), st.none() | st.integers(0, 9999), st.booleans())
def test_how_a_form_was_filled_in_never_changes_the_score(
    responses: list[Response], seconds: int | None, from_notes: bool
) -> None:
    """Very fast, or typed in from paper: a quality note, no more."""
    assert result([replace(r, seconds=seconds, from_notes=from_notes) for r in responses]) == result(responses)


@given(panel())
def test_a_gap_that_is_told_never_changes_the_score(responses: list[Response]) -> None:
    boast, modest = form("self", "self", 4), form("self", "self", 0)
    told, untold = score(INSTRUMENT, [*responses, boast]), score(INSTRUMENT, [*responses, modest])
    assert result([*responses, boast]) == result([*responses, modest]) == result(responses)
    if told.gap and untold.gap:
        assert told.gap.gap == untold.gap.gap + 200


def test_contradictions_never_change_the_score() -> None:
    """Two forms with the same points in the dimension, of which one contradicts itself in three pairs."""
    pairs = INSTRUMENT.form["evaluator"].consistency_pairs
    within = [(a, b) for a, b in pairs if INSTRUMENT.item[a].dimension == INSTRUMENT.item[b].dimension]
    even = form(but={item: 2 for pair in within for item in pair})
    torn = form(but={item: points for a, b in within for item, points in ((a, 4), (b, 0))})
    assert len(within) >= 2
    assert result([even]) == result([torn])
    assert {flag.flag for flag in score(INSTRUMENT, [torn]).flags} - {
        flag.flag for flag in score(INSTRUMENT, [even]).flags
    } >= {"F_CONTRA"}


@given(st.lists(st.integers(0, 2), min_size=30, max_size=30))
def test_how_far_evaluators_disagree_never_changes_the_score(apart: list[int]) -> None:
    """Two evaluators as far from 2 points as drawn, one up and one down, are as good as two who say 2."""
    items = [item.id for item in INSTRUMENT.asked("evaluator")]
    up = form(respondent="ev1", but={i: 2 + by for i, by in zip(items, apart, strict=True)})
    down = form(respondent="ev2", but={i: 2 - by for i, by in zip(items, apart, strict=True)})
    found = score(INSTRUMENT, [up, down])
    assert result([up, down]) == result([form(respondent="ev1", all=2), form(respondent="ev2", all=2)])
    seen = agreement(found.forms)
    assert seen is not None
    assert seen.ad == Fraction(sum(apart), 30)


@given(panel(ANY_SOURCE), weights)
def test_asking_who_agrees_and_who_could_be_left_out_changes_nothing(
    responses: list[Response], chosen: Weights
) -> None:
    card = score(INSTRUMENT, responses, chosen)
    before = (card.index, card.lo, card.hi, dict(card.dimensions), card.contributions)
    agreement(card.forms)
    leave_one_out(INSTRUMENT, card)
    alpha_of_search([card])
    assert (card.index, card.lo, card.hi, card.dimensions, card.contributions) == before


def result(responses: list[Response], shared: Log | None = None) -> tuple[object, ...]:
    """All that is a score."""
    card = score(INSTRUMENT, responses, None, shared)
    found = card.index and posterior(INSTRUMENT, card.index, card.respondents)
    return card.index, card.lo, card.hi, card.dimensions, card.coverage, card.status, card.band, found


def test_no_weight_at_all_is_a_mistake_with_a_sentence() -> None:
    with pytest.raises(WeightsMistake, match="Give at least one dimension a weight"):
        score(INSTRUMENT, [form()], dict.fromkeys(DIMENSIONS, Fraction(0)))


def test_a_weight_below_0_is_a_mistake() -> None:
    with pytest.raises(WeightsMistake, match="cannot be below 0"):
        score(INSTRUMENT, [form()], {"closure": Fraction(-1)})


def test_a_weight_for_what_is_not_a_dimension_is_a_mistake() -> None:
    with pytest.raises(WeightsMistake, match="charm is not a dimension"):
        score(INSTRUMENT, [form()], {"charm": Fraction(1)})


def test_weights_that_are_not_named_stay_those_of_the_instrument() -> None:
    assert score(INSTRUMENT, [form()], {"closure": Fraction(3)}).weights == {
        **INSTRUMENT.weights,
        "closure": Fraction(3),
    }


def test_a_score_without_an_evaluator_is_provisional() -> None:
    assert score(INSTRUMENT, [form("candidate", "ca1"), form("client", "cl1")]).status == "provisional"


def test_a_score_on_four_dimensions_is_provisional() -> None:
    three_out = {i: NA for d in DIMENSIONS[:3] for i in dimension(d, 0)}
    assert score(INSTRUMENT, [form(but=three_out)]).status == "provisional"
    assert score(INSTRUMENT, [form(but={i: NA for d in DIMENSIONS[:2] for i in dimension(d, 0)})]).status == "final"


def test_seven_tenths_of_the_applicable_weight_is_enough_and_a_little_less_is_not() -> None:
    na = {"EV01": NA, "EV23": NA}  # leaves a weight of 30
    blank = dict.fromkeys(
        ("EV02", "EV05", "EV06", "EV10", "EV11", "EV15", "EV16", "EV24", "EV28"), Answer(status="declined")
    )
    enough = score(INSTRUMENT, [form(but={**na, **blank})])
    less = score(INSTRUMENT, [form(but={**na, **blank, "EV25": Answer(status="not_asked")})])
    assert (enough.coverage, enough.status) == (Fraction(7, 10), "final")
    assert (less.coverage, less.status) == (Fraction(2, 3), "provisional")


@pytest.mark.parametrize("case", UNITS["bands"], ids=lambda c: str(c["index"]))
def test_a_value_on_a_cut_belongs_to_the_upper_band(case: dict[str, object]) -> None:
    assert band_of(INSTRUMENT, Fraction(str(case["index"]))).label == case["band"]


@given(panel())
def test_every_answer_with_points_in_a_scored_dimension_is_traceable(responses: list[Response]) -> None:
    card = score(INSTRUMENT, responses)
    expected = {
        (filled.respondent, item)
        for filled, response_ in zip(card.forms, responses, strict=True)
        for item, answer in response_.answers.items()
        if points(INSTRUMENT.item[item], answer, INSTRUMENT) is not None
        and filled.dimensions[INSTRUMENT.item[item].dimension].score is not None
    }
    assert {(part.respondent, part.item) for part in card.contributions} == expected
