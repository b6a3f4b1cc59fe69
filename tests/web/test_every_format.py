"""Whatever the comparison says, the PDF, the workbook, the CSV and the JSON say (invariant 8): over random searches."""

import csv
import io
import json
import re
import subprocess
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import httpx
import openpyxl
import pytest
from comparison_sample import log
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from sqlalchemy import Connection, update

from app.actions.demo import load_demo, remove_demo
from app.store.members import VISITOR
from app.store.searches import Search
from app.store.tables import searches
from app.vetting.comparison import Entrant
from app.vetting.exchange import write_panel
from panels import DIMENSIONS, INSTRUMENT, NA, panel, response
from shown import said, tree
from visitor import Site, Visitor

NAMES = ("Ana Ferreira", "Zoë Ångström-Núñez", "Søren Ó Briain", "Łucja Wójcik", "Dana Petrov")
LIMIT = settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller search takes minutes to find
)
Facts = dict[str, dict[str, Any]]  # recruiter → what is said → how


@st.composite
def search(draw: st.DrawFn) -> dict[str, Any]:
    """Two to five recruiters as a demo file: any forms, blanks included, sometimes their own and a log."""
    found = {}
    for n in range(draw(st.integers(2, 5))):
        forms = draw(panel())
        forms += [draw(response("self", "own"))] if draw(st.booleans()) else []
        kept = log(draw(st.floats(0, 1)), draw(st.integers(3, 12))) if draw(st.booleans()) else None
        found[str(n)] = Entrant(NAMES[n], forms, kept)
    content = write_panel(INSTRUMENT, found, dict.fromkeys(DIMENSIONS, Fraction(1)))
    firms = [{**one, "firm": f"Firm {one['id']}"} for one in content["recruiters"]]
    return {**content, "recruiters": firms, "company": "Meridian Freight", "title": "Head of Data Platform"}


weights = st.fixed_dictionaries({d: st.integers(0, 5) for d in DIMENSIONS}).filter(lambda w: any(w.values()))


def bring(db: Connection, content: dict[str, Any], weights: dict[str, int]) -> Search:
    """The search as the only demo, with these weights under a name."""
    remove_demo(db, VISITOR, int(time.time()))
    made = load_demo(db, content, INSTRUMENT, int(time.time()))
    kept = {d: f"{weight}/1" for d, weight in weights.items()}
    db.execute(update(searches).where(searches.c.id == made.id).values(weights=kept, weights_name="Ours"))
    return made


# ---- what each of them says, in the words of the screen


def on_screen(visitor: Visitor, search: Search, names: dict[str, int]) -> Facts:
    page = visitor.get(f"/searches/{search.id}/compare?" + "&".join(f"show={id}" for id in names.values()))
    found: Facts = {}
    for row in tree(page).xpath("//table[contains(@class, 'league')]/tbody/tr"):
        found[_one(row, "who").xpath("string(./a)")] = dict(_league(row))
    for name, id in names.items():
        if name in found:
            found[name] |= _matrix(page, name) | _card(visitor.get(f"/vettings/{id}/score"))
    for row in tree(page).xpath("//section[@aria-labelledby='h-wait']//li"):
        found[row.xpath("string(.//a)")] = {"why": said(row.find_class("why-none")[0])}
    return found


def _one(row: html.HtmlElement, name: str) -> html.HtmlElement:
    return row.find_class(name)[0]


def _league(row: html.HtmlElement) -> Iterator[tuple[str, Any]]:
    yield "rank", said(_one(row, "rk"))
    yield "score", said(_one(row, "big"))
    yield "range", said(_one(row, "range"))
    yield "band", said(_one(row, "band"))
    yield "borderline", "".join(said(each).removeprefix("borderline: ") for each in row.find_class("borderline"))
    yield "gap", "".join(said(each) for each in _one(row, "a-gap").find_class("num"))
    for what in ("red flag", "note"):
        counted = re.search(rf"(\d+) {what}s?\b", said(_one(row, "a-gap")))
        yield f"{what}s", int(counted[1]) if counted else 0
    yield "finishes", [said(cell).split(" ")[-1] for cell in row.find_class("rankcell")]


