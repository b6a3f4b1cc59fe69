"""Written example calls to rate for practice: what the recruiter said, the key to each answer, and why."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.vetting.answers import Answer
from app.vetting.example_checks import example_mistakes
from app.vetting.instrument import Instrument
from app.vetting.marks import read_sheet
from app.vetting.reading import EXAMPLES, InstrumentMistakes
from app.vetting.shape_mistakes import shaped
from app.vetting.written import Number, Text, Word, Written


@dataclass(frozen=True, slots=True)
class Part:
    """One question of an example. `item` is its id; `answer` is the key, always an answered one."""

    item: str
    told: str  # what the recruiter says; round brackets hold what the evaluator does and sees
    answer: Answer
    why: str


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up call. Its parts are the short form's questions, each once, in the order of the call."""

    id: str
    title: str
    person: str
    intro: str
    parts: tuple[Part, ...]


class KeyShape(Written):
    """The key as written; example_checks.py says which of these each type of question needs."""

    points: int | None = None
    number: Number | None = None
    no_number: bool = False
    ticks: list[int] | None = None  # counted from 1
    support: str | None = None


class PartShape(Written):
    told: Text
    key: KeyShape
    why: Text


class ExampleShape(Written):
    title: Text
    person: Text
    intro: Text
    parts: dict[str, PartShape]


class ExamplesShape(Written):
    """The whole file."""

    examples: Annotated[dict[Word, ExampleShape], Field(min_length=1)]


def read_examples(text: str, instrument: Instrument) -> tuple[Example, ...]:
    """The text of an examples.yaml, in its order. Raises InstrumentMistakes with every mistake, by line and key."""
    sheet = read_sheet(EXAMPLES, text)
    shape = shaped(ExamplesShape, sheet)
    mistakes = [*sheet.mistakes, *example_mistakes(sheet.top["examples"], instrument)]
    if mistakes or shape is None:
        raise InstrumentMistakes(mistakes)
    return tuple(_example(id, written) for id, written in shape.examples.items())


def _example(id: str, written: ExampleShape) -> Example:
    parts = tuple(Part(item, each.told, _answer(each.key), each.why) for item, each in written.parts.items())
    return Example(id, written.title, written.person, written.intro, parts)


def _answer(key: KeyShape) -> Answer:
    return Answer(
        points=key.points,
        number=key.number,
        no_number=key.no_number,
        ticks=None if key.ticks is None else frozenset(tick - 1 for tick in key.ticks),
        support=key.support,
    )
