"""Everybody who comes to the doors, and the addresses they try: theirs, another company's, and what never was."""

import re
from dataclasses import dataclass

import httpx
from fastapi.routing import APIRoute

from app.store.instruments import DEFAULT, examples
from app.vetting.flags import BY_HAND
from household import Household
from policy import Who
from visitor import Visitor
from world import ABSENT, World

TARGETS = ("own", "closed", "other", "demo", "absent")
EVALUATING = ("owner", "manager", "evaluator")
MAY = {
    "reading": (*EVALUATING, "viewer"),
    "members": (*EVALUATING, "viewer"),
    "evaluating": EVALUATING,
    "managing": EVALUATING[:2],
    "owning": EVALUATING[:1],
}
DRAFT = re.compile(r"/vettings/\{vetting_id\}/(answer/|answer$|form$|review)")
EXAMPLE = examples(*DEFAULT)[0].id
REPLIES = ("self", "candidate", "client")
ITEMS = {"": "EV12", "self": "SF12", "candidate": "CA12", "client": "CL02"}


@dataclass(frozen=True)
class Actor:
    """Somebody at the door. `role` is "" for who is no member there (any more); `reply` names what they answer."""

    name: str
    house: str = ""  # ours, theirs, or nobody's
    person: str = ""
    role: str = ""
    reply: str = ""


ACTORS = (
    Actor("visitor"),
    Actor("owner", "ours", "alice", "owner"),
    Actor("manager", "ours", "dana", "manager"),
    Actor("evaluator", "ours", "bob", "evaluator"),
    Actor("viewer", "ours", "carol", "viewer"),
    Actor("their owner", "theirs", "alice", "owner"),
    Actor("their evaluator", "theirs", "bob", "evaluator"),
    Actor("removed", "ours", "rick"),
    Actor("ended", "ours", "ed"),
    Actor("recruiter", "ours", reply="self"),
    Actor("candidate", "ours", reply="candidate"),
    Actor("their candidate", "theirs", reply="candidate"),
    Actor("told recruiter", "ours", reply="found"),
    Actor("their told recruiter", "theirs", reply="found"),
)


def expected(who: Who, actor: Actor, target: str) -> str:
    """`in`, or why not: `sign in`, `role`, `absent`."""
    if who == "anybody" or (who == "link" and target in ("own", "other")):
        return "in"
    if who == "owners":
        return "in" if actor.role == "owner" else "role"
    if who == "told":
        return "in" if actor.reply == "found" and target == "own" else "absent"
    if who == "link" or (who == "replying" and not (actor.reply in REPLIES and target == "own")):
        return "absent"
    if who == "replying" or (who == "reading" and target == "demo"):
        return "in"
    if not actor.role:
        return "sign in"
    if who in ("alice", "carol"):
        return "in" if actor.person == who and target == "own" else "absent"
    if actor.role not in MAY[who]:
        return "role"
    open_to = target == "own" or target == "demo" or (target == "closed" and actor.person in ("alice", "bob"))
    return "in" if open_to else "absent"


def outcome(page: httpx.Response) -> str:
    """What an answer comes to. Bad fields, a conflict and a wait are answers to somebody who was let in."""
    to = page.headers.get("location", page.headers.get("hx-redirect", ""))
    if page.status_code == 401 or to.startswith("/sign-in?next="):
        return "sign in"
    refused = {403: "role", 404: "absent", 410: "absent"}.get(page.status_code)
    return refused or ("in" if page.status_code < 500 else f"broke with {page.status_code}")


class Doors:
    """The actors as browsers in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers = {actor.name: self.browser(actor) for actor in ACTORS}

    def house(self, actor: Actor, target: str = "own") -> Household:
        """Whose things an actor tries; visitors try ours as their own."""
        theirs = (actor.house == "theirs") is (target != "other")
        return self.world.theirs if theirs else self.world.ours

    def browser(self, actor: Actor) -> Visitor:
        """Another browser of theirs."""
        visitor = self.world.site.visitor()
        visitor.client._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
        self.world.enter(visitor, self.house(actor), actor.person, actor.reply)
        return visitor

    def address(self, route: APIRoute, actor: Actor, target: str) -> str | None:
        """Where the actor goes; None where there is no such target at this route."""
        names = re.findall(r"\{(\w+)", route.path)
        if not names:
            return route.path if target == "own" else None
        found = [self._value(route.path, name, actor, target) for name in names]
        if None in found:
            return None
        return route.path_format.format(**dict(zip(names, found, strict=True)))

    def _value(self, path: str, name: str, actor: Actor, target: str) -> object:
        if name == "item_id":
            return ITEMS.get(actor.reply, "SF12") if path.startswith("/reply") else ITEMS[""]
        if name == "token":
            return self._token(path, actor, target)
        if name == "example":
            return EXAMPLE
        if name == "flag":
            return BY_HAND
        if target == "absent":
            return ABSENT
        ids = self.world.demo if target == "demo" else self.house(actor, target).ids
        return ids.get(key(path, name, actor, target))

    def _token(self, path: str, actor: Actor, target: str) -> str | None:
        if target == "absent":
            return "A" * 43
        house = self.house(actor, target)
        return house.tokens[path.partition("{")[0]] if target in ("own", "other") else None


def key(path: str, name: str, actor: Actor, target: str) -> str:
    """Under what name a household keeps what an address means by a parameter."""
    if path.startswith("/reply"):
        return "waiting" if target == "closed" else actor.reply if actor.reply in REPLIES else "self"
    kind = "restricted" if target == "closed" else "open"
    if name == "search_id":
        return f"{kind} search"
    if name == "vetting_id":
        return f"{kind} begun" if DRAFT.match(path) else f"{kind} done"
    if name == "recruiter_id":
        return f"{kind} recruiter"
    if name == "response_id":
        return f"{kind} evaluation"
    if name == "invitation_id" and path.startswith("/members"):
        name = "member_invitation"
    return name if target != "closed" else f"restricted {name}"
