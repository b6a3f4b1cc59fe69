"""The first address: the demo comparison for a newcomer, the searches for a member; and the theme switch."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from app.store.members import Member, first_company
from app.store.searches import demo_search
from app.web.asked import came_from
from app.web.doors import Anyone
from app.web.security import is_own_address

router = APIRouter()


@router.get("/")
async def home(visit: Anyone) -> Response:
    if visit.member.id is not None:
        return visit.go("/searches")
    return visit.go(await visit.read(_first_page))


def _first_page(db: Connection, member: Member) -> str:  # noqa: ARG001 - every reading is for a member
    if first_company(db):
        return "/sign-in"
    demo = demo_search(db)
    return f"/searches/{demo.id}/compare" if demo else "/welcome"


@router.post("/theme")
async def theme(visit: Anyone) -> Response:
    """Switch between light and dark; remembered in a cookie, so that no script is needed."""
    typed = await visit.typed()
    back = came_from(visit.request) or typed.get("back", ["/"])[-1]  # scripts may have changed the address since
    answer = visit.go(back if is_own_address(back) else "/")
    wanted = "dark" if typed.get("theme") == ["dark"] else "light"
    answer.set_cookie("theme", wanted, max_age=31_536_000, httponly=True, samesite="lax")
    return answer
