"""The cases that come with a questionnaire: whole people and what they score."""

import ast
import operator
from fractions import Fraction
from typing import Any

import pytest
import yaml

from app import files
from app.vetting.answers import Answer, Response
from app.vetting.instrument import FormKind
from app.vetting.scoring import score
from app.vetting.uncertainty import posterior
from panels import INSTRUMENT, NA, worth

FILES = sorted(files("questionnaires").glob(f"{INSTRUMENT.id}-*/cases.yaml"))
BLANKS = {"n": NA, "-": Answer(status="not_asked"), "d": Answer(status="declined")}
CASES = [
    pytest.param(case, id=name)
    for path in FILES
    for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items()
]
SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def response(number: int, form: dict[str, str]) -> Response:
    [(kind, marks)] = form.items()
    source: FormKind = "evaluator" if kind == "short" else kind  # type: ignore[assignment]
    length: Any = "short" if kind == "short" else "full"
    items = INSTRUMENT.asked(source, length)
    answers = [(item, mark) for item, mark in zip(items, str(marks).replace(" ", ""), strict=True)]
    given = {item.id: BLANKS[mark] if mark in BLANKS else worth(int(mark), item) for item, mark in answers}
    return Response(source, f"{source} {number}", given, length=length)


def worked_out(sum: Any) -> Fraction | None:
    """A number, or the sum a person would do, exact."""
    return None if sum is None else _value(ast.parse(str(sum), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp):
        found: Fraction = SUMS[type(node.op)](_value(node.left), _value(node.right))
        return found
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand)
    assert isinstance(node, ast.Constant)
    return Fraction(str(node.value))


@pytest.mark.parametrize("case", CASES)
def test_the_case_scores_as_claimed(case: dict[str, Any]) -> None:
    card = score(INSTRUMENT, [response(number, form) for number, form in enumerate(case["forms"])])
    assert card.index == worked_out(case["index"])
    assert card.status == case["status"]
    assert (card.band.id if card.band else None) == case["band"]
    if "lo" in case:
        assert card.lo == worked_out(case["lo"])


@pytest.mark.parametrize("case", CASES)
def test_the_band_shown_is_as_claimed(case: dict[str, Any]) -> None:
    card = score(INSTRUMENT, [response(number, form) for number, form in enumerate(case["forms"])])
    shown = posterior(INSTRUMENT, card.index, card.respondents) if card.index is not None else None
    assert (shown.band.id if shown else None) == case.get("shown")
    assert (shown.borderline.id if shown and shown.borderline else None) == case.get("borderline")


def test_there_are_cases_and_a_line_that_says_how_to_run_them() -> None:
    assert FILES
    for path in FILES:
        assert path.read_text(encoding="utf-8").startswith("# Run: python -m pytest tests/vetting/test_cases.py\n")
