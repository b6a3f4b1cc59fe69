"""Collecting every mistake of a file at once, each a sentence that says where."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.vetting.strict_json import Repeated

LONGEST_NAME = 200
LONGEST_TEXT = 10_000
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LARGEST = 1_000_000
PLACES = 20  # digits after the point
WHOLE = len(str(LARGEST))  # digits before it
RATIO = re.compile(r"(\d{1,40})/(\d{1,40})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file one is; every place within it writes to the same list."""

    path: tuple[str, ...] = ()
    sentences: list[str] = field(default_factory=list)

    def within(self, *steps: str) -> "Place":
        return Place((*self.path, *steps), self.sentences)

    def mistake(self, what: str) -> None:
        self.sentences.append(f"{', '.join(self.path)}: {what}" if self.path else what[:1].upper() + what[1:])

    def object(self, value: Any, what: str) -> dict[str, Any] | None:
        """`value` as an object; None if it is something else."""
        if isinstance(value, Repeated):
            self.mistake(f"{shown(value.key)} is given twice.")
        if isinstance(value, dict):
            return value
        self.mistake(f"{what} must be an object, not {shown(value)}.")
        return None

    def list(self, value: Any, what: str) -> list[Any]:
        """`value` as a list; an empty one after a mistake."""
        if isinstance(value, list):
            return value
        self.mistake(f"{what} must be a list, not {shown(value)}.")
        return []

    def name(self, value: Any, what: str) -> str:
        """`value` as one line that is not blank and can be printed anywhere; empty after a mistake."""
        if isinstance(value, str) and value.strip() and len(value) <= LONGEST_NAME and not CONTROL.search(value):
            return value
        self.mistake(f"{what} must be a line of 1 to {LONGEST_NAME} characters, not {shown(value)}.")
        return ""

    def text(self, value: Any, what: str) -> str:
        """`value` as a text, which may be empty or have lines; empty after a mistake."""
        if isinstance(value, str) and len(value) <= LONGEST_TEXT and not UNWRITABLE.search(value):
            return value
        self.mistake(f"{what} must be a text of at most {LONGEST_TEXT:,} characters, not {shown(value)}.")
        return ""

    def number(self, value: Any, what: str) -> Fraction | None:
        """`value` as an exact number from 0 up; None after a mistake."""
        number = exact(value)
        if number is None or number < 0:
            self.mistake(f"{what} must be a number from 0 to {LARGEST:,}, not {shown(value)}.")
            return None
        return number

    def between(self, value: Any, low: int, high: int, what: str) -> Fraction | None:
        """`value` as an exact number from `low` to `high`; None after a mistake."""
        number = exact(value)
        if number is None or not low <= number <= high:
            self.mistake(f"{what} must be a number from {low:,} to {high:,}, not {shown(value)}.")
            return None
        return number

    def weight(self, value: Any, what: str) -> Fraction | None:
        """A number, or "num/den" as the scores write weights; None after a mistake."""
        written = ratio(value)
        return self.number(value, what) if written is None else written

    def day(self, value: Any, what: str) -> int | None:
        """`value` as a day, a whole number from 0 up; None after a mistake."""
        number = exact(value)
        if number is None or number < 0 or number.denominator != 1:
            self.mistake(f"{what} must be a whole number from 0 up, not {shown(value)}.")
            return None
        return int(number)

    def flag(self, value: Any, what: str) -> bool:
        """`value` as true or false; false after a mistake."""
        if not isinstance(value, bool):
            self.mistake(f"{what} must be true or false, not {shown(value)}.")
        return value is True

    def one_of(self, value: Any, choices: Collection[str], what: str) -> bool:
        """Whether `value` is one of `choices`; if not, it is a mistake."""
        known = isinstance(value, str) and value in choices
        if not known:
            self.mistake(f"{what} must be {_either(list(choices))}, not {shown(value)}.")
        return known


def exact(value: Any) -> Fraction | None:
    """A number as a Fraction; None for anything else, not finite, beyond a million or absurdly fine."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return Fraction(number) if _writable(number) and -LARGEST <= number <= LARGEST else None


def ratio(value: Any) -> Fraction | None:
    """ "num/den" as a Fraction; None for anything else, beyond a million or over nothing."""
    parts = RATIO.fullmatch(value) if isinstance(value, str) else None
    if parts is None or not int(parts[2]):
        return None
    found = Fraction(int(parts[1]), int(parts[2]))
    return found if found <= LARGEST else None


def shown(value: Any) -> str:
    """A value as a person would recognise it in a sentence, cut short and safe to print."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    words = {None: "nothing", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    clean = CONTROL.sub("�", text[:40])
    return (f"“{clean}”" if isinstance(value, str) else clean) + ("…" if len(text) > 40 else "")


def _writable(number: Decimal) -> bool:
    """Looks at the exponent before anything is calculated: of 1e-999999999 there is no end."""
    if not number.is_finite() or number.adjusted() >= WHOLE:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLACES


def _either(choices: list[str]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]]) if len(choices) > 1 else "".join(choices)
