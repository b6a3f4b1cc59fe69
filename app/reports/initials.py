"""How far evaluators' initials are moved on a chart, so that each can be told from the next one."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

NARROW, WIDE, ARABIC = 8.6, 11.5, 13.5  # pixels of a letter at most, in the 11 of `initial`
BROAD = "MWÆŒŴФЖШЩЮЫДΦΨ"  # beside East Asian letters, which fill their square
CLOSEST = 11  # pixels from middle to middle, however narrow they are


def nudges(marks: Sequence[str], places: Sequence[float], room: int) -> list[float]:
    """How many pixels to move each mark, given in percent, so that none touch in a column `room` pixels wide.

    Pushed apart to the right they keep the gap, to the left as well; so does the mean of both, which favours no side.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    at = [places[i] * room / 100 for i in order]
    gaps = [_gap(marks[a], marks[b]) for a, b in pairwise(order)]
    right, left = list(at), list(at)
    for i in range(1, len(at)):
        right[i] = max(right[i], right[i - 1] + gaps[i - 1])
        left[-1 - i] = min(left[-1 - i], left[-i] - gaps[-i])
    moved = {i: (r + x) / 2 - here for i, r, x, here in zip(order, right, left, at, strict=True)}
    return [moved[i] for i in range(len(places))]


def _gap(one: str, other: str) -> float:
    """From middle to middle; two letters stand further from the next two than from each other."""
    between = 2 * max(len(one), len(other)) - 1
    return max(CLOSEST, sum(map(_width, one + other)) / 2 + between)


def _width(letter: str) -> float:
    if unicodedata.bidirectional(letter) == "AL":
        return ARABIC
    return WIDE if letter in BROAD or unicodedata.east_asian_width(letter) in "WF" else NARROW
