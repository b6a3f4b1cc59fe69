"""Blindness as non-interference: nothing an evaluator receives before their own form is in depends on others' answers.

Every play is told twice, with other answers by everybody else. What the one who has not submitted receives, pages and
fragments, downloads, headers and mails, must be the same to the byte (safety 4).
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from actors import ACTORS, Doors
from app.mail.letters import letter
from app.store.keys import keys_of
from app.store.messages import message_to_send
from app.store.tables import messages
from plays import EVALUATORS, Play, Step, everything, steps
from policy import POLICY

CHANCE = re.compile(r'nonce="[^"]*"|name="(once|device)" value="[^"]*"|expires=[^;]*')
VETTINGS = ("open begun", "open done")
OPEN = ("reading", "members", "evaluating", "managing", "owning", "anybody")
TOLD = (0, 1)
MAILS = 16  # the most that a play writes
LOOKS = 6  # what is looked at after each play; all of it after the ones that hold everything


Look = tuple[str, str, bool]  # who looks, where, and whether for a fragment


def looks(doors: Doors, rater: str) -> list[Look]:
    """Every address inside that a member may open: the rater's, whole and as a fragment, and the viewer's."""
    names = [name for name, who in POLICY.items() if name.startswith("GET ") and who in OPEN]
    found = [path for name in names for path in addresses(doors, doors.world.routes[name])]
    first = doors.world.ours.ids["message_id"]
    found += [f"/mail/{first + number}" for number in range(MAILS)]
    as_whom = ((RATERS[rater], False), (RATERS[rater], True), ("viewer", False))
    return [(actor, path, part) for path in dict.fromkeys(found) for actor, part in as_whom]


def addresses(doors: Doors, route: APIRoute) -> Iterator[str]:
    """Of the recruiter of the play, and of the one whose panel is open."""
    alice, ids = next(actor for actor in ACTORS if actor.person == "alice"), doors.world.ours.ids
    path = doors.address(route, alice, "own") or ""
    for about in VETTINGS:
        yield re.sub(r"(?<=^/vettings/)\d+", str(ids[about]), path)


def received(doors: Doors, rater: str, where: list[Look]) -> dict[object, object]:
    """What the rater, and the viewer of the search, get to see of it, and the mails to the rater, without chance."""
    seen: dict[object, object] = {"mails": mails(doors, rater)}
    for actor, path, part in where:
        page = doors.browsers[actor].ask("GET", path, headers={"HX-Request": "true"} if part else {})
        assert page.status_code < 500, (actor, path)
        seen[actor, path, part] = told(page)
    return seen


RATERS = {"alice": "owner", "dana": "manager", "bob": "evaluator"}


def told(page: httpx.Response) -> tuple[int, dict[str, str], str]:
    headers = {name: CHANCE.sub("", value) for name, value in page.headers.items()}
    headers["content-security-policy"] = ""
    return page.status_code, headers, CHANCE.sub("", page.text)


def mails(doors: Doors, rater: str) -> list[object]:
    house = doors.world.ours

    def read(db: Connection) -> list[object]:
        to = (messages.c.company_id == house.id, messages.c.to_email == house.people[rater].email)
        mine = db.execute(select(messages.c.id).where(*to).order_by(messages.c.id)).scalars().all()
        return [letter(message_to_send(db, house.id, one), keys_of(db), "http://us.example") for one in mine]

    found: list[object] = work(doors, doors.world.site.app.state.database.read, read)
    return found


def work(doors: Doors, how: Any, what: Any) -> Any:
    return doors.world.site.portal.call(how, what)


def differences(doors: Doors, rater: str, played: list[Step], where: list[Look]) -> Iterator[str]:
    """Play it twice; what the rater received differently."""
    both = []
    for telling in TOLD:
        play = Play(doors.world.ours, rater, telling, doors.world.ours.now)
        write = doors.world.site.app.state.database.write
        work(doors, write, play.set_out)
        work(doors, write, lambda db, play=play: play.play(db, played))
        both.append(received(doors, rater, where))
        doors.world.restore()
    one, other = both
    assert one.keys() == other.keys()
    yield from (f"{name}: {apart(one[name], other[name])}" for name in one if one[name] != other[name])


def apart(one: object, other: object) -> str:
    """Where two texts begin to differ."""
    first, second = str(one), str(other)
    at = next((n for n, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
    return f"{first[max(at - 80, 0) : at + 60]!r} or {second[max(at - 80, 0) : at + 60]!r}"


@pytest.mark.parametrize("rater", EVALUATORS)
def test_whoever_has_not_submitted_sees_nothing_of_it_anywhere(doors: Doors, rater: str) -> None:
    found = list(differences(doors, rater, everything(rater), looks(doors, rater)))
    assert not found, "\n".join(found)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_play_tells_them_anything(doors: Doors, data: st.DataObject) -> None:
    rater = data.draw(st.sampled_from(EVALUATORS))
    played = data.draw(steps(rater))
    where = data.draw(st.lists(st.sampled_from(looks(doors, rater)), min_size=LOOKS, max_size=LOOKS, unique=True))
    found = list(differences(doors, rater, played, where))
    assert not found, "\n".join(found)
