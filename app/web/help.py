"""How the score is made, in plain words, from the instrument's own constants."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import Response

from app.store.instruments import DEFAULT, instrument
from app.vetting.instrument import Instrument
from app.vetting.worked_example import WorkedExample, worked_example
from app.web.doors import Anyone

router = APIRouter()


@dataclass(frozen=True, slots=True)
class HelpPage:
    template: ClassVar[str] = "help.html"
    instrument: Instrument
    example: WorkedExample


@router.get("/help")
async def how_the_score_is_made(visit: Anyone) -> Response:
    used = instrument(*DEFAULT)
    return visit.page(HelpPage(used, worked_example(used)))
