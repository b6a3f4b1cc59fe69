"""The questions of the interview guide: part by part in the order of a call, each with all it can be answered with."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.reports.answers import choices
from app.vetting.instrument import Instrument, Item


@dataclass(frozen=True, slots=True)
class GuideOption:
    """One worded answer and the points 0 to 4 it stands for; `flag` says that it asks for a second look."""

    points: int
    text: str
    flag: bool


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """One question. It is answered by one of `ladder`, by a number in `unit`, or by the `parts` that were heard."""

    number: int
    item: str
    spoken: str  # said aloud; empty where there is only something to do
    instruction: str
    probe: str
    choices: str  # the two sides of a pair
    ladder: tuple[GuideOption, ...]  # lowest first
    parts: tuple[str, ...]
    unit: str
    support: bool  # asks how the answer was backed
    na_when: str  # empty where "does not apply" is not offered


@dataclass(frozen=True, slots=True)
class GuideSection:
    """One dimension in the order of a call; `by_minute`: of the call, when its questions should be done."""

    name: str
    one_line: str
    by_minute: int
    questions: tuple[GuideQuestion, ...]


def guide_sections(instrument: Instrument, length: str, minutes: int) -> Iterator[GuideSection]:
    """The dimensions in the order they are talked over; time is shared out by questions, in whole minutes."""
    asked = instrument.asked("evaluator", length)
    done = 0
    for dimension in (instrument.dimension[id] for id in instrument.call_order):
        items = [item for item in asked if item.dimension == dimension.id]
        questions = tuple(_question(instrument, item, number) for number, item in enumerate(items, start=done + 1))
        done += len(items)
        if items:
            yield GuideSection(dimension.name, dimension.one_line, -(-minutes * done // len(asked)), questions)


def _question(instrument: Instrument, item: Item, number: int) -> GuideQuestion:
    ladder = sorted(item.options, key=lambda option: option.points)
    return GuideQuestion(
        number=number,
        item=item.id,
        spoken=item.spoken,
        instruction=item.instruction,
        probe=item.probe or "",
        choices=choices(item) if item.sides else "",
        ladder=tuple(GuideOption(option.points, option.text, option.flag is not None) for option in ladder),
        parts=item.elements,
        unit=instrument.number_maps[item.map].unit if item.map else "",
        support=item.support,
        na_when=item.na_when or "",
    )
