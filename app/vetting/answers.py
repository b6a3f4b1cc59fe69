"""One respondent's answers: answered, na, not asked or declined; and the points they stand for (measurement 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.vetting.instrument import FormKind, Instrument, Item, NumberMap, NumberRow

Status = Literal["answered", "na", "not_asked", "declined"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One item's answer. Answered means exactly one of points, number, ticks or no_number is given."""

    status: Status = "answered"
    points: int | None = None  # bars, choice, frequency, pair, evidence: the option chosen, before the support cap
    number: Fraction | None = None
    no_number: bool = False  # could not give a number, even after the probe
    ticks: frozenset[int] | None = None  # checklist: 0-based parts heard
    support: str | None = None
    reason: str = ""  # why it does not apply, or was not answered
    note: str = ""
    flagged: bool = False  # the evaluator raised a red flag here


@dataclass(frozen=True, slots=True)
class Response:
    """One respondent's submitted form."""

    source: FormKind
    respondent: str
    answers: Mapping[str, Answer]  # item id → answer; an item that is absent counts as not asked
    seconds: int | None = None
    length: Literal["full", "short"] = "full"  # the short form asks fewer items; those left out are not missing
    from_notes: bool = False


def points(item: Item, answer: Answer, instrument: Instrument) -> int | None:
    """0 to 4 for an answered item; None for every other status and where nothing was chosen yet (measurement 4.1)."""
    if answer.status != "answered":
        return None
    if item.type == "number":
        return _number_points(instrument.number_maps[item.map or ""], answer, instrument)
    if item.type == "checklist":
        return None if answer.ticks is None else len(answer.ticks)
    return _capped(item, answer, instrument)


def _number_points(table: NumberMap, answer: Answer, instrument: Instrument) -> int | None:
    """Could not give a number, even after the probe: never better than an honest bad number (measurement 2.1)."""
    number = answer.number
    if number is None:
        return instrument.scoring.no_number_points if answer.no_number else None
    for row in table.rows:
        if _within(row, number):
            return row.points
    return table.otherwise


def _within(row: NumberRow, number: Fraction) -> bool:
    return (row.le is not None and number <= row.le) or (row.ge is not None and number >= row.ge)


def _capped(item: Item, answer: Answer, instrument: Instrument) -> int | None:
    """The option chosen, no higher than the way it was backed allows (measurement 2.2)."""
    if answer.points is None or not item.support:
        return answer.points
    return min(answer.points, instrument.caps.get(answer.support or "", answer.points))
