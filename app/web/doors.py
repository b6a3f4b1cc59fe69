"""Who may pass: every route declares it, and gets a Visit that knows who is asking."""

import time
from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from fastapi import Depends, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.actions.sign_in import digest, stay_signed_in
from app.refusals import NotAllowed, NotHere, SignInFirst
from app.store.database import Database, Work
from app.store.members import ROLES, VISITOR, Member, member_of_session
from app.web import words
from app.web.pages import Page, Shell, render

P = ParamSpec("P")
T = TypeVar("T")

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
REFRESH = 600  # seconds after which a used session is noted as used


class Visit:
    """One request: who asks, and the ways to answer."""

    def __init__(self, request: Request, member: Member) -> None:
        self.request = request
        self.member = member
        self.now = int(time.time())
        self.database: Database = request.app.state.database

    @property
    def by_htmx(self) -> bool:
        """Whether a fragment is wanted instead of a page."""
        return self.request.headers.get("HX-Request") == "true"

    async def read(self, work: Callable[Concatenate[Any, Member, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query for this member. A visitor who finds nothing is asked to sign in."""
        try:
            return await self.database.read(work, self.member, *args, **kwargs)
        except NotHere:
            if self.member is VISITOR:
                raise SignInFirst from None
            raise

    async def write(self, work: Callable[Concatenate[Any, Member, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action for this member; returns once it is durable."""
        return await self.database.write(work, self.member, *args, **kwargs)

    async def typed(self) -> dict[str, list[str]]:
        """The posted fields, cleaned of characters no text needs; files are not fields."""
        form = await self.request.form()
        texts: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                texts.setdefault(name, []).append(words.clean(value))
        return texts

    def page(self, page: Page, fragment: str | None = None, status: int = 200) -> Response:
        """Answer with a page, or with one of its fragments."""
        answer = HTMLResponse(render(page, self.shell(), fragment), status)
        if "said" in self.request.cookies:
            answer.delete_cookie("said")
        return answer

    def go(self, url: str, said: str = "") -> Response:
        """Answer a post with another page; `said` is shown there once."""
        answer = RedirectResponse(url, 303)
        if said:
            answer.set_cookie("said", quote(said), max_age=60, httponly=True, samesite="lax")
        return answer

    def shell(self) -> Shell:
        cookies = self.request.cookies
        theme = cookies.get("theme", "")
        path = self.request.url.path
        said = words.clean(words.unquoted(cookies.get("said", "")))
        return Shell(self.request.state.nonce, theme if theme in ("light", "dark") else "", self.member, path, said)


class Door:
    """A dependency that lets the named roles in; `visitors` may come in too, and see the demo only."""

    def __init__(self, *roles: str, visitors: bool = False) -> None:
        self.roles = frozenset(roles)
        self.visitors = visitors

    async def __call__(self, request: Request) -> Visit:
        visit = Visit(request, VISITOR)
        if token := request.cookies.get(cookie_name(request)):
            visit.member = await _member(visit.database, token, visit.now) or VISITOR
        request.state.member = visit.member
        if visit.member is VISITOR:
            if not self.visitors:
                raise SignInFirst
        elif visit.member.role not in self.roles:
            raise NotAllowed(f"As {words.a_role(visit.member.role)} you cannot do this. Ask an owner or a manager.")
        return visit


async def _member(database: Database, token: str, now: int) -> Member | None:
    found = await database.read(member_of_session, digest(token), now)
    if found is None:
        return None
    member, seen_at = found
    if now - seen_at > REFRESH:
        await database.write(stay_signed_in, token, now)
    return member


def cookie_name(request: Request) -> str:
    """`__Host-` where the browser reaches us over TLS."""
    return "__Host-session" if request.app.state.settings.secure_cookies else "session"


Anyone = Annotated[Visit, Depends(Door(*ROLES, visitors=True))]
Reading = Annotated[Visit, Depends(Door(*ROLES, visitors=True))]
Evaluating = Annotated[Visit, Depends(Door("owner", "manager", "evaluator"))]
Managing = Annotated[Visit, Depends(Door("owner", "manager"))]
Belonging = Annotated[Visit, Depends(Door(*ROLES))]

__all__ = ["Anyone", "Belonging", "Door", "Evaluating", "Id", "Managing", "Reading", "Visit", "Work"]
