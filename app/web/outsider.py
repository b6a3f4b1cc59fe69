"""One request of somebody who comes by a personal link: it reads and writes as an actor who is no member."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from fastapi import Request

from app.actions.once import once
from app.store.members import VISITOR
from app.web.asked import ONCE
from app.web.doors import Visit

P = ParamSpec("P")
T = TypeVar("T")


class Outsider(Visit):
    """`member` is who they are in the trail: the works it runs take that actor instead of a Member."""

    member: Any

    def __init__(self, request: Request, who: Any) -> None:
        super().__init__(request, VISITOR)
        self.member = who

    async def read(self, work: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query for this person."""
        return await self.database.read(work, self.member, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action for this person; returns once it is durable. A form taken before changes nothing."""
        key = getattr(self.request.state, ONCE, "")
        if not key:
            return await self.database.write(work, self.member, *args, **kwargs)
        key = f"{key}:{self.request.url.path}:{work.__name__}"
        typed = await self.typed()
        again = lambda db: work(db, self.member, *args, **kwargs)  # noqa: E731 - what is done once
        return await self.database.write(once, self.member, key, typed, again, self.now)
