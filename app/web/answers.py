"""Every submitted answer about one recruiter, dimension by dimension, who gave it and in what words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import NotHere
from app.reports.answers import AnswerLine, all_answers, named
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_for
from app.store.remarks import Reply, shown_reply
from app.store.reopenings import Reopening, reopenings_of
from app.vetting.gap import matched
from app.vetting.instrument import Dimension, Instrument, Item
from app.vetting.scorecard import Scorecard
from app.vetting.scoring import score
from app.web.doors import Id, Reading
from app.web.evidence import Flagged, flags
from app.web.records import Person, people_of
from app.web.score import next_action
from app.web.scored import Entrant, seen_vetting

router = APIRouter()


SHOWN = {  # some of the answers: what a number elsewhere is made of
    "gap": "Only what both they and others answered",
    "evaluators": "Only what the evaluators answered",
    "flags": "Only what raised a flag",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one form with everybody's answer to it."""

    item: str
    form: str
    counts: bool  # False: the recruiter's own words, worth nothing in the score
    prompt: str
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One dimension: questions on the same matter stand next to each other, whoever was asked."""

    dimension: Dimension
    questions: tuple[Asked, ...]

    @property
    def answers(self) -> int:
        return sum(line.points is not None for asked in self.questions for line in asked.answers)


@dataclass(frozen=True, slots=True)
class AnswersPage:
    template: ClassVar[str] = "answers.html"
    vetting: Vetting
    hidden: bool
    action: str  # "start" or "continue" one's own form, or nothing
    reopenings: list[Reopening]
    sections: tuple[Section, ...]
    chosen: str  # the one dimension shown, or nothing for all
    show: str  # of which answers only, by SHOWN, or nothing for all
    shown: Mapping[str, str]
    people: list[Person]  # of the records
    reply: Reply
    raised: dict[tuple[str | None, str], list[Flagged]]  # item and who answered → the flags that answer raised


@router.get("/vettings/{vetting_id}/answers")
async def answers(visit: Reading, vetting_id: Id, dimension: str = "", show: str = "") -> Response:
    return visit.page(await visit.read(_page, vetting_id, dimension, show))


def _page(db: Connection, member: Member, vetting_id: int, chosen: str, show: str) -> AnswersPage:
    vetting = vetting_for(db, member, vetting_id)
    used, entrant = instrument(*vetting.search.instrument), seen_vetting(db, member, vetting)
    if chosen and chosen not in used.dimension:
        raise NotHere("This questionnaire has no such dimension. Open all answers and choose one there.")
    if show not in ("", *SHOWN):
        raise NotHere("There is no such choice of answers. Open all answers and go on from there.")
    card = score(used, entrant.responses, vetting.search.weights, entrant.log)
    raised = _raised(flags(used, card, entrant.responses, entrant.decided(card)))
    return AnswersPage(
        vetting=vetting,
        hidden=entrant.hidden,
        action=next_action(entrant),
        reopenings=reopenings_of(db, vetting.search.company_id, entrant.panel),
        sections=_sections(used, entrant, _wanted(used, card, show, raised)),
        chosen=chosen,
        show=show,
        shown=SHOWN,
        people=[] if chosen or show else people_of(entrant.log),
        reply=shown_reply(db, vetting, entrant.hidden),
        raised=raised,
    )


def _raised(found: list[Flagged]) -> dict[tuple[str | None, str], list[Flagged]]:
    raised: dict[tuple[str | None, str], list[Flagged]] = {}
    for flag in found:
        for cause in flag.causes:
            raised.setdefault((cause.item, cause.who), []).append(flag)
    return raised


def _wanted(
    used: Instrument, card: Scorecard, show: str, raised: Mapping[tuple[str | None, str], list[Flagged]]
) -> Callable[[Item], bool]:
    """Which questions are shown: those a number is made of, or all."""
    if show == "gap":
        facets = matched(used, card.forms)
        return lambda item: item.facet in facets
    if show == "flags":
        items = {item for item, _ in raised}
        return lambda item: item.id in items
    return lambda item: show != "evaluators" or item.form == "evaluator"


def _sections(used: Instrument, entrant: Entrant, wanted: Callable[[Item], bool]) -> tuple[Section, ...]:
    """In the order of a call; within a dimension facet by facet, so that what is said stands beside what is shown."""
    forms = all_answers(used, entrant.responses, named(entrant.responses))
    place = {item: n for n, facet in enumerate(used.facets) for item in facet.items}
    asked = [
        Asked(question.item, form.title, form.counts, question.prompt, question.answers)
        for form in forms
        for question in form.questions
        if wanted(used.item[question.item])
    ]
    by_facet = sorted(asked, key=lambda one: place[one.item])
    return tuple(
        Section(used.dimension[d], tuple(one for one in by_facet if used.item[one.item].dimension == d))
        for d in used.call_order
    )
