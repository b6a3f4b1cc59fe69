"""What stands above how far evaluators agree: no more than both their answers and their totals bear out."""

from fractions import Fraction

import pytest

from app.vetting.panel import Agreement
from app.web.agreement import _heading


@pytest.mark.parametrize(
    ("acceptable", "totals", "heading"),
    [
        (True, (20, 39), "Your evaluators agree"),
        (True, (20, 54), "Your evaluators’ answers are close, their totals 34 points apart"),
        (True, (-1, 5, 19), "Your evaluators’ answers are close, their totals 20 points apart"),
        (True, (), "Your evaluators agree"),
        (False, (20, 21), "Your evaluators disagree"),
    ],
)
def test_the_heading_says_what_agrees(acceptable: bool, totals: tuple[int, ...], heading: str) -> None:
    named = tuple((f"evaluator {n}", Fraction(total)) for n, total in enumerate(totals))
    assert _heading(Agreement(Fraction(1, 2), acceptable, None, named)) == heading
