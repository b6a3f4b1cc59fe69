"""Whatever a page offers works: its links and forms are followed, with any text, from page to page (safety 61).

A walk goes on in the world it has changed, where test_described.py tries each door in the world as it was made.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from actors import ACTORS, Actor, Doors
from endurance import Found, Tally, times
from visitor import Visitor

WALKS, STEPS = times(short=3, whole=15), times(short=12, whole=25)
STARTS = {"recruiter": "/reply/{self}", "candidate": "/reply/{candidate}", "told recruiter": "/found/{page_id}"}
ROLES = ("visitor", "owner", "manager", "evaluator", "viewer", *STARTS)
LINK = (200, 303)  # a link leads to a page: to something else it is not offered
KNOWN = {"link": LINK, "question": (*LINK, 422), "form": (*LINK, 401, 403, 404, 409, 410, 422, 429)}
TYPED = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "0", "-1", "3", "1e999", "9" * 400, "<b>", "=1+1", "2026-02-30", "\u202e", "a@b.example"]
    ),
)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def offered(page: httpx.Response) -> list[Any]:
    """Every link to a page of ours, and every form, as they stand in it."""
    if "html" not in page.headers.get("content-type", "") or not page.text:
        return []
    tree = html.fromstring(page.text)
    links = [a for a in tree.iter("a") if (a.get("href") or "").startswith("/")]
    return [*links, *tree.forms]


def filled(draw: Draw, form: Any) -> dict[str, list[str]]:
    """The form with some of its fields changed: to what is offered, to any text, left out, or twice."""
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for each in form.inputs:
        if each.name and each.name != "once" and draw(st.booleans()):
            fields[each.name] = draw(st.lists(_values(each), max_size=2))
    button = form.xpath(".//button[@name]")
    return fields | ({(one := draw(st.sampled_from(button))).get("name"): [one.get("value", "")]} if button else {})


def _values(field: Any) -> st.SearchStrategy[str]:
    told = [*getattr(field, "value_options", ())] or [field.get("value") or "on"]
    return st.one_of(st.sampled_from(told), TYPED)


def step(draw: Draw, browser: Visitor, page: httpx.Response, at: str) -> tuple[str, str, httpx.Response]:
    """Follow something that the page offers; how, where to, and what came."""
    chosen = draw(st.sampled_from(offered(page)))
    if chosen.tag == "a":
        return "link", chosen.get("href"), browser.get(chosen.get("href"), follow=False)
    to = chosen.get("action") or at
    if (chosen.get("method") or "get").lower() == "get":
        return "question", to, browser.get(to, params=filled(draw, chosen), follow=False)
    return "form", to, browser.post(to, filled(draw, chosen), follow=False)


def walk(draw: Draw, doors: Doors, actor: Actor) -> list[str]:
    """What broke on the way; a page that leads nowhere sends the walker back to where they came in."""
    doors.world.restore()
    browser, wrong, did = Doors.browser(doors, actor), [], []
    start = STARTS.get(actor.name, "/").format(**doors.world.ours.ids)
    page = browser.get(start)
    for _ in range(STEPS):
        if not offered(page):
            page = browser.get(start)
        how, to, came = step(draw, browser, page, urlsplit(str(page.url)).path)
        did.append(f"{how} {to} {came.status_code}")
        if came.status_code not in KNOWN[how]:
            wrong.append(" > ".join(did))
        page = browser.get(came.headers["location"]) if came.status_code == 303 else came
        if page.status_code >= 500:
            wrong.append(" > ".join([*did, f"there {page.status_code}"]))
    return wrong


@pytest.mark.soak
@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor.name in ROLES], ids=lambda actor: actor.name)
def test_whatever_a_page_offers_works(doors: Doors, actor: Actor, tally: Tally) -> None:
    steps, wrong = 0, list[str]()

    @settings(max_examples=WALKS, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.data())
    def walked(data: st.DataObject) -> None:
        nonlocal steps
        wrong.extend(walk(data.draw, doors, actor))
        steps += STEPS

    walked()
    doors.world.restore()
    assert not wrong, "\n".join(wrong)
    tally.note(Found(f"T61 whatever is offered, {actor.name}", steps, errors=len(wrong), figures=f"walks of {STEPS}"))
