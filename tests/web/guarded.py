"""What every answer must carry, whoever asked and however it came out (safety 22, 28)."""

import re
from collections.abc import Iterator

import httpx

from app.web.security import is_key

POLICY = re.compile(
    r"default-src 'none'; script-src 'nonce-([A-Za-z0-9_-]{22})'; style-src 'self'; font-src 'self'; "
    r"img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    r"object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SHOWN = re.compile(r'nonce="([^"]*)"')


def unguarded(page: httpx.Response) -> Iterator[str]:
    """What an answer lacks of it."""
    headers = page.headers
    policy = POLICY.fullmatch(headers.get("content-security-policy", ""))
    if policy is None:
        yield f"policy {headers.get('content-security-policy')!r}"
    elif is_html(page) and not {*SHOWN.findall(page.text)} <= {policy[1]}:
        yield "a nonce that is not its own"
    secret = {"referrer-policy": "no-referrer"} if is_key(page.request.url.path) else {}
    fixed = FIXED | secret
    yield from (f"{name} {headers.get(name)!r}" for name, value in fixed.items() if headers.get(name) != value)
    if headers.get("cache-control") != "no-store":
        yield f"cache-control {headers.get('cache-control')!r}"
    if "server" in headers or "x-powered-by" in headers:
        yield "the name of the server"
    yield from (f"cookie {each!r}" for each in headers.get_list("set-cookie") if not is_kept(each))


def is_html(page: httpx.Response) -> bool:
    kind: str = page.headers.get("content-type", "")
    return kind.startswith("text/html")


def is_kept(cookie: str) -> bool:
    """Whether a cookie is out of reach of scripts and other sites."""
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    return {"httponly", "path=/", "samesite=lax"} <= flags
