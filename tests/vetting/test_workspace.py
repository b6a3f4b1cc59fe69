"""What a company's own results make of the published constants (measurement 4.6)."""

import pytest

from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.vetting.workspace import Workspace, workspace
from panels import INSTRUMENT, form


def card(*points: int) -> Scorecard:
    """Rated by one, two … evaluators, who find everything worth so many points."""
    return score(INSTRUMENT, [form(respondent=f"ev{n}", all=worth) for n, worth in enumerate(points)])


def test_without_results_it_has_the_published_constants() -> None:
    assert workspace(INSTRUMENT, []) == Workspace(0, 600)
    assert workspace(INSTRUMENT, [[score(INSTRUMENT, [])]]) == Workspace(0, 600)


def test_every_scored_recruiter_moves_the_mean() -> None:
    found = workspace(INSTRUMENT, [[card(3), card(4)], [card(2)], [score(INSTRUMENT, [])]])
    assert found.mean == pytest.approx((50 + 100 + 0) / (4 + 3))
    assert found.sigma2 == 600


def test_two_evaluators_of_the_same_two_recruiters_move_the_variance() -> None:
    """Rows 100, 50 and 0, 50: residuals of ±25 on one degree of freedom."""
    found = workspace(INSTRUMENT, [[card(4, 3), card(2, 3)]])
    assert found.sigma2 == pytest.approx((8 * 600 + 4 * 25**2) / (8 + 1))


def test_evaluators_of_different_searches_are_not_laid_together() -> None:
    """The same names may be other people; each search is a table of its own."""
    apart = workspace(INSTRUMENT, [[card(4, 3)], [card(2, 3)]])
    assert apart.sigma2 == 600


def test_several_searches_add_up() -> None:
    search = [card(4, 3), card(2, 3)]
    assert workspace(INSTRUMENT, [search, search]).sigma2 == pytest.approx((8 * 600 + 2 * 4 * 25**2) / (8 + 2))
