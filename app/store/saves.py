"""Every save of an answer as it came, also those that met another and were refused; nothing here is ever changed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from app.store.prepared import prepared
from app.store.responses import Filled
from app.store.rows import add
from app.store.tables import answer_saves
from app.vetting.answers import Answer

VIEW = "view"  # stands where an item would: the overall impression and its reason


@dataclass(frozen=True, slots=True)
class Save:
    """One save: `version` is the answer's after it; `kept` is false where another answer was there already."""

    item: str
    version: int
    kept: bool
    content: Mapping[str, Any]
    saved_at: int
    device: str
    sequence: int

    @property
    def answer(self) -> Answer:
        """What was saved as an answer."""
        number, ticks = self.content["number"], self.content["ticks"]
        numbered = {"number": None if number is None else Fraction(number)}
        return Answer(**self.content | numbered | {"ticks": None if ticks is None else frozenset(ticks)})  # type: ignore[operator]


COLUMNS = [answer_saves.c[field.name] for field in fields(Save)]


def history(db: Connection, filled: Filled) -> dict[str, list[Save]]:
    """Every save of a form the caller has already fetched: item → its saves, oldest first."""
    found: dict[str, list[Save]] = {}
    for row in db.execute(_saves(filled, answer_saves.c.item != VIEW)):
        found.setdefault(row.item, []).append(Save(*row))
    return found


def last_of(db: Connection, filled: Filled, item: str, device: str | None = None, *, kept: bool = False) -> Save | None:
    """The newest save of an item, from this device where one is named; with `kept` the newest that was not refused."""
    mine = {"response": filled.id, "company": filled.company_id, "about": item}
    row = db.execute(*_newest(kept, device is None, **mine, by=device or "")).first()
    return Save(*row) if row else None


@prepared
def _newest(kept: bool, by_any: bool, response: Any, company: Any, about: Any, by: Any) -> Select[Any]:
    own = (answer_saves.c.response_id == response, answer_saves.c.company_id == company, answer_saves.c.item == about)
    query = select(*COLUMNS).where(*own).order_by(answer_saves.c.id.desc()).limit(1)
    query = query if by_any else query.where(answer_saves.c.device == by)
    return query.where(answer_saves.c.kept) if kept else query


def at_version(db: Connection, filled: Filled, item: str, version: int) -> Answer | None:
    """What an answer of the form was at this version, blank at 0; None where there was never such a version."""
    if version == filled.versions.get(item, 0):
        return filled.answers.get(item, Answer())
    if version == 0:
        return Answer()
    found = save_at(db, filled, item, version)
    return found.answer if found else None


def save_at(db: Connection, filled: Filled, item: str, version: int) -> Save | None:
    """The save that made this version of an answer, or of the view."""
    mine = (answer_saves.c.item == item, answer_saves.c.version == version, answer_saves.c.kept)
    row = db.execute(_saves(filled, *mine)).first()
    return Save(*row) if row else None


def note(db: Connection, filled: Filled, save: Save) -> None:
    """Write a save down."""
    saved = {column.name: getattr(save, column.name) for column in COLUMNS}
    add(db, answer_saves, company_id=filled.company_id, response_id=filled.id, **saved)


def as_columns(answer: Answer) -> dict[str, Any]:
    """An answer as the columns of its row, which are JSON too."""
    return {
        "status": answer.status,
        "points": answer.points,
        "number": None if answer.number is None else str(answer.number),
        "no_number": answer.no_number,
        "ticks": None if answer.ticks is None else sorted(answer.ticks),
        "support": answer.support,
        "reason": answer.reason,
        "note": answer.note,
        "flagged": answer.flagged,
    }


def _saves(filled: Filled, *conditions: ColumnElement[bool]) -> Select[Any]:
    mine = (answer_saves.c.response_id == filled.id, answer_saves.c.company_id == filled.company_id)
    return select(*COLUMNS).where(*mine, *conditions).order_by(answer_saves.c.id)
