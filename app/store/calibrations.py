"""Practice: how members rated the written example calls of a search; nothing here enters a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from app.store.members import Member
from app.store.searches import Search
from app.store.tables import calibrations
from app.vetting.answers import Answer


@dataclass(frozen=True, slots=True)
class Practised:
    """One member's rating of one example call; item id → answer."""

    member_id: int
    example: str
    answers: Mapping[str, Answer]
    made_at: int


def practised_in(db: Connection, search: Search) -> list[Practised]:
    """Everybody's ratings in a search already fetched, in the order they were made."""
    return _practised(db, search)


def own_practice(db: Connection, member: Member, search: Search) -> dict[str, Practised]:
    """The member's own ratings in a search already fetched: example → rating."""
    mine = calibrations.c.member_id == member.id
    return {each.example: each for each in _practised(db, search, mine)}


def _practised(db: Connection, search: Search, *conditions: ColumnElement[bool]) -> list[Practised]:
    own = (calibrations.c.search_id == search.id, calibrations.c.company_id == search.company_id)
    rows = db.execute(select(calibrations).where(*own, *conditions).order_by(calibrations.c.id))
    return [Practised(row.member_id, row.example, _answers(row.answers), row.made_at) for row in rows]


def _answers(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    return {item: _answer(content) for item, content in kept.items()}


def _answer(content: Mapping[str, Any]) -> Answer:
    number, ticks = content["number"], content["ticks"]
    exact = {"number": None if number is None else Fraction(number)}
    return Answer(**{**content, **exact, "ticks": None if ticks is None else frozenset(ticks)})
