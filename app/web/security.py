"""Headers on every answer, and the refusal of posts that come from elsewhere (safety 18, 22, 28)."""

import re
import secrets
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.logs import PERSONAL

SAFE = {"GET", "HEAD", "OPTIONS"}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer Chromium sends `Origin: null`, and is_ours needs it on a LAN
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HOST = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")
OWN_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]*")
YEAR = 60 * 60 * 24 * 365


FOREIGN = "This form was sent from another site, so it was not taken. Open the page here and send it again."
STRANGE = "This server does not answer to that name. Its operator lists its names in FOLLOWTHROUGH_URL and _HOSTS."


def host_of(headers: Headers) -> str:
    """The name a request was sent to, without its port; "" where it says none or several."""
    given = headers.getlist("host")
    name = urlsplit(f"//{given[0]}").hostname if len(given) == 1 and HOST.fullmatch(given[0]) else None
    return name or ""


def content_policy(nonce: str) -> str:
    """What a page may load: our own files, and scripts only with this response's nonce."""
    own = "style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"
    none = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; script-src 'nonce-{nonce}'; {own}; {none}"


def is_ours(method: str, headers: Headers, path: str = "") -> bool:
    """Whether a request was sent by our own page: by Sec-Fetch-Site, else by Origin, else by nobody's browser.

    A page whose address is a key tells nobody of it, and then browsers send `Origin: null`: who posts has the key.
    """
    if method in SAFE:
        return True
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    if origin := headers.get("origin"):
        return origin.partition("://")[2] == headers.get("host") or (origin == "null" and is_key(path))
    return "cookie" not in headers


def is_key(path: str) -> bool:
    """Whether an address opens something to whoever has it: it is named by no page, referrer or log."""
    return bool(PERSONAL.match(path))


def is_own_address(address: str) -> bool:
    """Whether going there stays on this site: a path, and nothing that a browser could read as another host."""
    return bool(OWN_ADDRESS.fullmatch(address))


class Security:
    """Outermost ASGI middleware: a nonce for the request, headers for every answer, 403 for a foreign post."""

    def __init__(self, app: ASGIApp, *, tls: bool, names: Collection[str]) -> None:
        self.app = app
        self.names = names  # the hosts this server answers to
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

        headers = Headers(scope=scope)
        if host_of(headers) not in self.names:
            await PlainTextResponse(STRANGE, 421)(scope, receive, with_headers)
        elif is_ours(scope["method"], headers, scope["path"]):
            await self.app(scope, receive, with_headers)
        else:
            await PlainTextResponse(FOREIGN, 403)(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, scope: Any, nonce: str) -> None:
        headers["Content-Security-Policy"] = content_policy(nonce)
        if is_key(scope["path"]):
            headers["Referrer-Policy"] = "no-referrer"
        for name, value in self.fixed.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
