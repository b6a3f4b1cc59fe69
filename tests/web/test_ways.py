"""Every address leads where trying all routes in turn would lead, and is looked up without trying them."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.web.ways import Ways
from visitor import Site


def scope(method: str, path: str) -> dict[str, object]:
    return {"type": "http", "method": method, "path": path, "headers": [], "root_path": ""}


def test_every_address_leads_to_the_route_that_comes_first(site: Site) -> None:
    ways = site.app.router
    assert isinstance(ways, Ways)
    for route in ways.routes:
        if isinstance(route, APIRoute):
            path = route.path.replace("{", "7").replace("}", "")
            asked = scope(next(iter(route.methods or ())), path)
            first = next(one for one in ways.routes if one.matches(asked)[0] is Match.FULL)
            near = next(one for one in ways.alike(path) if one.matches(asked)[0] is Match.FULL)
            assert near is first


def test_few_routes_are_tried_for_an_address(site: Site) -> None:
    ways = site.app.router
    assert isinstance(ways, Ways)
    assert len(ways.alike("/vettings/7/form")) < 20 < 60 < len(ways.routes)


@pytest.mark.parametrize(("path", "status"), [("/no/such/place", 404), ("/searches/7/nothing", 404)])
def test_what_no_route_takes_is_not_found(site: Site, path: str, status: int) -> None:
    assert site.visitor().get(path).status_code == status


def test_an_address_asked_in_another_way_is_refused_as_before(site: Site) -> None:
    assert site.visitor().post("/help").status_code == 405
