"""The address book: a recruiter across searches, each score in its own search."""

import re

import pytest

from journey import fill, open_search, submit, vettings
from people import alice, bob, carol, mallory
from shown import main, tree
from visitor import Site, Visitor


@pytest.fixture
def owner(site: Site) -> Visitor:
    """Alice, with Ana and Tom in search 1 and Ana again in search 2; Ana answered about in both."""
    owner = alice(site)
    for points, names in ((4, "Ana Ferreira, Northlight Search\nTom Okafor"), (1, "Ana Ferreira, Northlight Search")):
        vetting = vettings(owner, open_search(owner, names))[0]
        fill(owner, vetting, points=points)
        submit(owner, vetting)
    return owner


def test_it_lists_everybody_by_name_with_their_searches(owner: Visitor) -> None:
    page = owner.get("/address-book")
    rows = [re.sub(r"\s+", " ", row.text_content()).strip() for row in tree(page).xpath("//main//li")]
    assert [row.split(" ", 1)[0] for row in rows] == ["AFAna", "TOTom"]
    assert "2 searches" in rows[0]
    assert "1 search" in rows[1]


@pytest.mark.parametrize(
    ("wanted", "found"), [("ferr", 1), ("NORTHLIGHT", 1), ("o", 2), ("%", 0), ("_", 0), ("xyz", 0)]
)
def test_it_finds_by_part_of_a_name_or_firm(owner: Visitor, wanted: str, found: int) -> None:
    page = owner.get("/address-book", params={"q": wanted})
    assert len(tree(page).xpath("//main//li")) == found
    assert ("Nobody of that name" in page.text) is (found == 0)


def test_a_card_shows_each_search_with_its_own_score(owner: Visitor) -> None:
    page = owner.get("/address-book/1")
    scores = [tree(owner.get(f"/vettings/{v}/score")).xpath("string(//p[@class='score'])") for v in (3, 1)]
    assert tree(page).xpath("//td/span[contains(@class, 'num')]/text()") == scores
    assert scores[0] != scores[1]
    assert "never put together into one number" in main(page)


def test_what_is_hidden_elsewhere_is_hidden_here(site: Site, owner: Visitor) -> None:
    assert "+" in main(owner.get("/address-book/1"))
    page = bob(site).get("/address-book/1")
    assert "Hidden" in main(page)
    assert not tree(page).xpath("//td/span[contains(@class, 'num')]")


def test_a_name_is_put_right_in_every_search(owner: Visitor) -> None:
    page = owner.post("/address-book/1", {"name": "Anna Ferreira", "firm": "Northlight"})
    assert "put right in every search" in main(page)
    for search in (1, 2):
        assert "Anna Ferreira" in main(owner.get(f"/searches/{search}"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "firm": "x"}, "Enter the recruiter&#39;s name"),
        ({"name": "Ana", "firm": "x" * 201}, "Shorten the firm"),
        ({"name": "Tom Okafor", "firm": ""}, "Another recruiter has this name"),
    ],
)
def test_it_rejects_what_cannot_be_a_name_and_keeps_what_was_typed(
    owner: Visitor, fields: dict[str, str], sentence: str
) -> None:
    page = owner.post("/address-book/1", fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert tree(page).xpath("//input[@id='firm']/@value") == [fields["firm"]]
    assert "Ana Ferreira" in main(owner.get("/address-book/1"))


def test_only_owners_and_managers_rename_and_strangers_find_nobody(site: Site, owner: Visitor) -> None:
    assert owner.get("/address-book/1").status_code == 200
    for person in (bob, carol):
        assert person(site).post("/address-book/1", {"name": "X"}).status_code == 403
    other = mallory(site)
    assert other.get("/address-book/1").status_code == other.get("/address-book/99").status_code == 404
    assert "Ana" not in other.get("/address-book").text
