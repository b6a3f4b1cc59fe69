"""Saving weights: by name, for everybody, with a history; they change no answer."""

import datetime

import pytest

from app.store.members import member_by_email
from app.web.report import report_of
from journey import fill, open_search, submit, vettings
from people import alice, bob, carol, mallory
from shown import main, tree
from visitor import Site, Visitor

LONGGAME = {"w.longgame": "5", "w.closure": "0"}


@pytest.fixture
def owner(site: Site) -> Visitor:
    """Alice, who opened search 1 with two recruiters and has answered about both."""
    owner = alice(site)
    search = open_search(owner)
    for points, vetting in enumerate(vettings(owner, search), 2):
        fill(owner, vetting, points=points)
        submit(owner, vetting)
    return owner


def test_weights_that_are_named_are_the_search_s_own(owner: Visitor) -> None:
    tried = owner.get("/searches/1/compare", params=LONGGAME)
    saved = owner.submit(tried, "save-weights", name="Relationships first")
    assert "Saved as “Relationships first”" in main(saved)
    assert "“Relationships first”, saved by Alice Moreau" in main(owner.get("/searches/1/compare"))
    assert tree(saved).xpath("//input[@id='w-longgame']/@value") == ["5"]
    assert not tree(saved).xpath("//form[@id='save-weights']")


def test_the_report_is_made_under_them_and_says_their_name(site: Site, owner: Visitor) -> None:
    owner.post("/searches/1/weights", {**LONGGAME, "name": "Relationships first"})
    read = site.app.state.database.read
    alice_, _ = site.portal.call(read, member_by_email, "alice@halden.example")
    told = site.portal.call(read, report_of, alice_, 1, datetime.date(2026, 11, 24))
    assert told.method.weights_name == "Relationships first"
    assert {weight.name: weight.weight for weight in told.method.weights}["Long-term relationships"] == 5


def test_earlier_weights_can_be_tried_again(owner: Visitor) -> None:
    owner.post("/searches/1/weights", {**LONGGAME, "name": "Relationships first"})
    owner.post("/searches/1/weights", {"w.longgame": "1", "w.closure": "4", "name": "No one left waiting"})
    page = owner.get("/searches/1/compare")
    [earlier] = tree(page).xpath("//section[@id='ours']//details//a")
    assert earlier.text == "“Relationships first”"
    again = owner.get(earlier.get("href"))
    assert tree(again).xpath("//input[@id='w-longgame']/@value") == ["5"]
    assert "These are weights to try." in main(again)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({**LONGGAME, "name": ""}, "Give these weights a name"),
        ({**LONGGAME, "name": "\u3164"}, "Give these weights a name"),
        ({**LONGGAME, "name": "x" * 81}, "of up to 80 characters"),
        ({"w.longgame": "6", "name": "x"}, "is no weight from 0 to 5"),
        ({"w.nothing": "1", "name": "x"}, "is not a dimension"),
        ({"weights": "1", "name": "x"}, "is no weight from 0 to 5"),
        (
            {
                f"w.{d}": "0"
                for d in ("substance", "rhythm", "closure", "reliability", "coaching", "longgame", "represent")
            }
            | {"name": "x"},
            "nothing to score",
        ),
    ],
)
def test_it_rejects_what_cannot_be_weights_and_keeps_those_there_were(
    owner: Visitor, fields: dict[str, str], sentence: str
) -> None:
    refused = owner.post("/searches/1/weights", fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Weights of this search" in main(owner.get("/searches/1/compare"))


def test_only_owners_and_managers_save_and_nobody_else_is_offered_it(site: Site, owner: Visitor) -> None:
    for person in (bob, carol):
        assert person(site).post("/searches/1/weights", {**LONGGAME, "name": "Mine"}).status_code == 403
        assert "save-weights" not in person(site).get("/searches/1/compare", params=LONGGAME).text
    assert mallory(site).post("/searches/1/weights", {**LONGGAME, "name": "Mine"}).status_code == 404
    assert "Weights of this search" in main(owner.get("/searches/1/compare"))
