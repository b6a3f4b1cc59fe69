"""The comparison: who is ahead and how sure that is, what the order hangs on, and everyone side by side."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.instruments import instrument
from app.store.members import Member
from app.store.searches import Search, search_for
from app.store.weightings import Weighting, weightings_of
from app.vetting.card_sentences import BAND_EXPLAINED
from app.vetting.combining import WeightsMistake
from app.vetting.sentences import DIFFERENT_EVALUATORS, headline, lead_sentence, levelling_sentence
from app.web import words
from app.web.doors import Id, Reading, Visit
from app.web.evidence import undecided
from app.web.league import Place, Waiting, places, waiting
from app.web.matrix import Matrix, matrix
from app.web.near import Near
from app.web.scored import Scored, near_search, score_of
from app.web.weighing import Asked, Preset, Slider, asked_for, presets, sliders

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ComparePage:
    template: ClassVar[str] = "compare.html"
    search: Search
    asked: Asked
    headline: str
    counts: str
    levelled: str  # what the order allows for; empty where nothing is
    caution: str
    band_explained: str
    undecided: int  # serious flags that wait for a decision
    places: list[Place]
    waiting: list[Waiting]
    matrix: Matrix | None
    presets: list[Preset]
    sliders: list[Slider]
    history: list[Weighting]  # of the search's weights, newest first
    may_save: bool
    firm: str  # what it would take to change who is first; empty where there is nothing to change
    mistake: str  # why these weights give no order


@dataclass(frozen=True, slots=True)
class Read:
    """What the page rests on."""

    search: Search
    near: Near
    history: list[Weighting]


@router.get("/searches/{search_id}/compare")
async def compare(visit: Reading, search_id: Id) -> Response:
    read = await visit.read(_read, search_id)
    asked = asked_for(instrument(*read.search.instrument), search_id, visit.request.query_params.multi_items())
    try:
        return await visit.again((read, asked), lambda: _page(read, asked), _fragment(visit))
    except WeightsMistake as mistake:
        return visit.page(_without_order(read, asked, str(mistake)), _fragment(visit), 422)


def _fragment(visit: Visit) -> str | None:
    """The sliders renew all results, a row or a choice of columns only the table; going back in history, the page."""
    if not visit.by_htmx or visit.request.headers.get("HX-History-Restore-Request"):
        return None
    return "matrix" if "matrix" in visit.request.headers.get("HX-Target", "") else "results"


def _read(db: Connection, member: Member, search_id: int) -> Read:
    search = search_for(db, member, search_id)
    return Read(search, near_search(db, member, search), weightings_of(db, search))


def _page(read: Read, asked: Asked) -> ComparePage:
    """Raises WeightsMistake where the weights that are asked for leave nothing to score."""
    weights = {**read.search.weights, **{d: Fraction(weight) for d, weight in asked.weights.items()}}
    return _scored_page(read.near.member, score_of(read.near, read.search, weights), asked, read.history)


def _without_order(read: Read, asked: Asked, mistake: str) -> ComparePage:
    page = _scored_page(read.near.member, score_of(read.near, read.search), asked, read.history)
    none = replace(page, headline="No order with these weights", levelled="", places=[], matrix=None, firm="")
    return replace(none, mistake=mistake)


def _scored_page(member: Member, scored: Scored, asked: Asked, history: list[Weighting]) -> ComparePage:
    rows, lines = places(scored), sliders(scored.instrument, scored.search.weights, asked)
    return ComparePage(
        search=scored.search,
        asked=asked,
        headline=_headline(scored, rows),
        counts=_counts(rows),
        levelled=levelling_sentence(scored.comparison) if len(rows) > 1 else "",
        caution=DIFFERENT_EVALUATORS if len(rows) > 1 and scored.comparison.different_evaluators else "",
        band_explained=BAND_EXPLAINED,
        undecided=undecided(scored),
        places=rows,
        waiting=waiting(member, scored),
        matrix=matrix(scored.instrument, rows, asked) if len(rows) > 1 else None,
        presets=presets(scored.instrument, lines, asked),
        sliders=lines,
        history=history,
        may_save=member.role in words.MANAGING and not scored.search.demo,
        firm=lead_sentence(scored.comparison, scored.instrument),
        mistake="",
    )


def _headline(scored: Scored, rows: list[Place]) -> str:
    if len(rows) > 1:
        return headline(scored.comparison)
    return "Add another recruiter to compare" if rows else "Nothing to compare yet"


def _counts(rows: list[Place]) -> str:
    """“Comparison of 5 recruiters · 3 evaluators, 8 references, 10 candidate records”."""
    forms = [form for row in rows for form in row.entrant.forms]
    evaluators = {(form.member_id, form.respondent) for form in forms if form.source == "evaluator"}
    references = sum(form.source in ("candidate", "client") for form in forms)
    records = sum(len(row.entrant.log.candidates) for row in rows if row.entrant.log)
    counted = [
        words.count(len(evaluators), "evaluator"),
        *([words.count(references, "reference")] if references else []),
        *([words.count(records, "candidate record")] if records else []),
    ]
    return f"Comparison of {words.count(len(rows), 'recruiter')} · {', '.join(counted)}" if len(rows) > 1 else ""
