"""A question drawn once: where two people answered alike it looks alike, but for their words, put in afterwards."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.vetting.answers import Answer
from app.vetting.instrument import Item
from app.web.call import Asking

KEPT = 2_048  # looks of a question, of about four kilobytes each
NOTE, REASON, NUMBER = "\0note\0", "\0reason\0", "\0number\0"  # no text holds them: NUL is cleaned away at the door
PLACE = re.compile("\0(note|reason|number)\0")


class Question:
    """Draws a question by the macro of the templates, and keeps how it looks without the words of anybody."""

    def __init__(self, macro: Any) -> None:
        self._macro = macro
        self._pieces = lru_cache(KEPT)(self._drawn)

    def __call__(
        self,
        asking: Asking,
        item: Item,
        answer: Answer,
        number_typed: str,
        mistakes: Mapping[str, str],
        lacking: Mapping[str, str],
        at: str = "",
        level: int = 1,
    ) -> Markup:
        """The question with this answer. Mistakes are of one person and one moment: what has any is drawn anew."""
        if mistakes:
            return Markup(self._macro(asking, item, answer, number_typed, mistakes, lacking, at, level))  # noqa: S704
        look = (answer.status, answer.points, answer.no_number, answer.ticks, answer.support, answer.flagged)
        pieces = self._pieces(asking, item.id, look, tuple(lacking.items()), at, level)
        words = {"note": answer.note, "reason": answer.reason, "number": number_typed}
        parts = [escape(words[piece]) if place % 2 else piece for place, piece in enumerate(pieces)]
        return Markup("".join(parts))  # noqa: S704 - drawn by the macro, and what was typed is escaped

    @property
    def looks(self) -> int:
        """How many are kept."""
        return self._pieces.cache_info().currsize

    def _drawn(
        self, asking: Asking, item_id: str, look: tuple[Any, ...], lacking: tuple[tuple[str, str], ...], *where: Any
    ) -> list[str]:
        """What stands before, between and after the words, and at every second place which of them comes there."""
        status, points, no_number, ticks, support, flagged = look
        answer = Answer(status, points, None, no_number, ticks, support, REASON, NOTE, flagged)
        item = asking.items[asking.numbers[item_id] - 1]
        return PLACE.split(str(self._macro(asking, item, answer, NUMBER, {}, dict(lacking), *where)))
