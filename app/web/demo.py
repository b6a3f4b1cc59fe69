"""The demo search: its address, and the button that removes it."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.actions.demo import remove_demo
from app.refusals import NotHere
from app.store.members import Member
from app.store.searches import demo_search
from app.web.doors import Anyone

router = APIRouter()


@router.get("/demo")
async def demo(visit: Anyone) -> Response:
    return visit.go(f"/searches/{await visit.read(_demo)}/compare")


@router.post("/demo/remove")
async def remove(visit: Anyone) -> Response:
    await visit.write(remove_demo, visit.now)
    return visit.go("/", "The demo search is removed. “followthrough demo” brings it back.")


def _demo(db: Connection, member: Member) -> int:  # noqa: ARG001
    if found := demo_search(db):
        return found.id
    raise NotHere("The demo search was removed. “followthrough demo” brings it back.")
