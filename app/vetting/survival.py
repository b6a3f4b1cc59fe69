"""Waiting times of which some are still running: Kaplan-Meier, exact (measurement 4.11)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

HALF = Fraction(1, 2)


class Wait(NamedTuple):
    """How long someone waited; `over` is False while they still wait."""

    days: int
    over: bool


class Survival(NamedTuple):
    """`steps`: day → share still waiting after it, at every day a wait ended; `seen` is the longest wait there is."""

    steps: tuple[tuple[int, Fraction], ...]
    seen: int

    @property
    def median(self) -> int | None:
        """The first day by which half no longer wait; None while more than half still do."""
        return next((day for day, share in self.steps if share <= HALF), None)

    def waiting_over(self, days: int) -> Fraction | None:
        """Share that waits longer than `days`; None where no one has been followed that long."""
        share = next((share for day, share in reversed(self.steps) if day <= days), Fraction(1))
        return share if share == 0 or self.seen >= days else None


def survival(waits: Sequence[Wait]) -> Survival:
    """A wait still running counts as waiting up to its day and then leaves (right-censored)."""
    steps: list[tuple[int, Fraction]] = []
    share = Fraction(1)
    for day in sorted({wait.days for wait in waits if wait.over}):
        waiting = sum(wait.days >= day for wait in waits)
        ended = sum(wait.days == day and wait.over for wait in waits)
        share *= Fraction(waiting - ended, waiting)
        steps.append((day, share))
    return Survival(tuple(steps), max((wait.days for wait in waits), default=0))
