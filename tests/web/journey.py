"""Short ways to arrange a search and to fill in a form, through the pages a person uses."""

import re

from app.vetting.examples import Example
from visitor import Fields, Visitor

RECRUITERS = "Ana Ferreira, Northlight Search\nTom Okafor, Harbour & Wren"
SHORT = ("EV06", "EV07", "EV10", "EV12", "EV21", "EV01", "EV15", "EV17", "EV24", "EV29")


def open_search(visitor: Visitor, recruiters: str = RECRUITERS, length: str = "short") -> int:
    """A new search; returns its id."""
    page = visitor.post("/searches", {"title": "Head of Data Platform", "recruiters": recruiters, "length": length})
    return int(page.url.path.rsplit("/", 1)[1])


def vettings(visitor: Visitor, search: int) -> list[int]:
    """The ids of a search's vettings, in order."""
    page = visitor.get(f"/searches/{search}/recruiters")
    return [int(found) for found in re.findall(r"/vettings/(\d+)/score", page.text)]


def answer(visitor: Visitor, vetting: int, item: str, **fields: str | list[str]) -> None:
    """Answer one question with a plain form post."""
    page = visitor.post(f"/vettings/{vetting}/answer/{item}", fields, follow=False)
    assert page.status_code == 303, page.text


def fill(visitor: Visitor, vetting: int, points: int = 3, **others: Fields) -> None:
    """Answer the whole short form: every ladder at `points`, numbers and parts to match."""
    days = {
        "EV06": ("8", "7", "4", "2", "1"),
        "EV07": ("31", "30", "14", "10", "7"),
        "EV10": ("0", "4", "7", "9", "10"),
    }
    for item in SHORT:
        fields: Fields
        if item in others:
            fields = others[item]
        elif item in days:
            fields = {"number": days[item][points]}
        elif item == "EV21":
            fields = {"tick": [str(n) for n in range(points)]} if points else {"value": "none"}
        else:
            fields = {"value": str(points)} | ({"support": "specific"} if item not in ("EV17", "EV29") else {})
        answer(visitor, vetting, item, **fields)


def leave_blank(visitor: Visitor, vetting: int) -> None:
    """Mark every question of the short form as not asked."""
    for item in SHORT:
        answer(visitor, vetting, item, value="not_asked")


def submit(visitor: Visitor, vetting: int) -> None:
    """Send the review page."""
    said = {"impression": "yes", "summary": "Keeps people posted, with cases."}
    assert visitor.post(f"/vettings/{vetting}/review", said, follow=False).status_code == 303


def one_scored(visitor: Visitor) -> int:
    """A search of which one recruiter has a score."""
    search = open_search(visitor)
    first = vettings(visitor, search)[0]
    fill(visitor, first)
    submit(visitor, first)
    return search


def as_the_key(example: Example) -> dict[str, str | list[str]]:
    """The fields of somebody who rates an example call just as its key."""
    fields: dict[str, str | list[str]] = {}
    for part in example.parts:
        answer, at = part.answer, f"{part.item}-"
        if answer.number is not None:
            fields[f"{at}number"] = str(answer.number)
        elif answer.ticks is not None:
            fields[f"{at}tick"] = [str(tick) for tick in sorted(answer.ticks)]
        else:
            fields[f"{at}value"] = "no_number" if answer.no_number else str(answer.points)
        if answer.support:
            fields[f"{at}support"] = answer.support
    return fields
