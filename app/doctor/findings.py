"""A finding: one line that says how something stands, and where it is not well how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "look at this", "unsafe"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is a sentence, or two where there is something to do."""

    level: Level
    says: str

    def __str__(self) -> str:
        return f"{self.level:<14}{self.says}"


def ok(says: str) -> Finding:
    """As it should be."""
    return Finding("ok", says)


def look(says: str) -> Finding:
    """Right for some and not for others, or not done yet."""
    return Finding("look at this", says)


def unsafe(says: str) -> Finding:
    """Somebody could read, change or lose what they should not."""
    return Finding("unsafe", says)


def summed_up(found: Iterable[Finding]) -> str:
    """The last line."""
    levels = [finding.level for finding in found]
    bad, odd = levels.count("unsafe"), levels.count("look at this")
    first = f"{bad} unsafe" if bad else "Nothing is unsafe"
    return f"{first}, {odd} to look at, {levels.count('ok')} ok. Nothing was changed."
