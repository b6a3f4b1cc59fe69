"""The address book: a recruiter across searches, each score in its own search."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app import files
from app.actions import open_search as opening
from app.store import instruments
from journey import fill, open_search, submit, vettings
from people import NOW, OURS, alice, bob, carol, mallory, member
from shown import main, said, tree
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
    assert tree(page).xpath("//td/a[contains(@class, 'num')]/text()") == scores
    assert scores[0] != scores[1]
    assert "never put together into one number" in main(page)


def test_each_version_of_the_questionnaire_stands_apart_and_is_named(
    site: Site, owner: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "lgv-external-1.1.0"
    shutil.copytree(files("questionnaires"), tmp_path, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "lgv-external-1.0.0", newer)
    frame = newer / "instrument.yaml"
    frame.write_text(frame.read_text("utf-8").replace('"1.0.0"', '"1.1.0"'), "utf-8")
    monkeypatch.setattr(instruments, "files", lambda _: tmp_path)

    def open_newer(db: Connection) -> int:
        one, used = member(db, OURS, "Alice Moreau", "owner"), instruments.instrument("lgv-external", "1.1.0")
        return opening.open_search(db, one, "Newer", [("Ana Ferreira", "Northlight Search")], "short", used, NOW)

    site.portal.call(site.app.state.database.write, open_newer)
    page = owner.get("/address-book/1")
    instruments.instrument.cache_clear()
    heads = [said(head) for head in tree(page).xpath("//h2[starts-with(@id, 'h-met')]")]
    assert heads == ["1 search with lgv-external 1.1.0", "2 searches with lgv-external 1.0.0"]
    assert "These searches used 2 versions of the questionnaire: lgv-external 1.1.0, lgv-external 1.0.0." in main(page)
    assert "versions of the questionnaire" not in main(owner.get("/address-book/2"))


def test_what_is_hidden_elsewhere_is_hidden_here(site: Site, owner: Visitor) -> None:
    assert "+" in main(owner.get("/address-book/1"))
    page = bob(site).get("/address-book/1")
    assert "Hidden" in main(page)
    assert not tree(page).xpath("//td/a[contains(@class, 'num')]")


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