def _matrix(page: httpx.Response, name: str) -> dict[str, Any]:
    """Dimensions and records, from the column of this recruiter."""
    (table,) = tree(page).find_class("matrix")[-1:]
    heads = [said(head) for head in table.xpath("./thead//th")]
    at = next(n for n, head in enumerate(heads) if head.startswith(name))
    rows = {said(row[0].find_class("disc")[0]): row[at] for row in table.xpath("./tbody/tr") if row.find_class("disc")}
    found: dict[str, Any] = {d.name: _cell(rows[d.name]) for d in INSTRUMENT.dimensions}
    for title in ("Told the outcome", "Heard within 7 days"):
        found[title] = "".join(said(each) for each in rows[title].find_class("v"))
    return found


def _cell(cell: html.HtmlElement) -> tuple[str, str]:
    ranges = cell.find_class("visually-hidden")
    return ("", "") if not ranges else (said(_one(cell, "v")), said(ranges[0]).removeprefix("likely "))


def _card(page: httpx.Response) -> dict[str, Any]:
    bounds = re.search(r"it would lie between (\S+) and (\S+)\.", said(tree(page).get_element_by_id("main")))
    return {"bounds": bounds.groups() if bounds else None}


def in_json(content: bytes) -> Facts:
    return {one["name"]: dict(_json(one["findings"])) for one in json.loads(content)["recruiters"]}


def _json(one: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if not one["index"]:
        yield "why", one["sentence"]
        return
    likely, standing, bounds = one["likely"], one["standing"], one["bounds"]
    yield from (("rank", standing["rank"]), ("score", one["index"]["shown"]), ("range", likely["range"]["shown"]))
    yield from (("band", likely["band"]), ("borderline", likely["borderline"]))
    yield from (("gap", one["gap"]["shown"] if one["gap"] else ""), ("red flags", one["red_flags"]))
    yield from (("notes", one["notes"]), ("finishes", [share["shown"] for share in standing["finishes"]]))
    for line in one["dimensions"]:
        alone = line["score"] and line["alone"]
        yield line["name"], (line["score"]["shown"], line["range"]["shown"]) if alone else ("", "")
    records = one["records"]
    yield "Told the outcome", records["told_the_outcome"]["shown"] if records else ""
    yield "Heard within 7 days", records["heard_within_seven_days"]["shown"] if records else ""
    yield "bounds", (bounds["low"]["shown"], bounds["high"]["shown"]) if bounds else None


def in_rows(summary: list[dict[str, Any]], dimensions: dict[tuple[str, str], list[Any]]) -> Facts:
    """From a table with a row for each recruiter, and one of dimensions."""
    return {row["Recruiter"]: dict(_row(row, dimensions)) for row in summary}


def _row(row: dict[str, Any], dimensions: dict[tuple[str, str], list[Any]]) -> Iterator[tuple[str, Any]]:
    if _empty(row["Score"]):
        yield "why", row["In a sentence"]
        return
    yield from (("rank", str(row["Rank"])), ("score", signed(row["Score"])))
    yield "range", f"{signed(row['Likely from'])} to {signed(row['Likely to'])}"
    yield from (("band", row["Band"]), ("borderline", row["Borderline"] or ""), ("gap", signed(row["Say–do gap"])))
    yield from (("red flags", int(row["Red flags"])), ("notes", int(row["Notes"])))
    places = (row[f"Finishes {place}"] for place in ("1st", "2nd", "3rd", "4th", "5th"))
    yield "finishes", [percent(share) for share in places if not _empty(share)]
    for dimension in INSTRUMENT.dimensions:
        score, low, high = map(signed, dimensions[row["Recruiter"], dimension.name])
        yield dimension.name, (score, f"{low} to {high}" if score else "")
    for title in ("Told the outcome", "Heard within 7 days"):
        yield title, percent(row[title])
    bounds = (signed(row["Worst case"]), signed(row["Best case"]))
    yield "bounds", bounds if bounds[0] else None


def _empty(value: Any) -> bool:
    return value is None or value == ""


def signed(value: Any) -> str:
    """As the number format of a workbook shows a number."""
    if _empty(value):
        return ""
    assert int(value) == float(value)
    return f"{int(value):+d}".replace("-", "−") if int(value) else "0"


def percent(value: Any) -> str:
    if _empty(value):
        return ""
    share = float(value)
    whole = round(share * 100)
    return f"{whole}%" if abs(share - whole / 100) < 1e-9 else "<1%" if share < 0.5 else ">99%"


def in_workbook(content: bytes) -> Facts:
    book = openpyxl.load_workbook(io.BytesIO(content))
    summary, lines = _table(book["Summary"], "Rank"), _table(book["Dimensions"], "Dimension")
    titles = ("Score", "Likely from", "Likely to")
    return in_rows(summary, {(r["Recruiter"], r["Dimension"]): [r[title] for title in titles] for r in lines})


def _table(sheet: Any, title: str) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if title in row)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def in_csv(content: bytes) -> Facts:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    names = [dimension.name for dimension in INSTRUMENT.dimensions]
    parts = ("", ", likely from", ", likely to")
    return in_rows(rows, {(r["Recruiter"], n): [r[n + part] for part in parts] for r in rows for n in names})


