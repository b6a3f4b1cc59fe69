"""Renewing a score in its last 30 days, with one click."""

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.renew import renew
from app.web.asked import came_from
from app.web.doors import Id, Managing

router = APIRouter()


@router.post("/vettings/{vetting_id}/renew")
async def renewed(visit: Managing, vetting_id: Id) -> Response:
    await visit.typed()
    name = await visit.write(renew, vetting_id, visit.now)
    back = came_from(visit.request) or f"/vettings/{vetting_id}/score"
    return visit.go(back, f"The score of {name} is renewed for 12 months from today.")
