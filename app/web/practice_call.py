"""One written example call: rated question by question on one page, and then its key beside what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.practise import practise
from app.refusals import Mistakes, NotHere
from app.store.calibrations import Practised, own_practice
from app.store.instruments import examples, instrument
from app.store.members import Member
from app.store.searches import Search, search_for
from app.vetting.answers import Answer
from app.vetting.calibration import Line, calibration, severity_sentence
from app.vetting.card_sentences import count
from app.vetting.examples import Example, Part
from app.vetting.instrument import Instrument, Item
from app.web.answer_form import Typed, as_typed, last, of_one, read_answer
from app.web.doors import Evaluating, Id

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Rating:
    """One question of the call as it is rated; `at` stands before the names of its fields."""

    number: int
    item: Item
    part: Part
    at: str
    unit: str
    answer: Answer
    number_typed: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One question afterwards: what the member answered, the key, and how far apart they are."""

    rating: Rating
    line: Line
    apart: str


@dataclass(frozen=True, slots=True)
class PracticeCallPage:
    template: ClassVar[str] = "practice_call.html"
    search: Search
    example: Example
    ratings: list[Rating]
    mistakes: dict[str, str]


@dataclass(frozen=True, slots=True)
class PracticeKeyPage:
    template: ClassVar[str] = "practice_key.html"
    search: Search
    instrument: Instrument
    example: Example
    sentence: str
    exact: int
    compared: list[Compared]


@router.get("/searches/{search_id}/practice/{example}")
async def call(visit: Evaluating, search_id: Id, example: str) -> Response:
    """The call to rate; its key once it was rated."""
    return visit.page(await visit.read(_page, search_id, example))


@router.post("/searches/{search_id}/practice/{example}")
async def rate(visit: Evaluating, search_id: Id, example: str) -> Response:
    typed = await visit.typed()
    page = await visit.read(_page, search_id, example)
    here = f"/searches/{search_id}/practice/{example}"
    if isinstance(page, PracticeKeyPage):
        return visit.go(here)
    try:
        await visit.write(practise, search_id, example, _rated(page, typed), visit.now)
    except Mistakes as mistakes:
        return visit.page(_again(page, typed, mistakes), status=422)
    return visit.go(here)


def _page(db: Connection, member: Member, search_id: int, example: str) -> PracticeCallPage | PracticeKeyPage:
    search = search_for(db, member, search_id)
    found = next((each for each in examples(*search.instrument) if each.id == example), None)
    if found is None:
        raise NotHere("There is no such example call.")
    done = own_practice(db, member, search).get(example)
    if done is not None:
        return _key(search, found, done)
    return PracticeCallPage(search, found, _ratings(instrument(*search.instrument), found, {}), {})


def _ratings(used: Instrument, example: Example, given: Mapping[str, Answer]) -> list[Rating]:
    return [
        Rating(number, item, part, f"{item.id}-", _unit(used, item), given.get(item.id, Answer()), "")
        for number, part in enumerate(example.parts, 1)
        if (item := used.item[part.item])
    ]


def _unit(used: Instrument, item: Item) -> str:
    return used.number_maps[item.map].unit if item.map else ""


def _rated(page: PracticeCallPage, typed: Typed) -> dict[str, Answer]:
    """Item id → answer. Raises Mistakes for what cannot be taken, all questions at once."""
    used, mistakes = instrument(*page.search.instrument), dict[str, str]()
    rated: dict[str, Answer] = {}
    for each in page.ratings:
        try:
            rated[each.item.id] = read_answer(each.item, of_one(each.at, typed), used)
        except Mistakes as wrong:
            mistakes |= {f"{each.at}{name}": said for name, said in wrong.fields.items()}
    if mistakes:
        raise Mistakes(mistakes)
    return rated


def _again(page: PracticeCallPage, typed: Typed, mistakes: Mistakes) -> PracticeCallPage:
    """The page as it was sent, with its mistakes; one that names a whole question says it at the answers."""
    fields = {name if "-" in name else f"{name}-value": said for name, said in mistakes.fields.items()}
    return replace(page, ratings=[_shown(each, of_one(each.at, typed)) for each in page.ratings], mistakes=fields)


def _shown(rating: Rating, typed: Typed) -> Rating:
    return replace(rating, answer=as_typed(rating.item, typed), number_typed=last(typed, "number").strip())


def _key(search: Search, example: Example, done: Practised) -> PracticeKeyPage:
    used = instrument(*search.instrument)
    found, ratings = calibration(used, example, done.answers), _ratings(used, example, done.answers)
    compared = [Compared(rating, line, apart(line)) for rating, line in zip(ratings, found.lines, strict=True)]
    return PracticeKeyPage(search, used, example, severity_sentence(found), found.exact, compared)


def apart(line: Line) -> str:
    """“Just as the key”, “one point milder”, “two points harsher”."""
    if line.difference is None:
        return "Not rated"
    if line.difference == 0:
        return "Just as the key"
    size, side = abs(line.difference), "milder" if line.difference > 0 else "harsher"
    return f"{count(size).capitalize()} point{'' if size == 1 else 's'} {side} than the key"
