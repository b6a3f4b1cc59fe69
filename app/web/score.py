"""The scorecard of one recruiter: the score, what it is made of, what was heard, and what to look at."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.reports.charts import Chart, contrib, tone, who
from app.reports.figures import adding_up
from app.reports.findings import ONE_QUESTION, no_score, sentence
from app.reports.scorecard import marks as letters
from app.reports.scorecard import reported
from app.store.expiry import Ending, ending
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_for
from app.store.remarks import Reply, shown_reply
from app.store.reopenings import Reopening, reopenings_of
from app.store.responses import Filled
from app.vetting import card_sentences
from app.vetting.contributions import by_dimension
from app.vetting.instrument import Dimension, Instrument
from app.vetting.scorecard import Scorecard, reportable
from app.vetting.uncertainty import dimension_range
from app.web import words
from app.web.agreement import Agreed, agreed
from app.web.doors import Id, Reading
from app.web.evidence import Flagged, Quote, flags, heard, quotes
from app.web.scored import Entrant, Result, scored_vetting
from app.web.steps import NextSteps, next_steps

router = APIRouter()

State = Literal["scored", "no score", "nobody yet", "hidden"]
QUOTES = 3  # notes shown for a recruiter, and against


@dataclass(frozen=True, slots=True)
class Line:
    """One dimension in “Why”; without a score, `why_not` says so and nothing else is drawn."""

    id: str
    name: str
    share: Fraction  # of the whole weight, 0..1
    score: Fraction | None
    who: Chart | None
    said_by: str  # the chart in words
    bar: Chart | None
    points: Fraction | None  # in tenths, which add up to the total in tenths; None where it is not scored
    why_not: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a score rests on."""

    result: Result
    marks: list[str]  # what must be said beside a score that rests on little
    sentence: str  # of the dimensions, and the gap where it tells
    status: str  # why the score is provisional, or nothing
    lines: list[Line]
    total: Fraction  # the sum of the points in tenths
    evaluators: list[tuple[str, str]]  # mark on the charts, name
    speaks_for: list[Quote]
    speaks_against: list[Quote]
    gap: str
    agreed: Agreed | None
    steps: NextSteps | None


@dataclass(frozen=True, slots=True)
class ScorePage:
    template: ClassVar[str] = "score.html"
    vetting: Vetting
    state: State
    action: str  # "start" or "continue" one's own form, or nothing
    receipt: bool  # of one's own form
    reopenings: list[Reopening]
    ending: list[Ending]  # the score itself, where it ends soon
    why_none: str
    facts: list[tuple[str, str]]
    views: list[Filled]  # evaluators' own view, kept apart from the score
    answers: int
    range_explained: str
    band_explained: str
    flags: list[Flagged]
    reply: Reply
    dimensions: tuple[Dimension, ...]
    shown: tuple[str, ...]  # what of the reply stands beside its flag
    sheet: Sheet | None


@router.get("/vettings/{vetting_id}/score")
async def score(visit: Reading, vetting_id: Id) -> Response:
    return visit.page(await visit.read(_page, vetting_id, visit.now))


def next_action(entrant: Entrant) -> str:
    """What the member can do about their own form: start it, continue it, or nothing; too late once it expired."""
    if not entrant.asked or entrant.vetting.expired_at is not None:
        return ""
    return "continue" if entrant.own else "start"


def why_hidden(member: Member, entrant: Entrant) -> str:
    """What opens the answers of a vetting that is hidden from this member."""
    if entrant.asked:
        return "Hidden until your own form is in."
    if member.role == "evaluator":
        return "Others evaluate here. You are not asked to."
    return "Hidden until the evaluators’ forms are in."


def _page(db: Connection, member: Member, vetting_id: int, now: int) -> ScorePage:
    vetting = vetting_for(db, member, vetting_id)
    scored = scored_vetting(db, member, vetting)
    entrant, used = scored.entrants[0], scored.instrument
    card = scored.comparison.cards.get(entrant.key)
    raised = flags(used, card, entrant.responses, entrant.decided(card)) if card else []
    return ScorePage(
        vetting=vetting,
        state=_state(entrant),
        action=next_action(entrant),
        receipt=entrant.own is not None and entrant.own.state == "submitted",
        reopenings=reopenings_of(db, vetting.search.company_id, entrant.panel),
        ending=[] if vetting.search.demo else ending(db, member, now, [vetting_id]),
        why_none=no_score(entrant.responses),
        facts=_facts(entrant),
        views=[form for form in entrant.forms if form.source == "evaluator" and form.impression],
        answers=sum(a.status == "answered" for form in entrant.forms for a in form.answers.values()),
        range_explained=card_sentences.RANGE_EXPLAINED,
        band_explained=card_sentences.BAND_EXPLAINED,
        flags=raised,
        reply=shown_reply(db, vetting, entrant.hidden),
        dimensions=used.dimensions,
        shown=tuple(f"flag.{one.id}" for one in raised),
        sheet=_sheet(used, entrant, entrant.result) if entrant.result else None,
    )


