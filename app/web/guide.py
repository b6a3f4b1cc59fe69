"""The interview guide of one recruiter as a PDF: every question of the call, to be filled in by hand."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.reports.documents import Paper
from app.reports.guide import Guide, guide, guide_pdf
from app.store.instruments import instrument
from app.store.members import Member
from app.store.recruiters import vetting_for
from app.web.doors import Evaluating, Id
from app.web.paper import as_pdf, file_name

router = APIRouter()


@router.get("/vettings/{vetting_id}/guide.pdf")
async def pdf(visit: Evaluating, vetting_id: Id, paper: Paper = "a4") -> Response:
    """A blank form, so there is nothing in it that anybody could not see yet."""
    told = await visit.read(_guide, vetting_id)
    return await as_pdf(lambda guide: guide_pdf(guide, paper), told, file_name("Interview guide", told.recruiter))


def _guide(db: Connection, member: Member, vetting_id: int) -> Guide:
    vetting = vetting_for(db, member, vetting_id)
    search = vetting.search
    about = {"recruiter": vetting.name, "firm": vetting.firm, "search": search.title, "company": search.company}
    return guide(instrument(*search.instrument), search.length, **about)
