"""Headers on every answer, and the refusal of posts that come from elsewhere (safety 18, 22, 28)."""

import re
import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = {"GET", "HEAD", "OPTIONS"}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer Chromium sends `Origin: null`, and is_ours needs it on a LAN
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OWN_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]*")
YEAR = 60 * 60 * 24 * 365


def content_policy(nonce: str) -> str:
    """What a page may load: our own files, and scripts only with this response's nonce."""
    own = "style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"
    none = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; script-src 'nonce-{nonce}'; {own}; {none}"


def is_ours(method: str, headers: Headers) -> bool:
    """Whether a request was sent by our own page: by Sec-Fetch-Site, else by Origin, else by nobody's browser."""
    if method in SAFE:
        return True
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    if origin := headers.get("origin"):
        return origin.partition("://")[2] == headers.get("host")
    return "cookie" not in headers


def is_own_address(address: str) -> bool:
    """Whether going there stays on this site: a path, and nothing that a browser could read as another host."""
    return bool(OWN_ADDRESS.fullmatch(address))


class Security:
    """Outermost ASGI middleware: a nonce for the request, headers for every answer, 403 for a foreign post."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self.app = app
        self.fixed = FIXED | ({"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"} if tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope, nonce)
            await send(message)

        if is_ours(scope["method"], Headers(scope=scope)):
            await self.app(scope, receive, with_headers)
        else:
            sentence = (
                "This form was sent from another site, so it was not taken. Open the page here and send it again."
            )
            await PlainTextResponse(sentence, 403)(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, scope: Any, nonce: str) -> None:
        headers["Content-Security-Policy"] = content_policy(nonce)
        for name, value in self.fixed.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
