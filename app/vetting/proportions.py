"""Counts out of n: Wilson and Newcombe intervals, and a rate placed on the index scale (measurement 4.11)."""

from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.90


class Count(NamedTuple):
    """k of n."""

    k: int
    n: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.k, self.n) if self.n else None


class Difference(NamedTuple):
    """One share minus another, with its interval; all three between −1 and 1."""

    value: float
    low: float
    high: float


def wilson(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Score interval of k/n, both ends in 0..1; nothing counted leaves everything open."""
    if n == 0:
        return 0.0, 1.0
    z, p = NormalDist().inv_cdf((1 + level) / 2), k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if k == 0 else max(0.0, middle - half)
    return low, 1.0 if k == n else min(1.0, middle + half)


def newcombe(first: Count, second: Count, level: float = LEVEL) -> Difference:
    """first − second with Newcombe's hybrid score interval; both n must be above 0."""
    p1, p2 = first.k / first.n, second.k / second.n
    (low1, high1), (low2, high2) = wilson(*first, level), wilson(*second, level)
    value = p1 - p2
    below, above = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))


def rate_index(k: int, n: int) -> Fraction:
    """k of n as −100..+100, pulled inwards where n is small: 200(k+1)/(n+2) − 100, exact (measurement 4.11)."""
    return Fraction(200 * (k + 1), n + 2) - 100
