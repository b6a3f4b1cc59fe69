"""Only so many requests at once: whoever comes beyond them is asked to come back, instead of everybody waiting.

Whoever comes in is answered in a second or two, however many stand outside; what a script could not save it sends
again by itself (safety 48, static/queue.js).
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.refusals import Busy
from app.web.refusals import page
from app.web.security import SAFE

AT_ONCE = 100  # requests in hand; one takes a few milliseconds of this process
WAIT = 2  # seconds after which it is worth trying again
SENT = "Too many people are here just now, so this was not saved. Keep the page open and send it again in a moment."
READ = "Too many people are here just now. Open the page again in a moment."
ALWAYS = ("/static/", "/healthz", "/readyz")  # parts of a page that was let in, and who watches the server


class Crowd:
    """ASGI middleware: 503 with Retry-After and a sentence while AT_ONCE requests are in hand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS):
            await self.app(scope, receive, send)
        elif self.inside >= AT_ONCE:
            await _refused(scope)(scope, receive, send)
        else:
            self.inside += 1
            try:
                await asyncio.sleep(0)  # all who came at the same moment are counted before the first is answered
                await self.app(scope, self._outside(receive), send)
            finally:
                self.inside -= 1

    def _outside(self, receive: Receive) -> Receive:
        """Count nobody while the parts of what they send are waited for: who sends slowly keeps no one out."""
        more = True

        async def part() -> Message:
            nonlocal more
            if not more:  # what comes now is only that they left
                return await receive()
            self.inside -= 1
            try:
                message = await receive()
            finally:
                self.inside += 1
            more = bool(message.get("more_body"))
            return message

        return part


def _refused(scope: Scope) -> Response:
    answer = page(Request(scope), Busy.status, READ if scope["method"] in SAFE else SENT)
    answer.headers["Retry-After"] = str(WAIT)
    return answer
