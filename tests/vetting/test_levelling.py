"""References are levelled with evaluators where enough recruiters have both and others have not (measurement 4.7)."""

from fractions import Fraction

import pytest

from app.vetting.answers import Answer, Response
from app.vetting.combining import omega
from app.vetting.comparison import Comparison, Entrant, compare
from app.vetting.comparison_as_json import comparison_as_json
from app.vetting.exchange import read_panel
from app.vetting.levelling import FEWEST, levelled
from app.vetting.sentences import levelling_sentence
from panels import INSTRUMENT, VECTORS, dimension, form

EVALUATOR = omega(INSTRUMENT.scoring.sources["evaluator"], 1)
CANDIDATE = omega(INSTRUMENT.scoring.sources["candidate"], 1)
SHARE = CANDIDATE / (EVALUATOR + CANDIDATE)  # of one candidate beside one evaluator


def both(evaluator: int, candidate: int) -> list[Response]:
    return [form("evaluator", "Dana", evaluator), form("candidate", "ca1", candidate)]


def compared(with_both: int, *others: list[Response], evaluator: int = 2, candidate: int = 3) -> Comparison:
    """So many recruiters with both, whose references are 50 points kinder by default, and some others."""
    people = [*([both(evaluator, candidate)] * with_both), *others]
    return compare(INSTRUMENT, {str(n): Entrant(f"R{n}", responses) for n, responses in enumerate(people)})


def test_five_recruiters_with_both_are_enough_and_four_are_not() -> None:
    alone = [form("evaluator", "Dana", 2)]
    assert compared(FEWEST, alone).kinder == 50
    assert compared(FEWEST - 1, alone).kinder is None


def test_where_all_have_both_the_evidence_is_even_and_nothing_is_levelled() -> None:
    assert compared(FEWEST + 1).kinder is None


def test_levelling_puts_a_recruiter_with_kind_references_beside_an_equal_one_without() -> None:
    found = compared(FEWEST, [form("evaluator", "Dana", 2)])
    assert found.posteriors["5"].mean == pytest.approx(found.posteriors["0"].mean)
    assert found.ranks == dict.fromkeys("012345", 1)
    assert found.indices["0"] == SHARE * 50
    assert found.indices["5"] == 0


def test_levelling_can_put_the_one_without_references_ahead_of_a_higher_index() -> None:
    better = [form("evaluator", "Dana", 2, but=dimension("closure", 3))]
    found = compared(FEWEST, better)
    assert found.indices["5"] < found.indices["0"]
    assert found.by_index[0] == "0"
    assert found.order[0] == "5"
    assert found.p_best["5"] > found.p_best["0"]


def test_levelling_never_moves_the_index_the_card_or_the_weights() -> None:
    for with_both in (FEWEST - 1, FEWEST):
        found = compared(with_both, [form("evaluator", "Dana", 2)])
        assert found.cards["0"].index == found.indices["0"] == SHARE * 50
        assert found.firmness_of("0", str(with_both)).lead == SHARE * 50


def test_references_alone_are_levelled_by_the_whole_difference() -> None:
    found = compared(FEWEST, [form("candidate", "ca1", 3)])
    assert levelled(found.cards["5"], Fraction(50)) == 0
    assert found.posteriors["5"].mean == pytest.approx(0)


def test_only_what_both_are_scored_on_is_compared() -> None:
    """Evaluators left out closing the loop, where references are much stricter."""
    blank = {i: Answer(status="declined") for i in dimension("closure", 0)}
    strict = dimension("closure", 0, "candidate")
    responses = [form("evaluator", "Dana", 2, but=blank), form("candidate", "ca1", 3, but=strict)]
    people = {str(n): Entrant(str(n), responses) for n in range(FEWEST)}
    alone = Entrant("alone", [form("evaluator", "Dana", 2)])
    assert compare(INSTRUMENT, {**people, "alone": alone}).kinder == 50


def test_the_worked_comparison_has_too_few_with_both() -> None:
    worked = compare(INSTRUMENT, read_panel(VECTORS, INSTRUMENT).recruiters)
    assert worked.kinder is None
    assert comparison_as_json(worked, INSTRUMENT)["references_kinder"] is None


@pytest.mark.parametrize(
    ("evaluator", "candidate", "sentence"),
    [
        (2, 3, "References were on average 50 points kinder than evaluators; the order allows for that."),
        (3, 2, "References were on average 50 points stricter than evaluators; the order allows for that."),
        (2, 2, "References were on average less than 1 point kinder than evaluators; the order allows for that."),
    ],
)
def test_what_the_order_allows_for_is_told(evaluator: int, candidate: int, sentence: str) -> None:
    alone = [form("evaluator", "Dana", 2)]
    found = compared(FEWEST, alone, evaluator=evaluator, candidate=candidate)
    assert levelling_sentence(found) == sentence
    assert levelling_sentence(compared(FEWEST - 1, alone)) == ""


def test_one_point_is_not_told_as_points() -> None:
    slightly = dimension("closure", 3, "candidate")
    people = [[form("evaluator", "Dana", 2), form("candidate", "ca1", 2, but=slightly)]] * FEWEST
    people.append([form("evaluator", "Dana", 2)])
    weights = {"closure": Fraction(1, 7)}
    found = compare(INSTRUMENT, {str(n): Entrant("", each) for n, each in enumerate(people)}, weights)
    assert found.kinder == Fraction(50, 43)
    assert "on average 1 point kinder" in levelling_sentence(found)
