"""Saving the weights of a comparison under a name."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from app.actions.weigh import weigh
from app.refusals import Mistakes
from app.web import words
from app.web.doors import Id, Managing
from app.web.weighing import HEAVIEST, PREFIX

router = APIRouter()

LONGEST = 80  # characters of a name


@router.post("/searches/{search_id}/weights")
async def save(visit: Managing, search_id: Id) -> Response:
    """Keep the weights that were tried as those of the search, and show the comparison under them."""
    typed = {name: values[-1].strip() for name, values in (await visit.typed()).items()}
    name, weights = _name(typed.pop("name", "")), _weights(typed)
    await visit.write(weigh, search_id, name, weights, visit.now)
    return visit.go(f"/searches/{search_id}/compare", f"Saved as “{name}”. Scores and reports follow these weights.")


def _name(typed: str) -> str:
    if not words.visible(typed) or len(typed) > LONGEST:
        raise Mistakes({"name": f"Give these weights a name of up to {LONGEST} characters, then save them."})
    return typed


def _weights(typed: Mapping[str, str]) -> dict[str, int]:
    whole = {str(weight): weight for weight in range(HEAVIEST + 1)}
    if bad := next((name for name, value in typed.items() if not name.startswith(PREFIX) or value not in whole), None):
        raise Mistakes({"weights": f"“{bad[:40]}” is no weight from 0 to {HEAVIEST}. Move its slider and save again."})
    return {name.removeprefix(PREFIX): whole[value] for name, value in typed.items()}