def _state(entrant: Entrant) -> State:
    if entrant.hidden:
        return "hidden"
    if not entrant.forms:
        return "nobody yet"
    return "scored" if entrant.result else "no score"


def _sheet(used: Instrument, entrant: Entrant, result: Result) -> Sheet:
    card = result.card
    speaks_for, speaks_against = heard(quotes(used, card, entrant.responses), QUOTES)
    return Sheet(
        result=result,
        marks=marks(entrant, card),
        sentence=sentence(used, card, entrant.vetting.name, entrant.responses),
        status=card_sentences.status_sentence(used, card),
        lines=_lines(used, card, result.index),
        total=round(result.index, 1),
        evaluators=[(mark, name) for name, mark in _letters(card).items()],
        speaks_for=speaks_for,
        speaks_against=speaks_against,
        gap=card_sentences.gap_sentence(card.gap, used.scoring) if card.gap else "",
        agreed=agreed(used, card),
        steps=next_steps(used, card),
    )


def marks(entrant: Entrant, card: Scorecard) -> list[str]:
    """Provisional, short form, one evaluator (measurement 4.2, 4.6)."""
    evaluators = [form for form in entrant.forms if form.source == "evaluator"]
    return [
        *(["Provisional"] if card.status == "provisional" else []),
        *(["Short form"] if any(form.length == "short" for form in evaluators) else []),
        *(["One evaluator"] if len(evaluators) == 1 else []),
    ]


def _facts(entrant: Entrant) -> list[tuple[str, str]]:
    """Who answered; what is missing says what it costs."""
    own = next((form for form in entrant.forms if form.source == "self"), None)
    wider = ", so the range is wider" if entrant.result else ""
    return [
        ("Evaluators", f"{entrant.evaluators_in} submitted" if entrant.evaluators_in else "None, so the score waits"),
        ("References", f"{entrant.references} replied" if entrant.references else f"None yet{wider}"),
        ("Own answers", f"Received {words.day(own.submitted_at)}" if own and own.submitted_at else "None, so no gap"),
        (
            "Candidate records",
            words.count(len(entrant.log.candidates), "person", "people") + " shared"
            if entrant.log
            else "Not shared, so nothing is counted",
        ),
    ]


def _lines(used: Instrument, card: Scorecard, index: Fraction) -> list[Line]:
    exact = by_dimension(card.contributions)
    points = dict(zip(exact, adding_up(list(exact.values()), index), strict=True))
    total = sum((card.weights[d] for d, score in card.dimensions.items() if score is not None), Fraction(0))
    largest = max(map(abs, exact.values()), default=Fraction(0))
    alone = reportable(used, card)
    lines = []
    for dimension in used.dimensions:
        d, score = dimension.id, card.dimensions[dimension.id]
        share = Fraction(0) if score is None else card.weights[d] / total
        if score is None or d not in alone:
            why = ONE_QUESTION if score is not None else _why_not(card, d)
            lines.append(Line(d, dimension.name, share, None, None, "", None, points.get(d), why))
            continue
        drawn, told = _who(used, card, d, score)
        lines.append(Line(d, dimension.name, share, score, drawn, told, contrib(exact[d], largest), points[d], ""))
    return lines


def _who(used: Instrument, card: Scorecard, dimension: str, score: Fraction) -> tuple[Chart, str]:
    """Who says what of one dimension, as a chart and in words."""
    marks = [
        (form.respondent, said)
        for form in card.forms
        if form.source == "evaluator" and (said := form.dimensions[dimension].score) is not None
    ]
    others, own = reported(card, dimension), card.source_dimensions.get("self", {}).get(dimension)
    low, high = dimension_range(used, score, card.asked(dimension))
    told = [f"{name} {words.signed(said)}" for name, said in marks]
    told += [f"references and records {words.signed(others)}"] if others is not None else []
    told += [f"own claim {words.signed(own)}"] if own is not None else []
    told += [f"likely {words.signed(low)} to {words.signed(high)}"]
    mark = _letters(card)
    drawn = who(low, high, [(mark[name], said) for name, said in marks], others, own, tone(score))
    return drawn, ", ".join(told)


def _letters(card: Scorecard) -> dict[str, str]:
    """Evaluator → the mark on the charts."""
    names = [form.respondent for form in card.forms if form.source == "evaluator"]
    return dict(zip(names, letters(names), strict=True))


def _why_not(card: Scorecard, dimension: str) -> str:
    forms = [form.dimensions[dimension] for form in card.forms if form.source != "self"]
    if forms and all(form.coverage is None for form in forms):
        return "Not scored: nothing in it applies"
    return "Not scored: fewer than half of its questions were answered"
