"""The site as one actor may use it, as an OpenAPI document: made of its routes, its policy and what its forms send."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from actors import Actor, Doors, expected
from policy import POLICY, SENT, Who

CHOICES = {  # a field → further values that a page offers for it
    "role": ("owner", "manager", "evaluator", "viewer"),
    "length": ("short", "full"),
    "value": ("0", "1", "2", "3", "4", "a", "b", "na", "not_asked", "declined", ""),
    "support": ("general", "specific", "shown", ""),
    "impression": ("definitely", "yes", "no", "never"),
    "outcome": ("explained", "confirmed", "open"),
    "relationship": ("placed", "not_placed", "in_process", "other", "client"),
    "asked_as": ("self", "placed", "not_placed", "client"),
    "theme": ("light", "dark", ""),
    "form": ("csv", "json"),
    "once": ("", "A" * 22),
}
ASKED: Mapping[str, tuple[str, ...]] = {  # what an address may say after its question mark
    "GET /searches/{search_id}/compare": ("w.closure", "show", "differ", "open"),
    "GET /audit": ("who", "what", "from", "to", "before", "after", "about", "check"),
    **{f"GET /{each}": ("next",) for each in ("sign-in", "sign-in/again", "sign-in/code", "sign-in/link")},
    "GET /account/second-factor": ("next",),
}
SAID = {  # the statuses that the product knows, and when
    200: "The page, or the file.",
    303: "Done, or another page comes first.",
    400: "The form could not be read.",
    401: "Sign in first.",
    403: "This role may not.",
    404: "Not here, or not yours.",
    405: "That address takes another kind of request.",
    409: "The state has moved on.",
    410: "The link has ended.",
    422: "The form has mistakes.",
    429: "Tried too often.",
}
BY_LINK: tuple[Who, ...] = ("link", "replying", "told")


def documented(name: str) -> set[int]:
    """The statuses of a route: what it answers itself, and how its door refuses."""
    method, who = name.split(" ")[0], POLICY[name]
    found = {200, 303, 404, 405}  # an address with an odd character in it may be another route's
    if method == "POST":
        found |= {400, 409, 422, 429} | (set() if who in ("anybody", *BY_LINK) else {401})
    if "{" in name:
        found |= {409}  # a step that is not yet, or no longer, to be taken
    if name in ASKED:
        found |= {422}
    if who not in ("anybody", "reading", *BY_LINK):
        found |= {403}
    return found | ({410} if who in BY_LINK else set())


def open_to(doors: Doors, actor: Actor) -> list[str]:
    """The routes that let this actor in, with something of theirs behind each."""
    routes = doors.world.routes
    return [
        name
        for name, who in POLICY.items()
        if expected(who, actor, "own") == "in" and doors.address(routes[name], actor, "own")
    ]


def described(doors: Doors, actor: Actor) -> dict[str, Any]:
    """What is open to the actor, as a document that tells nobody's secrets but theirs."""
    routes = doors.world.routes
    names = open_to(doors, actor)
    document = get_openapi(title="Followthrough", version="1", routes=[routes[name] for name in names])
    document.pop("components", None)
    for name in names:
        method = name.split(" ")[0]
        told = document["paths"][routes[name].path_format][method.lower()]
        told["parameters"] = [*_of_path(doors, actor, name), *_of_query(name)]
        told["responses"] = {str(status): {"description": SAID[status]} for status in sorted(documented(name))}
        if method == "POST":
            told["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": _form(name)}}}
    return document


def _of_path(doors: Doors, actor: Actor, name: str) -> Iterable[dict[str, Any]]:
    """What is theirs under each parameter's name; what is not, a fuzzer thinks of by itself."""
    route = doors.world.routes[name]
    address = doors.address(route, actor, "own")
    parts = compile_path(route.path_format)[0].match(address or "")
    for parameter, value in (parts.groupdict() if parts else {}).items():
        yield {"name": parameter, "in": "path", "required": True, "schema": {"type": "string", "enum": [value]}}


def _of_query(name: str) -> Iterable[dict[str, Any]]:
    text = {"type": "string", "maxLength": 60}
    return ({"name": each, "in": "query", "schema": text} for each in ASKED.get(name, ()))


def _form(name: str) -> dict[str, Any]:
    """The fields that its page sends, each with what the page offers for it, or whatever else can be typed."""
    fields = {field: _field(field, value) for field, value in {**SENT[name], "once": ""}.items()}
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _field(field: str, value: str | list[str]) -> dict[str, Any]:
    offered = {*CHOICES.get(re.split(r"[-.]", field)[-1], ()), *(value if isinstance(value, list) else [value])}
    typed = {"type": "string", "maxLength": 300}
    return {"anyOf": [{"type": "string", "enum": sorted(offered)}, typed]}
