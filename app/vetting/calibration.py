"""How one person's ratings of an example call lie to its key: milder or harsher, how far off, question by question.

Practice before the first vetting: frame-of-reference training is the rater training with meta-analytic support
(measurement 2.4). What comes out is shown to people and never enters a score, a weight or the noise of an evaluator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.vetting.answers import Answer, points
from app.vetting.examples import Example, Part
from app.vetting.instrument import Instrument

CLOSE = Fraction(1, 4)  # points; nearer to the key than this on average is close to it
SCATTERED = Fraction(3, 4)  # points; from this distance on, being close on average is not the whole story
AMOUNTS = (  # below this many points → in words
    (Fraction(3, 8), "a quarter of a point"),
    (Fraction(5, 8), "half a point"),
    (Fraction(7, 8), "three quarters of a point"),
    (Fraction(5, 4), "one point"),
    (Fraction(7, 4), "a point and a half"),
    (Fraction(9, 4), "two points"),
)
MOST = "more than two points"
NOTHING = "Nothing was rated that could be compared with the key."


@dataclass(frozen=True, slots=True)
class Line:
    """One question. Points 0 to 4, after the cap of their support; None where it was not rated."""

    item: str
    rated: int | None
    key: int
    difference: int | None  # rated − key, −4 to +4: above 0 is milder than the key
    why: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ratings beside a key: a line for each question of the example, in its order. No mean where nothing was rated."""

    lines: tuple[Line, ...]
    severity: Fraction | None  # mean of rated − key, −4 to +4: below 0 is harsher than the key
    distance: Fraction | None  # mean of its size, 0 to 4
    exact: int  # rated just as the key
    of: int  # rated at all


def calibration(instrument: Instrument, example: Example, rated: Mapping[str, Answer]) -> Calibration:
    """Item id → answer, beside the example's key. What does not apply or was not asked is left out of both means.

    Never enters a score (measurement 2.4). Raises ValueError for a key that is no answer; one that was read always is.
    """
    lines = tuple(_line(instrument, part, rated.get(part.item)) for part in example.parts)
    found = [line.difference for line in lines if line.difference is not None]
    return Calibration(
        lines=lines,
        severity=Fraction(sum(found), len(found)) if found else None,
        distance=Fraction(sum(map(abs, found)), len(found)) if found else None,
        exact=found.count(0),
        of=len(found),
    )


def severity_sentence(found: Calibration) -> str:
    """“Half a point milder than the key, on average.” Close to it under a quarter point, with a word on scatter."""
    if found.severity is None or found.distance is None:
        return NOTHING
    if abs(found.severity) >= CLOSE:
        amount, side = _in_words(abs(found.severity)), "milder" if found.severity > 0 else "harsher"
        return f"{amount[:1].upper()}{amount[1:]} {side} than the key, on average."
    if found.distance >= SCATTERED:
        return f"Close to the key, on average; single answers lie about {_in_words(found.distance)} from it."
    return "Close to the key, on average."


def _line(instrument: Instrument, part: Part, answer: Answer | None) -> Line:
    item = instrument.item[part.item]
    key = points(item, part.answer, instrument)
    if key is None:
        raise ValueError(f"The key of {part.item} is no answer.")
    rated = None if answer is None else points(item, answer, instrument)
    return Line(part.item, rated, key, None if rated is None else rated - key, part.why)


def _in_words(amount: Fraction) -> str:
    return next((words for below, words in AMOUNTS if amount < below), MOST)
