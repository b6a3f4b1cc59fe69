"""Schemathesis at every door: whatever is sent gets an answer the product knows, and never breaks it (safety 61).

The site has no OpenAPI document of its own, so it is written for each actor from the routes, the policy and the forms.
What it generates is sent as that actor's browser; the pages have no links in the sense of OpenAPI, so that what leads
on from a page is tried in test_offered.py.
"""

from collections import Counter
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from actors import ACTORS, Actor, Doors
from described import described, documented, open_to
from endurance import Found, Tally, times
from visitor import ADDRESS

EACH = times(short=2, whole=33)  # cases of a route for one actor; those that fit its document, and those that do not
ROLES = ("visitor", "owner", "manager", "evaluator", "viewer", "recruiter", "told recruiter", "candidate")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def sent(doors: Doors, actor: Actor, case: Any) -> httpx.Response:
    """The case as the actor's browser sends it; the browser and the world are afterwards as they were."""
    said, browser = case.as_transport_kwargs(base_url=ADDRESS), doors.browsers[actor.name]
    kept = list(browser.client.cookies.jar)
    body = {"data": said.get("data")} if isinstance(said.get("data"), dict) else {"content": said.get("data")}
    page = browser.ask(case.method, said["url"], follow=False, params=said["params"] or None, **body)
    browser.client.cookies.clear()
    for cookie in kept:
        browser.client.cookies.jar.set_cookie(cookie)
    if doors.world.changed():
        doors.world.restore()
    return page


def tried(doors: Doors, actor: Actor, operation: Any) -> list[tuple[Any, httpx.Response]]:
    """Cases of one route, with what came of each."""
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES))
    came: list[tuple[Any, httpx.Response]] = []

    @settings(max_examples=EACH, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(cases)
    def one(case: Any) -> None:
        came.append((case, sent(doors, actor, case)))

    one()
    return came


@pytest.mark.soak
@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor.name in ROLES], ids=lambda actor: actor.name)
def test_whatever_is_sent_gets_an_answer_the_product_knows(doors: Doors, actor: Actor, tally: Tally) -> None:
    schema = schemathesis.openapi.from_dict(described(doors, actor))
    came, wrong = Counter[int](), list[str]()
    for name in open_to(doors, actor):
        operation = schema[doors.world.routes[name].path_format][name.split(" ")[0]]
        for case, page in tried(doors, actor, operation):
            came[page.status_code] += 1
            if page.status_code not in documented(name):
                wrong.append(f"{page.status_code}: {case.as_curl_command()}")
    assert not wrong, "\n".join(wrong)
    figures = ", ".join(f"{many} × {status}" for status, many in sorted(came.items()))
    tally.note(Found(f"T61 schemathesis, {actor.name}", came.total(), errors=len(wrong), figures=figures))
