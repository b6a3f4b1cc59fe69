"""Who may pass: every route declares it, and gets a Visit that knows who is asking."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from fastapi import Depends, Path, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.actions.once import once
from app.actions.sign_in import stay_signed_in
from app.refusals import FactorFirst, NotAllowed, NotHere, ProveFirst, SignInFirst
from app.store.clock import is_living
from app.store.database import Database, Work
from app.store.keys import sha256
from app.store.members import ROLES, VISITOR, Member, first_company, member_of_session, standing
from app.web import words
from app.web.again import again
from app.web.asked import address_of, cookie_name, posted, shell_of
from app.web.forks import Forks, NotStarted
from app.web.pages import Page, Shell, render
from app.web.paper import made

P = ParamSpec("P")
T = TypeVar("T")
Made = TypeVar("Made")

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
REFRESH = 300  # seconds after which a used session is noted as used
log = logging.getLogger("followthrough")
PROVEN = 1_800  # seconds for which a password, link or code is proof enough for what is dangerous (safety 17)
WITHOUT_FACTOR = ("/sign-out", "/theme", "/help", "/sign-in/again")  # beside the page that sets one up


class Visit:
    """One request: who asks, and the ways to answer."""

    def __init__(self, request: Request, member: Member, proven_at: int = 0) -> None:
        self.request = request
        self.member = member
        self.proven_at = proven_at  # when a password, link or code was last given in this session
        self.may_remove_demo = member.role == "owner"
        self.now = int(time.time())
        self.database: Database = request.app.state.database
        self._forks: Forks | None = request.app.state.forks

    @property
    def by_htmx(self) -> bool:
        """Whether a fragment is wanted instead of a page."""
        return self.request.headers.get("HX-Request") == "true"

    async def read(self, work: Callable[Concatenate[Any, Member, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query for this member. A visitor who finds nothing is asked to sign in."""
        return await self._found(self.database.read(work, self.member, *args, **kwargs))

    async def aside(self, work: Callable[Concatenate[Any, Member, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what a report or an archive is made of: forms and pages do not wait for it."""
        return await self._found(self.database.aside(work, self.member, *args, **kwargs))

    async def expects_file(self) -> None:
        """A file is likely to be asked for next, so what makes it is started now."""
        if self._forks is not None:
            await asyncio.to_thread(self._forks.begin)

    async def made(
        self,
        make: Callable[[T], Made],
        work: Callable[Concatenate[Any, Member, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Made:
        """What `make` makes of what `work` finds for this member, beside the pages; both are known by name.

        Raises Busy where it cannot be made just now.
        """
        if forks := self._forks:
            try:
                as_now = partial(_as_now, work)
                return await self._found(made(lambda: forks.made(make, as_now, self.member, *args, **kwargs)))
            except NotStarted as why:
                log.warning("a file is made in a thread, as no process could be started", exc_info=why)
        return await made(make, await self.aside(work, *args, **kwargs))

    async def _found(self, asked: Awaitable[T]) -> T:
        try:
            return await asked
        except NotHere:
            if self.member.id is None:
                raise SignInFirst from None
            raise

    async def write(self, work: Callable[Concatenate[Any, Member, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action for this member; returns once it is durable. A form that was taken before changes nothing."""
        key = getattr(self.request.state, "once", "")
        if not key or self.member.id is None:
            return await self.database.write(work, self.member, *args, **kwargs)
        key = f"{key}:{self.request.url.path}:{work.__name__}"
        typed = await self.typed()
        again = lambda db: work(db, self.member, *args, **kwargs)  # noqa: E731 - what is done once
        return await self.database.write(once, self.member, key, typed, again, self.now)

    async def save(self, work: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action that knows by itself what it was sent before, by device and sequence: a key says nothing."""
        return await self.database.write(work, self.member, *args, **kwargs)

    async def typed(self) -> dict[str, list[str]]:
        """The posted fields, cleaned of characters no text needs; files are not fields."""
        return await posted(self.request)

    def page(self, page: Page, fragment: str | None = None, status: int = 200) -> Response:
        """Answer with a page, or with one of its fragments."""
        return self._answer(render(page, self.shell(), fragment), status)

    async def again(self, rests_on: Any, made: Callable[[], Page], fragment: str | None = None) -> Response:
        """The same with a page that need not be made while all that it rests on is as it was."""
        return self._answer(await again(rests_on, made, self.shell(), fragment))

    def _answer(self, body: str | bytes, status: int = 200) -> Response:
        answer = HTMLResponse(body, status)
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
        said = words.clean(words.unquoted(self.request.cookies.get("said", "")))
        return replace(shell_of(self.request), said=said, may_remove_demo=self.may_remove_demo)


def _as_now(
    work: Callable[Concatenate[Any, Member, P], T], db: Connection, member: Member, *args: P.args, **kwargs: P.kwargs
) -> T:
    """What was waited for is seen as whoever asked may see it now. Raises NotHere where they are gone."""
    return work(db, standing(db, member), *args, **kwargs)


class Door:
    """A dependency that lets the named roles in; `visitors` may come in too, and see the demo only."""

    def __init__(self, *roles: str, visitors: bool = False) -> None:
        self.roles = frozenset(roles)
        self.visitors = visitors

    async def __call__(self, request: Request) -> Visit:
        visit = await _visit(request)
        request.state.member = visit.member
        if visit.member.id is None:
            if not self.visitors:
                raise SignInFirst
            visit.may_remove_demo = await visit.database.read(first_company) is None
        elif visit.member.lacks_factor and not _leads_to_factor(request.url.path):
            raise FactorFirst
        elif visit.member.role not in self.roles:
            whom = "an owner or a manager" if "manager" in self.roles else "an owner"
            raise NotAllowed(f"As {words.a_role(visit.member.role)} you cannot do this. Ask {whom}.")
        return visit


class OpenDoor(Door):
    """Lets everybody in without asking who they are, so that it needs no database."""

    def __init__(self) -> None:
        super().__init__(visitors=True)

    async def __call__(self, request: Request) -> Visit:
        return Visit(request, VISITOR)


def proved(visit: Visit) -> None:
    """For pages and posts about people, exports, deletions and keys, in their first line.

    Raises ProveFirst where the person showed who they are longer ago than PROVEN seconds.
    """
    if not is_living(visit.proven_at + PROVEN, PROVEN, visit.now):
        raise ProveFirst


def _leads_to_factor(path: str) -> bool:
    return path in WITHOUT_FACTOR or f"{path}/".startswith(f"{FactorFirst.door}/")


async def _visit(request: Request) -> Visit:
    token = request.cookies.get(cookie_name(request))
    found = await _member(request, token) if token else None
    member, proven_at = found or (VISITOR, 0)
    return Visit(request, replace(member, address=address_of(request)), proven_at)


async def _member(request: Request, token: str) -> tuple[Member, int] | None:
    database, now = request.app.state.database, int(time.time())
    found = await database.read(member_of_session, sha256(token), now)
    if found is None:
        return None
    member, seen_at, proven_at = found
    if now - seen_at > REFRESH:
        await database.write(stay_signed_in, token, now)
    return member, proven_at


Anyone = Annotated[Visit, Depends(Door(*ROLES, visitors=True))]
Unasked = Annotated[Visit, Depends(OpenDoor())]
Reading = Anyone  # for what belongs to a company: the query itself checks that it is theirs, or the demo
Evaluating = Annotated[Visit, Depends(Door("owner", "manager", "evaluator"))]
Managing = Annotated[Visit, Depends(Door("owner", "manager"))]
Owning = Annotated[Visit, Depends(Door("owner"))]
Belonging = Annotated[Visit, Depends(Door(*ROLES))]

__all__ = [
    "Anyone",
    "Belonging",
    "Door",
    "Evaluating",
    "Id",
    "Managing",
    "Owning",
    "Reading",
    "Unasked",
    "Visit",
    "Work",
    "proved",
]
