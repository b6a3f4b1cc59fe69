"""Panels for tests: people who answer, in one line each."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.store.instruments import DEFAULT, instrument
from app.vetting.answers import Answer, Response, points
from app.vetting.instrument import FormKind, Item
from app.vetting.log import Log, LogCandidate

INSTRUMENT = instrument(*DEFAULT)
DIMENSIONS = tuple(INSTRUMENT.dimension)
VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vetting" / "vectors.json").read_text(encoding="utf-8"))
UNITS: dict[str, Any] = VECTORS["units"]
RECRUITERS: dict[str, dict[str, Any]] = {recruiter["id"]: recruiter for recruiter in VECTORS["recruiters"]}
SOURCES: tuple[FormKind, ...] = ("evaluator", "candidate", "client")
NA = Answer(status="na", reason="There was no such case.")
BLANK = (Answer(status="not_asked"), Answer(status="declined"))
NONE: Mapping[str, Answer | int] = {}
NUMBERS = [Fraction(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 19, 20, 30, 31, 50)]


def worth(wanted: int, item: Item) -> Answer:
    """An answer to `item` worth `wanted` points; the next option above where there is none."""
    if item.type == "checklist":
        return Answer(ticks=frozenset(range(wanted)))
    if item.type == "number":
        answers = [Answer(number=number) for number in NUMBERS]
        return next(answer for answer in answers if points(item, answer, INSTRUMENT) == wanted)
    return Answer(
        points=min(o.points for o in item.options if o.points >= wanted), support="shown" if item.support else None
    )


def form(
    source: FormKind = "evaluator", respondent: str = "ev1", all: int = 3, but: Mapping[str, Answer | int] = NONE
) -> Response:
    """A form with every answer worth `all` points but for some: an answer, or what it is worth."""
    given = {item.id: worth(all, item) for item in INSTRUMENT.asked(source)}
    for id, answer in but.items():
        given[id] = worth(answer, INSTRUMENT.item[id]) if isinstance(answer, int) else answer
    return Response(source, respondent, given)


def dimension(id: str, wanted: int, source: FormKind = "evaluator") -> dict[str, Answer | int]:
    """For `form`: every item of one dimension worth `wanted`."""
    return {item.id: wanted for item in INSTRUMENT.asked(source) if item.dimension == id}


def exact(number: Fraction | None) -> str | None:
    """As the vectors write it."""
    return None if number is None else f"{number.numerator}/{number.denominator}"


def fraction(text: str) -> Fraction:
    return Fraction(text)


weights = st.fixed_dictionaries({d: st.integers(1, 50).map(lambda tenth: Fraction(tenth, 10)) for d in DIMENSIONS})
_ANSWERS = {i.id: (*(worth(p, i) for p in range(5)), NA, *BLANK) for i in INSTRUMENT.items}


def response(source: FormKind, respondent: str) -> st.SearchStrategy[Response]:
    """Any form, blanks included; one byte an answer, because that is drawn fast."""
    items = [item.id for item in INSTRUMENT.asked(source)]

    def filled(drawn: bytes) -> Response:
        return Response(source, respondent, {i: _ANSWERS[i][b % 8] for i, b in zip(items, drawn, strict=True)})

    return st.binary(min_size=len(items), max_size=len(items)).map(filled)


@st.composite
def panel(draw: st.DrawFn, sources: tuple[FormKind, ...] = SOURCES) -> list[Response]:
    """One to four forms about one recruiter."""
    chosen = draw(st.lists(st.sampled_from(sources), min_size=1, max_size=4))
    return [draw(response(source, f"{source} {n}")) for n, source in enumerate(chosen)]


@st.composite
def log(draw: st.DrawFn) -> Log:
    """Any log of up to eight candidates."""
    days = st.lists(st.integers(0, 100), max_size=5).map(tuple)
    day = st.none() | st.integers(0, 100)
    candidate = st.builds(
        LogCandidate,
        start=st.integers(0, 60),
        contacts=days,
        interviews=days,
        ended=day,
        told=day,
        withdrew=st.booleans(),
        promises=st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=3).map(tuple),
    )
    return Log(100, tuple(draw(st.lists(candidate, max_size=8))))
