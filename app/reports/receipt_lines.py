"""The lines of a receipt: each question in the order asked, and what was submitted, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.reports.answers import AnswerLine, all_answers
from app.vetting.answers import Answer, Response
from app.vetting.instrument import Instrument, Item

DECLINED = "I prefer not to say"
SKIPPED = "Not answered"
SIDES = ("A", "B")  # how the answers to a pair begin; where the sides were shuffled a letter says nothing


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One question and what was submitted. `points` and `capped_from` are None for everybody but evaluators."""

    number: int
    item: str
    part: str  # the dimension, for evaluators only
    question: str
    choices: str  # the sides of a pair, the parts of a checklist
    answer: str
    support: str
    points: int | None
    capped_from: int | None
    note: str
    flagged: bool


def receipt_lines(instrument: Instrument, response: Response, shuffled: bool) -> Iterator[ReceiptLine]:
    """In the order asked: a call goes by dimension, everybody else is asked in the order of their form."""
    (form,) = all_answers(instrument, [response], {})
    scored = response.source == "evaluator"
    place = {instrument.dimension[d].name: n for n, d in enumerate(instrument.call_order)}
    questions = sorted(form.questions, key=lambda q: place[q.dimension]) if scored else form.questions
    for number, question in enumerate(questions, start=1):
        item, line = instrument.item[question.item], question.answers[0]
        yield ReceiptLine(
            number=number,
            item=item.id,
            part=question.dimension if scored else "",
            question=question.prompt,
            choices=_sides(item) if shuffled and item.sides else question.choices,
            answer=_words(item, line, response.answers.get(item.id), scored, shuffled),
            support=line.support,
            points=line.points if scored else None,
            capped_from=line.capped_from if scored else None,
            note=line.note,
            flagged=line.flagged,
        )


def _words(item: Item, line: AnswerLine, given: Answer | None, scored: bool, shuffled: bool) -> str:
    """The answer as its page words it; who was asked by a link was asked everything, and may have left it out."""
    if not scored and (given is None or given.status == "not_asked"):
        return SKIPPED
    if not scored and given and given.status == "declined":
        return given.reason or DECLINED
    letter, _, more = line.words.partition(" ")
    if shuffled and item.sides and letter in SIDES:
        return f"“{item.sides[SIDES.index(letter)]}” {more}"
    return line.words


def _sides(item: Item) -> str:
    return " or ".join(f"“{side}”" for side in item.sides or ())
