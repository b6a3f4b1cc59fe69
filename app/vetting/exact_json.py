"""Exact numbers as JSON can carry them: "num/den" in lowest terms, beside rounded decimals."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def exact(number: Fraction | None) -> str | None:
    """ "num/den", in lowest terms."""
    return None if number is None else f"{number.numerator}/{number.denominator}"


def decimal(number: Fraction | float | None, places: int = 10) -> float | None:
    """Rounded, and never −0.0."""
    return None if number is None else round(float(number), places) + 0.0


def exacts(numbers: Mapping[Any, Fraction | None]) -> dict[str, str | None]:
    return {key: exact(number) for key, number in numbers.items()}
