"""A form that is in as compact bytes, one for each question asked: from them it is scored again, exactly.

In hexadecimal a byte reads as two digits: how the answer was backed (1 is the questionnaire's first support level, 0
none), and what was chosen (0 to 4 points, before the cap of that level) or why nothing was. Of a number only its points
are kept, of a checklist only how many parts were heard; words are not in it. What the bytes mean is fixed by the frozen
questionnaire of the search: its items, their order, number maps and support levels.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import Any

from app.vetting.answers import Answer, Response, points
from app.vetting.forms import BEST, dimension_score
from app.vetting.instrument import FormKind, Instrument, Item

NA, NOT_ASKED, DECLINED, NOTHING_CHOSEN = 0xA, 0xB, 0xD, 0xE
BLANKS = {"na": NA, "not_asked": NOT_ASKED, "declined": DECLINED}
MISSING = (NOT_ASKED, DECLINED, NOTHING_CHOSEN)
MOST = 10_000  # answers to a dimension whose worth is remembered
_ABSENT = Answer(status="not_asked")


class Damaged(ValueError):
    """Bytes that no form of this questionnaire gives."""


def compact(instrument: Instrument, response: Response) -> bytes:
    """The whole form; answers to questions of another form are not in it."""
    levels = {level.id: place for place, level in enumerate(instrument.support_levels, 1)}
    asked = instrument.asked(response.source, response.length)
    return bytes(_byte(instrument, item, response.answers.get(item.id, _ABSENT), levels) for item in asked)


class Weigher:
    """Scores compact forms of one kind and length under one set of weights.

    Few answers make up a dimension, and the same come again from form to form: each such handful is scored once, as
    whole numbers over one denominator.
    """

    def __init__(
        self, instrument: Instrument, source: FormKind, length: str, weights: Mapping[str, Fraction] | None = None
    ) -> None:
        self._instrument = instrument
        self._asked = instrument.asked(source, length)
        chosen = weights or instrument.weights
        groups = {d: [n for n, item in enumerate(self._asked) if item.dimension == d] for d in instrument.dimension}
        whole = [sum(self._asked[n].weight for n in places) for places in groups.values()]
        self._common = lcm(*range(1, max(whole, default=0) + 1))  # of the scores
        shares = lcm(*(weight.denominator for weight in chosen.values()))  # of the weights
        self._groups = [
            (d, itemgetter(*places), places, int(chosen[d] * shares), dict[Any, tuple[int, int]]())
            for d, places in groups.items()
            if places
        ]

    def index(self, packed: bytes) -> Fraction | None:
        """The form's index, just as `form_score` gives it. Raises Damaged."""
        if len(packed) != len(self._asked):
            raise Damaged(f"{len(packed)} bytes for {len(self._asked)} questions")
        top = under = 0
        for dimension, picked, places, weight, known in self._groups:
            handful = picked(packed)
            worth = known.get(handful)
            if worth is None:
                if len(known) >= MOST:
                    known.clear()
                worth = known[handful] = self._worth(dimension, packed, places, weight)
            top += worth[0]
            under += worth[1]
        return Fraction(top, self._common * under) if under else None

    def _worth(self, dimension: str, packed: bytes, places: list[int], weight: int) -> tuple[int, int]:
        """What a dimension adds to the index, over the common denominator, and its weight there."""
        items = [self._asked[place] for place in places]
        applying = dict(_applying(self._instrument, items, [packed[place] for place in places]))
        score = dimension_score(dimension, items, applying, self._instrument.scoring).score
        return (0, 0) if score is None else (int(score * self._common) * weight, weight)


def _byte(instrument: Instrument, item: Item, answer: Answer, levels: Mapping[str, int]) -> int:
    if answer.status != "answered":
        return BLANKS[answer.status]
    backed = levels.get(answer.support or "", 0) if item.support else 0
    chosen = points(item, replace(answer, support=None) if backed else answer, instrument)
    return backed << 4 | (NOTHING_CHOSEN if chosen is None else chosen)


def _applying(instrument: Instrument, items: Sequence[Item], given: Sequence[int]) -> Iterator[tuple[str, int | None]]:
    """Item and points of every item that applies, None where the answer is missing. Raises Damaged."""
    for item, byte in zip(items, given, strict=True):
        backed, chosen = divmod(byte, 16)
        if (chosen > BEST and chosen not in (NA, *MISSING)) or backed > len(instrument.support_levels):
            raise Damaged(f"{byte:02x} is no answer to {item.id}")
        if chosen != NA:
            yield item.id, None if chosen in MISSING else _worth(instrument, item, backed, chosen)


def _worth(instrument: Instrument, item: Item, backed: int, chosen: int) -> int | None:
    """Points by the rule that caps them in every other score too."""
    if item.type in ("number", "checklist") or not backed:
        return chosen
    return points(item, Answer(points=chosen, support=instrument.support_levels[backed - 1].id), instrument)
