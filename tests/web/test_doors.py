"""Every door of the site, tried by everybody with what is theirs, another company's, and what never was (safety 1)."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import httpx
import pytest

from actors import ACTORS, TARGETS, Actor, Doors, expected, outcome
from app.settings import Settings
from app.web.doors import Door
from app.web.found_door import FoundDoor
from app.web.reply_door import ReplyDoor
from app.web.site import create_app
from guarded import unguarded
from policy import POLICY, SENT
from visitor import Site
from world import routes

SAYS_NOTHING: Mapping[str, str | None] = MappingProxyType({})
DOORS = {4: "members", 3: "evaluating", 2: "managing", 1: "owning"}  # by how many roles may pass


def masked(page: httpx.Response, path: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs between any two: nonce, keys of forms, and the address that was asked for."""
    text = re.sub(r'(nonce|name="once" value)="[^"]*"', "", page.text).replace(path, "")
    told = {name: value.replace(path, "") for name, value in page.headers.items()}
    return page.status_code, text, {name: told[name] for name in told if name not in ("content-length", *VARIES)}


VARIES = ("content-security-policy", "set-cookie")


@pytest.mark.parametrize("name", POLICY)
def test_everybody_gets_what_is_theirs_and_nothing_of_another_company(doors: Doors, name: str) -> None:
    wrong = [said for actor in ACTORS for said in tried(doors, name, actor)]
    assert not wrong, "\n".join(wrong)


def tried(doors: Doors, name: str, actor: Actor) -> Iterator[str]:
    """One actor at one door, with everything; what went otherwise than the policy says."""
    method, route = name.split(" ")[0], doors.world.routes[name]
    absent: tuple[int, str, dict[str, str]] | None = None
    for target in reversed(TARGETS):
        path, wanted = doors.address(route, actor, target), expected(POLICY[name], actor, target)
        if path is None or (target == "demo" and actor.role and wanted == "in" and actor.name != "their owner"):
            continue  # the demo is the same to every member: one is enough
        page = ask(doors, actor, method, path, name)
        came = outcome(page)
        absent = masked(page, path) if target == "absent" else absent
        where = f"{actor.name} at {method} {path} ({target})"
        if came != wanted:
            yield f"{where}: {came} ({page.status_code}), not {wanted}"
        elif wanted != "in" and absent and masked(page, path) != absent:
            yield f"{where}: not as for what never was"
        if (wanted != "in" or method == "GET") and doors.world.changed():
            yield f"{where}: changed something"
        yield from (f"{where}: {lack}" for lack in unguarded(page))
        yield from (f"{where}: shows {word}" for word in leaked(doors, page, actor, target, wanted))
        doors.world.restore()


def ask(
    doors: Doors, actor: Actor, method: str, path: str, name: str, headers: Mapping[str, str | None] = SAYS_NOTHING
) -> httpx.Response:
    """Send what the actor's browser sends; it has the same cookies afterwards."""
    browser = doors.browsers[actor.name]
    kept = list(browser.client.cookies.jar)
    page = browser.ask(method, path, follow=False, data=SENT.get(name), headers=dict(headers))
    browser.client.cookies.clear()
    for cookie in kept:
        browser.client.cookies.jar.set_cookie(cookie)
    return page


def leaked(doors: Doors, page: httpx.Response, actor: Actor, target: str, wanted: str) -> list[str]:
    """Words of a company that is neither the actor's own nor the one they were let in to, anywhere in an answer."""
    known = {doors.house(actor).word} if actor.role or actor.reply else set()
    known |= {doors.house(actor, target).word} if wanted == "in" and target != "demo" else set()
    told = page.text + str(page.headers)
    return [
        house.word for house in (doors.world.ours, doors.world.theirs) if house.word in told and house.word not in known
    ]


def test_no_route_is_left_out_because_the_household_lacks_what_it_is_about(doors: Doors) -> None:
    tried = {
        name: {target for target in TARGETS for actor in ACTORS if goes(doors, name, actor, target)} for name in POLICY
    }
    assert {name: found for name, found in tried.items() if "own" not in found} == {}
    about = [name for name in POLICY if "{" in name and POLICY[name] != "link"]
    assert {name: tried[name] for name in about if not {"own", "other", "absent"} <= tried[name]} == {}


def goes(doors: Doors, name: str, actor: Actor, target: str) -> bool:
    return doors.address(doors.world.routes[name], actor, target) is not None


def test_every_route_has_a_line_in_the_policy_and_every_line_a_route(settings: Settings) -> None:
    found = routes(create_app(settings))
    assert found.keys() == POLICY.keys()
    assert SENT.keys() == {name for name in found if not name.startswith("GET ")}
    doors = {name: door(found[name]) for name in found}
    alike = {
        "anybody": "visitors",
        "reading": "visitors",
        "link": "visitors",
        "owners": "visitors",
        "alice": "members",
        "carol": "members",
    }
    assert doors == {name: alike.get(who, who) for name, who in POLICY.items()}


def door(route: object) -> str:
    """What kind of door a route declares, exactly one."""
    found = [part.call for part in route.dependant.dependencies if isinstance(part.call, Door)]  # type: ignore[attr-defined]
    assert len(found) == 1, f"{route.path} must declare exactly one door"  # type: ignore[attr-defined]
    if isinstance(found[0], ReplyDoor | FoundDoor):
        return "replying" if isinstance(found[0], ReplyDoor) else "told"
    return "visitors" if found[0].visitors else DOORS[len(found[0].roles)]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert site.visitor().ask(method, "/searches", follow=False).status_code == 405
