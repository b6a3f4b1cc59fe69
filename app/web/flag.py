"""One flag of a recruiter: what raised it, what was decided on it and why, and writing the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.decide_flag import CHOOSE, LONGEST, OUTCOMES, SHORTEST, WHY, decide_flag
from app.refusals import Mistakes, NotHere
from app.store.flag_decisions import FlagDecision
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import Vetting, vetting_for
from app.store.remarks import Reply, shown_reply
from app.vetting.card_sentences import flag_text
from app.vetting.flags import BY_HAND, is_serious
from app.web import forms, words
from app.web.doors import Id, Managing, Reading, Visit
from app.web.evidence import Flagged, flags
from app.web.score import next_action
from app.web.scored import scored_vetting

router = APIRouter()


class Deciding(forms.Form):
    outcome: Literal["explained", "accepted", "against"]
    why: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST),
        AfterValidator(forms.seen),
    ]


SENTENCES = {"outcome": CHOOSE, "why": WHY}


@dataclass(frozen=True, slots=True)
class FlagPage:
    template: ClassVar[str] = "flag.html"
    vetting: Vetting
    hidden: bool
    action: str  # "start" or "continue" one's own form, or nothing
    flag: str
    text: str
    serious: bool
    raised: Flagged | None  # None where nothing raises it now
    history: list[FlagDecision]  # newest first
    reply: Reply
    outcomes: Mapping[str, str]
    may_decide: bool
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


@router.get("/vettings/{vetting_id}/flags/{flag}")
async def shown(visit: Reading, vetting_id: Id, flag: str) -> Response:
    return visit.page(await visit.read(_page, vetting_id, flag))


@router.post("/vettings/{vetting_id}/flags/{flag}")
async def decided(visit: Managing, vetting_id: Id, flag: str) -> Response:
    await visit.read(_page, vetting_id, flag)
    typed = await visit.typed()
    try:
        form = forms.read(Deciding, typed, SENTENCES)
        await visit.write(decide_flag, vetting_id, flag, form.outcome, form.why, visit.now)
    except Mistakes as mistakes:
        return await _again(visit, vetting_id, flag, typed, mistakes)
    return visit.go(f"/vettings/{vetting_id}/score#flags", "Your decision stands beside the flag. No score changed.")


async def _again(
    visit: Visit, vetting_id: int, flag: str, typed: Mapping[str, list[str]], mistakes: Mistakes
) -> Response:
    kept = {name: values[-1] for name, values in typed.items()}
    return visit.page(await visit.read(_page, vetting_id, flag, kept, mistakes.fields), status=422)


def _page(
    db: Connection,
    member: Member,
    vetting_id: int,
    flag: str,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> FlagPage:
    vetting = vetting_for(db, member, vetting_id)
    used = instrument(*vetting.search.instrument)
    if flag not in {*used.flag, BY_HAND}:
        raise NotHere("This questionnaire has no such flag. Open the scorecard and choose one there.")
    scored = scored_vetting(db, member, vetting)
    entrant, card = scored.entrants[0], scored.comparison.cards.get(scored.entrants[0].key)
    found = flags(used, card, entrant.responses, entrant.decided(card)) if card else []
    raised = next((one for one in found if one.id == flag), None)
    return FlagPage(
        vetting=vetting,
        hidden=entrant.hidden,
        action=next_action(entrant),
        flag=flag,
        text=flag_text(used, flag),
        serious=is_serious(used, flag),
        raised=raised,
        history=[decision for decision in entrant.decisions if decision.flag == flag],
        reply=shown_reply(db, vetting, entrant.hidden),
        outcomes=OUTCOMES,
        may_decide=raised is not None and member.role in words.MANAGING and not vetting.search.demo,
        typed=typed or {},
        mistakes=mistakes or {},
    )
