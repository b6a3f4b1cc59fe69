"""Sums and means of fractions, exact and over one common denominator: several times faster than adding one by one."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

Exact = Fraction | int


def total(values: Iterable[Exact]) -> Fraction:
    """0 for none."""
    return Fraction(*_added((value.numerator, value.denominator) for value in values))


def weighted_total(pairs: Iterable[tuple[Exact, Exact]]) -> Fraction:
    """The sum of weight × value over (weight, value); 0 for none."""
    return Fraction(*_added((w.numerator * v.numerator, w.denominator * v.denominator) for w, v in pairs))


def mean(values: Iterable[Exact]) -> Fraction | None:
    """None for none."""
    known = [*values]
    if not known:
        return None
    numerator, denominator = _added((value.numerator, value.denominator) for value in known)
    return Fraction(numerator, denominator * len(known))


def weighted_mean(pairs: Iterable[tuple[Exact, Exact]]) -> Fraction | None:
    """Of (weight, value); None where nothing has weight."""
    known = [*pairs]
    whole, share = _added((w.numerator, w.denominator) for w, _ in known)
    if not whole:
        return None
    top, under = _added((w.numerator * v.numerator, w.denominator * v.denominator) for w, v in known)
    return Fraction(top * share, under * whole)


def _added(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    known = [*parts]
    common = lcm(*[denominator for _, denominator in known])
    return sum([numerator * (common // denominator) for numerator, denominator in known]), common
