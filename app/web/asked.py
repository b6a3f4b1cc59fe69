"""What a request says: its fields, where it comes from, whether it wants a part; and the frame of its answer."""

import secrets

from fastapi import Request

from app.store.members import VISITOR
from app.web import words
from app.web.pages import Shell
from app.web.security import is_key, is_own_address

ONCE = "once"  # the field with the key of a form, which has one effect however often it is sent
PART_WANTED = ("HX-Request", "Followthrough-Save", "Followthrough-Fragment")  # headers that our scripts send
FIELDS = 400  # of one form
PART = 200_000  # bytes of one field as it is sent; the longest text, in the widest script, needs 120,000
FILES = 10  # no form asks for one, and none is kept


def address_of(request: Request) -> str:
    """Where a request comes from; a proxy's word counts only where the proxy is trusted (safety 20)."""
    return request.client.host if request.client else ""


def cookie_name(request: Request) -> str:
    """`__Host-` where the browser reaches us over TLS."""
    return "__Host-session" if request.app.state.settings.tls else "session"


async def posted(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form, kept at the request for the page that may refuse it; uploads are closed."""
    if not hasattr(request.state, "typed"):
        texts: dict[str, list[str]] = {}
        async with request.form(max_fields=FIELDS, max_files=FILES, max_part_size=PART) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    texts.setdefault(words.clean(name), []).append(words.clean(value))
        request.state.once = texts.pop(ONCE, [""])[-1]
        request.state.typed = texts
    fields: dict[str, list[str]] = request.state.typed
    return fields


def wants_part(request: Request) -> bool:
    """Whether a script asks, which takes a part of a page or a sentence, and no whole page."""
    return any(header in request.headers for header in PART_WANTED)


def here(request: Request) -> str:
    """The address that was asked for, path and query; the start page's where it is a key, which no page names."""
    if is_key(request.url.path):
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def came_from(request: Request) -> str:
    """The page of ours that sent a form, path and query; "" where the browser does not say."""
    host, _, path = request.headers.get("referer", "").partition("://")[2].partition("/")
    ours = host == request.headers.get("host") and is_own_address(f"/{path}")
    return f"/{path}" if ours else ""


def shell_of(request: Request) -> Shell:
    """The frame around the answer to a request, whoever asks."""
    theme = request.cookies.get("theme", "")
    member = getattr(request.state, "member", VISITOR)
    shown = theme if theme in ("light", "dark") else ""
    return Shell(request.state.nonce, secrets.token_urlsafe(16), shown, member, here(request))
