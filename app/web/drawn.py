"""What is drawn once: a question that two people answered alike looks alike, but for their words, put in afterwards.

So does the outline of two forms that are equally far, but for the vetting that its links name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.vetting.answers import Answer
from app.vetting.instrument import Item
from app.web.call import Asking, Call, Section

KEPT = 2_048  # looks of a question, of about four kilobytes each
NOTE, REASON, NUMBER = "\0note\0", "\0reason\0", "\0number\0"  # no text holds them: NUL is cleaned away at the door
VETTING = "\0vetting\0"
PLACE = re.compile("\0([a-z]+)\0")


class Question:
    """Draws a question by a macro of the templates, and keeps how it looks without the words of anybody.

    What the macro takes by name is put in afterwards like the words: it is only written out, and decides nothing.
    """

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
        *where: Any,
        met: Any = None,
        **named: object,
    ) -> Markup:
        """The question with this answer. Mistakes, and answers that met, are of one moment: these are drawn anew."""
        if mistakes or met:
            also = named | ({"met": met} if met else {})
            return Markup(self._macro(asking, item, answer, number_typed, mistakes, lacking, *where, **also))  # noqa: S704
        look = (answer.status, answer.points, answer.no_number, answer.ticks, answer.support, answer.flagged)
        pieces = self._pieces(asking, item.id, look, tuple(lacking.items()), tuple(named), *where)
        words = {"note": answer.note, "reason": answer.reason, "number": number_typed, **named}
        written = {name: escape(text) for name, text in words.items()}
        parts = [written[piece] if place % 2 else piece for place, piece in enumerate(pieces)]
        return Markup("".join(parts))  # noqa: S704 - drawn by the macro, and what was typed is escaped

    @property
    def looks(self) -> int:
        """How many are kept."""
        return self._pieces.cache_info().currsize

    def _drawn(
        self,
        asking: Asking,
        item_id: str,
        look: tuple[Any, ...],
        lacking: tuple[tuple[str, str], ...],
        named: tuple[str, ...],
        *where: Any,
    ) -> list[str]:
        """What stands before, between and after the words, and at every second place which of them comes there."""
        status, points, no_number, ticks, support, flagged = look
        answer = Answer(status, points, None, no_number, ticks, support, REASON, NOTE, flagged)
        item = asking.items[asking.numbers[item_id] - 1]
        places = {name: f"\0{name}\0" for name in named}
        return PLACE.split(str(self._macro(asking, item, answer, NUMBER, {}, dict(lacking), *where, **places)))


class Outline:
    """Draws the sections of a form by a macro of the templates, and keeps them for every form that is equally far."""

    def __init__(self, macro: Any) -> None:
        self._macro = macro
        self._pieces = lru_cache(KEPT)(self._drawn)

    def __call__(self, call: Call, here: str, whole: bool = False) -> Markup:
        """The sections with links to their questions, or to their places on a page that is the `whole` form."""
        far = tuple((one.done, one.go_on) for one in call.sections)
        return Markup(str(call.vetting.id).join(self._pieces(call.asking, far, here, whole)))  # noqa: S704 - a number

    def _drawn(self, asking: Asking, far: tuple[tuple[int, str], ...], here: str, whole: bool) -> list[str]:
        """What stands before, between and after the numbers of the vetting."""
        parts = [Section(*part, *how) for part, how in zip(asking.parts, far, strict=True)]
        return str(self._macro(parts, VETTING, here, whole)).split(VETTING)
