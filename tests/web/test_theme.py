"""Light and dark without a script."""

import pytest

from journey import open_search
from people import alice
from visitor import ADDRESS, Site, Visitor

SILENT = {"Referer": ""}  # a browser that does not say which page a form was on


def test_it_follows_the_system_until_chosen(visitor: Visitor) -> None:
    assert "data-bs-theme" not in visitor.get("/help").text


def test_it_works_and_comes_back_to_the_page(visitor: Visitor) -> None:
    page = visitor.post("/theme", {"theme": "dark", "back": "/help"}, headers=SILENT)
    assert page.url.path == "/help"
    assert 'data-bs-theme="dark"' in page.text
    assert "Switch to light theme" in page.text


def test_it_comes_back_to_the_page_with_its_query(site: Site) -> None:
    owner = alice(site)
    path = f"/searches/{open_search(owner)}/compare?w.closure=5&differ=1"
    assert f'name="back" value="{path.replace("&", "&amp;")}"' in owner.get(path).text
    answer = owner.post("/theme", {"theme": "dark", "back": path}, follow=False, headers=SILENT)
    assert answer.headers["location"] == path


def test_it_comes_back_to_the_address_a_script_has_put_there_since(visitor: Visitor) -> None:
    told = {"Referer": f"{ADDRESS}/searches/1/compare?w.closure=0"}
    answer = visitor.post("/theme", {"theme": "dark", "back": "/searches/1/compare"}, follow=False, headers=told)
    assert answer.headers["location"] == "/searches/1/compare?w.closure=0"


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", ""])
def test_it_never_leads_to_another_site(visitor: Visitor, back: str) -> None:
    for headers in (SILENT, {"Referer": "http://evil.example/searches"}, {"Referer": f"{ADDRESS}//evil.example"}):
        answer = visitor.post("/theme", {"theme": "dark", "back": back}, follow=False, headers=headers)
        assert answer.headers["location"] == "/"


def test_until_one_is_chosen_both_are_offered_and_the_style_sheet_shows_the_other_than_the_system_s(
    visitor: Visitor,
) -> None:
    """A server does not know whether the system is dark; its first guess did nothing there."""
    page = visitor.get("/help").text
    assert 'class="icon-btn to-dark"' in page
    assert 'class="icon-btn to-light"' in page
    assert "to-dark" not in visitor.post("/theme", {"theme": "light", "back": "/help"}, headers=SILENT).text
