"""Every answer of every submitted form, question by question, in the words it was given in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.vetting.answers import Answer, Response, points
from app.vetting.instrument import FormKind, Instrument, Item
from app.vetting.wording import in_words

TITLES: dict[FormKind, tuple[str, str]] = {  # of one, of several
    "evaluator": ("Evaluator", "Evaluators"),
    "candidate": ("Candidate reference", "Candidate references"),
    "client": ("Client reference", "Client references"),
    "self": ("The recruiter’s own answers", "The recruiter’s own answers"),
}

REFERENCES: tuple[FormKind, ...] = ("candidate", "client")
Names = Mapping[tuple[str, str], str]  # (source, respondent) → how they are named


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as it is read. `points` 0 to 4; None where there are none: missing is never 0."""

    who: str
    words: str
    support: str  # how the recruiter backed it; empty where the form does not ask
    points: int | None
    capped_from: int | None  # the option chosen, where its backing lets it count for less
    note: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One item and what each respondent of the form answered."""

    item: str
    dimension: str
    prompt: str
    choices: str
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """All submitted forms of one kind, question by question in the order asked."""

    kind: FormKind
    title: str
    respondents: tuple[str, ...]
    counts: bool  # False: shown, but worth nothing in the index
    questions: tuple[QuestionLine, ...]


def all_answers(instrument: Instrument, responses: Sequence[Response], names: Names) -> tuple[FormAnswers, ...]:
    """The forms by kind. Without a name, a respondent keeps their own id."""
    by_kind = {kind: [r for r in responses if r.source == kind] for kind in TITLES}
    return tuple(_form(instrument, kind, given, names) for kind, given in by_kind.items() if given)


def named(responses: Sequence[Response]) -> dict[tuple[str, str], str]:
    """How each respondent is named: evaluators by name, references by role only, numbered where several."""
    names: dict[tuple[str, str], str] = {(r.source, r.respondent): r.respondent for r in responses}
    for kind in REFERENCES:
        several = [(kind, response.respondent) for response in responses if response.source == kind]
        role, _ = TITLES[kind]
        names |= {who: f"{role} {n}" if len(several) > 1 else role for n, who in enumerate(several, start=1)}
    return names


def choices(item: Item) -> str:
    """What a question cannot be read without: both sides of a pair, the parts of a checklist; else empty."""
    if item.sides:
        return f"A: “{item.sides[0]}” B: “{item.sides[1]}”"
    return "; ".join(item.elements)


def _form(instrument: Instrument, kind: FormKind, responses: Sequence[Response], names: Names) -> FormAnswers:
    return FormAnswers(
        kind=kind,
        title=TITLES[kind][len(responses) > 1],
        respondents=tuple(_name(r, names) for r in responses),
        counts=kind != "self",
        questions=tuple(_questions(instrument, kind, responses, names)),
    )


def _questions(
    instrument: Instrument, kind: FormKind, responses: Sequence[Response], names: Names
) -> Iterator[QuestionLine]:
    """In the order asked. A short form has no line for what it leaves out: that is not missing."""
    asked = [{item.id for item in instrument.asked(kind, r.length)} for r in responses]
    for item in instrument.asked(kind):
        lines = tuple(
            _line(instrument, item, r.answers.get(item.id), _name(r, names))
            for r, ids in zip(responses, asked, strict=True)
            if item.id in ids
        )
        if lines:
            name = instrument.dimension[item.dimension].name
            yield QuestionLine(item.id, name, item.prompt, choices(item), lines)


def _name(response: Response, names: Names) -> str:
    return names.get((response.source, response.respondent), response.respondent)


def _line(instrument: Instrument, item: Item, given: Answer | None, who: str) -> AnswerLine:
    answer = given or Answer(status="not_asked")
    worth = points(item, answer, instrument)
    capped = worth is not None and answer.points is not None and answer.points > worth
    return AnswerLine(
        who=who,
        words=in_words(item, answer, instrument),
        support=next((s.label for s in instrument.support_levels if worth is not None and s.id == answer.support), ""),
        points=worth,
        capped_from=answer.points if capped else None,
        note=answer.note,
        flagged=answer.flagged,
    )
