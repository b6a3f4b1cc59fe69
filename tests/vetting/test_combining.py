"""How much each source weighs (measurement 4.1, 4.4, 4.5)."""

from fractions import Fraction
from typing import Any

import pytest

from app.vetting.combining import omega
from app.vetting.log import Log, LogCandidate
from app.vetting.scoring import score
from panels import INSTRUMENT, UNITS, exact, form


@pytest.mark.parametrize("case", UNITS["omega"], ids=lambda c: f"{c['source']} {c['n']}")
def test_a_source_weighs_its_precision(case: dict[str, Any]) -> None:
    assert exact(omega(INSTRUMENT.scoring.sources[case["source"]], case["n"])) == case["omega"]


def test_the_published_example_of_three_evaluators_two_candidates_and_a_client() -> None:
    people = [form("evaluator", f"ev{n}") for n in range(3)] + [form("candidate", f"ca{n}") for n in range(2)]
    shares = score(INSTRUMENT, [*people, form("client", "cl1")]).scored.shares["closure"]
    assert [round(share * 100) for share in shares.values()] == [69, 20, 11]
    assert sum(shares.values()) == 1


def test_respondents_of_a_source_are_averaged_not_ranked() -> None:
    card = score(INSTRUMENT, [form(respondent="a", all=4), form(respondent="b", all=4), form(respondent="c", all=1)])
    assert card.index == Fraction(100 + 100 - 50, 3)


def test_the_self_report_is_kept_with_no_share() -> None:
    card = score(INSTRUMENT, [form(all=1), form("self", "self", 4)])
    assert card.index == -50
    assert card.source_dimensions["self"]["rhythm"] == 100
    assert set(card.scored.shares["rhythm"]) == {"evaluator"}


@pytest.mark.parametrize(("candidates", "counts"), [(4, False), (5, True)])
def test_a_log_counts_from_five_cases_on_in_three_dimensions(candidates: int, counts: bool) -> None:
    told = LogCandidate(0, (5,), ended=8, told=8, promises=((5, True),))
    card = score(INSTRUMENT, [form()], None, Log(30, (told,) * candidates))
    where = {part.dimension for part in card.contributions if part.source == "log"}
    assert where == ({"rhythm", "closure", "reliability"} if counts else set())
    assert card.respondents["log"] == candidates


def test_an_unscored_dimension_of_one_source_leaves_it_to_the_others() -> None:
    card = score(INSTRUMENT, [form(all=3), form("candidate", "ca1", 1, but={"CA11": 0})])
    assert set(card.scored.shares["longgame"]) == {"evaluator", "candidate"}
    only = score(INSTRUMENT, [form(all=3, but={"EV24": 0, "EV25": 0, "EV26": 0, "EV27": 0})])
    assert only.dimensions["longgame"] == -100
