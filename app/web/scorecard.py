"""The scorecard of one recruiter as a PDF: the score and what it rests on, flags, every answer, and the method."""

import datetime
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.refusals import Conflict
from app.reports.comparison import ComparisonReport, filename
from app.reports.documents import Paper
from app.store.members import Member
from app.store.recruiters import vetting_for
from app.web.doors import Id, Reading
from app.web.paper import to_keep
from app.web.reported import day_of, printed_as, reported
from app.web.score import why_hidden
from app.web.scored import Entrant, scored_vetting

router = APIRouter()

EXPIRED = "This score is older than twelve months, so it leaves in no report. Open a new search to vet them again."
NOBODY = "Nobody has answered yet. The scorecard is here once one form is in."


@router.get("/vettings/{vetting_id}/scorecard.pdf")
async def pdf(visit: Reading, vetting_id: Id, paper: Paper = "a4") -> Response:
    await visit.read(vetting_for, vetting_id)  # who may not have it does not wait for it
    make = partial(_file, printed_as("scorecard", paper))
    return to_keep(*await visit.made(make, scorecard_of, vetting_id, day_of(visit.now)), "application/pdf")


def scorecard_of(db: Connection, member: Member, vetting_id: int, today: datetime.date) -> ComparisonReport:
    """The report of one vetting alone, as this member may have it. Raises NotHere, and Conflict where there is none."""
    scored = scored_vetting(db, member, vetting_for(db, member, vetting_id))
    if refusal := _why_not(member, scored.entrants[0]):
        raise Conflict(refusal)
    return reported(db, scored, today)


def _file(make: Callable[[ComparisonReport], bytes], told: ComparisonReport) -> tuple[bytes, str]:
    """The file and its name."""
    return make(told), filename(told.recruiters[0].name, told.date, what="Scorecard")


def _why_not(member: Member, entrant: Entrant) -> str:
    if entrant.vetting.expired_at is not None:
        return EXPIRED
    if entrant.hidden:
        return why_hidden(member, entrant)
    return "" if entrant.forms else NOBODY
