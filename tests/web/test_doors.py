"""Every route declares who may come in, and keeps everybody else out."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.web.doors import Door
from journey import fill, open_search, submit, vettings
from people import alice, mallory
from visitor import Site

# Every route with the doors it may be behind; a new route has to be added here on purpose.
DOORS = {
    "visitors": {
        *("GET /", "POST /theme", "GET /welcome", "POST /welcome", "GET /sign-in", "POST /sign-in", "GET /help"),
        *("GET /demo", "POST /demo/remove", "GET /searches/{search_id}", "GET /searches/{search_id}/recruiters"),
        *("GET /searches/{search_id}/compare", "GET /searches/{search_id}/report"),
        *("GET /searches/{search_id}/report.pdf", "GET /vettings/{vetting_id}/score"),
        "GET /vettings/{vetting_id}/answers",
    },
    "members": {"GET /searches", "POST /sign-out"},
    "managing": {"GET /searches/new", "POST /searches", "POST /searches/{search_id}/recruiters"},
    "evaluating": {
        *("GET /vettings/{vetting_id}/answer", "GET /vettings/{vetting_id}/answer/{item_id}"),
        *("POST /vettings/{vetting_id}/answer/{item_id}", "GET /vettings/{vetting_id}/review"),
        "POST /vettings/{vetting_id}/review",
    },
}


def routes(app: FastAPI) -> dict[str, APIRoute]:
    """Every route of the site, `GET /searches` → route, also those of included routers."""
    found = [route for router in app.routes for route in getattr(router, "original_router", app).routes]
    return {
        f"{method} {route.path}": route
        for route in found
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method != "HEAD"
    }


def masked(text: str, path: str) -> str:
    """The page without its nonce and the address that was asked for, which differ anyway."""
    return re.sub(r'nonce="[^"]*"', "", text).replace(path, "")


def kind(route: APIRoute) -> str:
    doors = [part.call for part in route.dependant.dependencies if isinstance(part.call, Door)]
    assert len(doors) == 1, f"{route.path} must declare exactly one door"
    if doors[0].visitors:
        return "visitors"
    return {4: "members", 3: "evaluating", 2: "managing"}[len(doors[0].roles)]


def test_every_route_declares_who_may_come_in(site: Site) -> None:
    found: dict[str, set[str]] = {door: set() for door in DOORS}
    for name, route in routes(site.app).items():
        found[kind(route)].add(name)
    assert found == DOORS


def test_what_is_another_company_s_is_as_absent_as_what_never_was(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner)
    vetting = vettings(owner, search)[0]
    fill(owner, vetting)
    submit(owner, vetting)
    other = mallory(site)
    for name, route in routes(site.app).items():
        if "{" not in route.path:
            continue
        method, path = name.split(" ")
        ours = path.format(search_id=search, vetting_id=vetting, item_id="EV12")
        nobodys = path.format(search_id=999_999, vetting_id=999_999, item_id="EV12")
        pages = [other.ask(method, where, follow=False) for where in (ours, nobodys)]
        assert [page.status_code for page in pages] == [404, 404], name
        assert "Ferreira" not in pages[0].text
        texts = [masked(page.text, where) for page, where in zip(pages, (ours, nobodys), strict=True)]
        assert texts[0] == texts[1], name


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert site.visitor().ask(method, "/searches", follow=False).status_code == 405
