"""The kinds of value a questionnaire's files hold: texts, exact numbers and ids; each refusal says what to write."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

NUMBER = re.compile(r"[-+]?[0-9]{1,12}(/[0-9]{1,12}|\.[0-9]{1,12})?")


def exact(value: Any) -> Fraction:
    """A whole number, "1/2" or "0.90" as an exact fraction."""
    written = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    try:
        return Fraction(written if NUMBER.fullmatch(written) else "")
    except (ValueError, ZeroDivisionError):
        raise ValueError('This must be a number: a whole one, or "1/2", or "0.90".') from None


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("The text is empty. Write it, or remove the key if it may be left out.")
    return text.strip()


def _when_not(text: str) -> str:
    if text != "never" and text.strip(" .").lower() in {"never", "no", "none", "n/a", "false"}:
        raise ValueError("Write `never`, or the case in which the question does not apply.")
    return text


def _like(pattern: str, what: str) -> Callable[[str], str]:
    def check(word: str) -> str:
        if not re.fullmatch(pattern, word):
            raise ValueError(f"`{word}` cannot be used here. Write {what}.")
        return word

    return check


def _within(low: int, high: int) -> Callable[[Fraction], Fraction]:
    def check(value: Fraction) -> Fraction:
        if not low <= value <= high:
            raise ValueError(f"{value} is outside {low} to {high}. Choose a number within.")
        return value

    return check


def _positive(value: Fraction) -> Fraction:
    if value <= 0:
        raise ValueError(f"{value} must be above 0. Choose a larger number.")
    return value


Text = Annotated[str, AfterValidator(_said)]
WhenNot = Annotated[Text, AfterValidator(_when_not)]
Number = Annotated[Fraction, BeforeValidator(exact)]
Share = Annotated[Number, AfterValidator(_within(0, 1))]
Weight = Annotated[Number, AfterValidator(_within(0, 5))]
Variance = Annotated[Number, AfterValidator(_within(0, 10_000))]
Spread = Annotated[Number, AfterValidator(_positive)]
Count = Annotated[int, Field(ge=0)]
Points = Annotated[int, Field(ge=0, le=4)]
Minutes = Annotated[int, Field(ge=1, le=240)]
Word = Annotated[str, AfterValidator(_like(r"[a-z][a-z0-9_]*", "one word in small letters, such as rhythm"))]
ItemId = Annotated[str, AfterValidator(_like(r"[A-Z]{2}[0-9]{2,3}", "two capitals and two digits, such as EV31"))]
FacetId = Annotated[
    str, AfterValidator(_like(r"[a-z]{3}\.[a-z][a-z0-9_]*", "three letters, a dot and a word: rhy.weekly"))
]
FlagId = Annotated[str, AfterValidator(_like(r"F_[A-Z][A-Z_]*", "F_ and capitals, such as F_SILENCE"))]
UnitId = Annotated[str, AfterValidator(_like(r"[A-Z][0-9]+", "a capital and a number, such as S19"))]
InstrumentId = Annotated[
    str, AfterValidator(_like(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters and hyphens: lgv-external"))
]
Version = Annotated[str, AfterValidator(_like(r"[0-9]+\.[0-9]+\.[0-9]+", 'three numbers, such as "1.0.0"'))]
Language = Annotated[str, AfterValidator(_like(r"[a-z]{2}(-[A-Z]{2})?", "two small letters, such as en"))]


class Written(BaseModel):
    """A piece of a file; types are taken as written and a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
