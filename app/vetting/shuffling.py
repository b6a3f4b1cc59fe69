"""The order in which one respondent sees the choices of a question: shuffled once, and the same at every visit.

Measurement 3: options of self and reference forms are shuffled, so that the ladder behind them does not show; the
anchors of an evaluator always go from 0 to 4. A pair keeps its four steps in order and has its sides shuffled.
"""

import hashlib
from collections.abc import Sequence

from app.vetting.instrument import FormKind, Item, Option

SHUFFLED: tuple[FormKind, ...] = ("self", "candidate", "client")


def arranged(item: Item, seed: str) -> Item:
    """The question as this respondent sees it: whatever tells its options or sides tells them in the shown order."""
    sides = shown_sides(item, seed) if item.sides else None
    return item.model_copy(update={"options": shuffled(item, seed), "sides": sides})


def shuffled(item: Item, seed: str) -> tuple[Option, ...]:
    """The options in the order shown; the words of a pair's are said from the sides as `shown_sides` places them.

    `seed` names the respondent. The same seed gives the same order on every machine and in every later version.
    """
    if item.form not in SHUFFLED:
        return tuple(sorted(item.options, key=lambda option: option.points))
    if item.sides:
        return _from_first_side(item.options, is_turned(item, seed))
    return tuple(sorted(item.options, key=lambda option: _place(seed, item.id, str(option.points))))


def shown_sides(item: Item, seed: str) -> tuple[str, str]:
    """The two sides of a pair in the order shown: the first is the one its options call A. ("", "") for no pair."""
    if item.sides is None:
        return ("", "")
    first, second = item.sides
    return (second, first) if is_turned(item, seed) else (first, second)


def is_turned(item: Item, seed: str) -> bool:
    """Whether this respondent sees the sides of a pair the other way round than its file has them."""
    return item.sides is not None and item.form in SHUFFLED and _place(seed, item.id, "sides")[0] % 2 == 1


def _from_first_side(options: Sequence[Option], turned: bool) -> tuple[Option, ...]:
    """From “A is much more like me” to “B is …”: turned round, what stands for A is said of the side now shown as A."""
    ordered = sorted(options, key=lambda option: -option.points)
    if not turned:
        return tuple(ordered)
    said = [option.text for option in ordered]
    return tuple(option.model_copy(update={"text": text}) for option, text in zip(reversed(ordered), said, strict=True))


def _place(seed: str, item: str, what: str) -> bytes:
    """A place drawn by a hash and not by `random`, whose order of shuffling may change from one Python to the next."""
    return hashlib.sha256(f"{seed}\n{item}\n{what}".encode()).digest()