def differing(found: Facts, known: Facts) -> list[str]:
    """Fact by fact: who, what, how it is told here and how in the JSON."""
    told = {(name, what): how for name, one in found.items() for what, how in one.items()}
    right = {(name, what): how for name, one in known.items() for what, how in one.items()}
    keys = dict.fromkeys((*told, *right))
    return [f"{key}: {told.get(key)!r}, not {right.get(key)!r}" for key in keys if told.get(key) != right.get(key)]


def lacking_in_pdf(content: bytes, facts: Facts) -> list[str]:
    """What is not where the PDF says it: on page 1, or on the pages of its recruiter."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    first, *pages = done.stdout.decode().split("\f")
    lacks = [
        f"{name}: {want}" for name, one in facts.items() for want in _page_1(name, one) if want not in _tight(first)
    ]
    for name, one in facts.items():
        own = _tight("".join(page for page in pages if f"Recruiter comparison · {name}" in page))
        lacks += [f"{name}: {want}" for want in _own_pages(one) if want not in own]
    return lacks


def _tight(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def _page_1(name: str, one: dict[str, Any]) -> Iterator[str]:
    if "why" in one:
        yield _tight(one["why"])
        return
    yield _tight(f"{one['band']}{one['range']}")
    yield from (_tight(name), one["score"], one["rank"], one["finishes"][0])
    yield f"{one['red flags']}redflag" if one["red flags"] else ""


def _own_pages(one: dict[str, Any]) -> Iterator[str]:
    if "why" in one:
        return
    yield f"Likely{_tight(one['range'])}"
    yield _tight(f"Borderline: {one['band']} or {one['borderline']}") if one["borderline"] else _tight(one["band"])
    yield f"shown{one['gap']}points" if one["gap"] else ""
    yield _tight(f"{one['bounds'][0]} to {one['bounds'][1]}worst to best case") if one["bounds"] else ""
    places = zip(("1st", "2nd", "3rd", "4th", "5th"), one["finishes"], strict=False)
    yield _tight(", ".join(f"{place} {share}" for place, share in places))
    for dimension in INSTRUMENT.dimensions:
        score, range = one[dimension.name]
        yield _tight(f"{score}{range}") if score else ""
    for title, words in (("Told the outcome", "were told how it ended"), ("Heard within 7 days", "over seven days")):
        yield _tight(f"{words} ({one[title]})") if one[title] else ""


@pytest.mark.pdftotext
@LIMIT
@given(content=search(), weights=weights)
def test_every_format_says_what_the_screen_says(site: Site, content: dict[str, Any], weights: dict[str, int]) -> None:
    made: Search = site.portal.call(site.app.state.database.write, bring, content, weights)
    visitor = site.visitor()
    page = visitor.get(f"/searches/{made.id}/recruiters").text
    ids = [int(id) for id in dict.fromkeys(re.findall(r"/vettings/(\d+)/score", page))]
    names = dict(zip((one["name"] for one in content["recruiters"]), ids, strict=True))
    file = {word: visitor.get(f"/searches/{made.id}/report.{word}") for word in ("json", "xlsx", "csv", "pdf")}
    if file["json"].status_code == 409:  # nobody has a score
        assert {one.status_code for one in file.values()} == {409}
        return
    known = in_json(file["json"].content)
    assert differing(in_workbook(file["xlsx"].content), known) == []
    assert differing(in_csv(file["csv"].content), known) == []
    screen = on_screen(visitor, made, names)
    assert len(screen) == len(known) or sum("score" in one for one in known.values()) == 1
    assert differing(screen, {name: known[name] for name in screen}) == []
    assert lacking_in_pdf(file["pdf"].content, known) == []


def test_the_test_sees_a_difference() -> None:
    """Each reader finds a fact it is told; one that found nothing would find no difference either."""
    told = {"rank": "1", "score": "+61", "range": "+27 to +66", "band": "Mixed", "finishes": ["100%"], "red flags": 0}
    assert "Mixed+27to+66" in list(_page_1("Ana", told))
    assert signed(-3.0) == "−3"
    assert percent(0.004) == "<1%"
    assert NA.status == "na"
