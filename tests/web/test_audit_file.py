"""The audit trail as a file: the same events as on the page, text that stays text, and a line about it in the trail."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import update

from app.store import trail
from app.store.tables import sessions
from journey import open_search, vettings
from people import OURS, alice, mallory, somebody
from trails import acts, evaluated, lines, owner, work
from visitor import Site, Visitor

FORMS = ("csv", "jsonl")
Row = dict[str, Any]


def exported(who: Visitor, form: str, **filters: str) -> list[Row]:
    """The rows of the file."""
    page = who.post("/audit/export", {"form": form, **filters})
    assert page.status_code == 200, page.text[:300]
    if form == "jsonl":
        assert page.headers["content-type"] == "application/jsonl"
        return [json.loads(line) for line in page.text.splitlines()]
    assert page.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"), newline="")))


def sentences(rows: list[Row]) -> list[str]:
    return [f"{row['who']} {row['what']}" for row in rows]


@pytest.mark.parametrize("form", FORMS)
def test_it_holds_what_the_page_shows_its_own_line_too(site: Site, form: str) -> None:
    own = alice(site)
    vetting = vettings(own, open_search(own))[0]
    own.post(f"/vettings/{vetting}/invitations", {"asked_as": "placed", "name": "Rosa Lind", "email": ""})
    rows = exported(own, form)
    assert sentences(rows) == lines(own.get("/audit"))[::-1]
    assert (rows[-1]["action"], rows[-1]["detail"], rows[-1]["from"]) == ("audit:export", form, "127.0.0.1")
    assert rows[-1]["what"] == "downloaded the audit trail"


@pytest.mark.parametrize("form", FORMS)
def test_it_holds_the_chain(site: Site, form: str) -> None:
    own = alice(site)
    acts(site, owner, 3)
    rows = exported(own, form)
    assert [int(row["number"]) for row in rows] == [1, 2, 3, 4, 5]
    assert all(len(row["hash"]) == 64 for row in rows)
    assert rows[1]["at"] == "2026-09-21T14:13:20Z"


def test_it_takes_the_filter_of_the_page(site: Site) -> None:
    own = alice(site)
    open_search(own)
    page = own.get("/audit?kind=searches")
    rows = exported(own, "csv", kind="searches")
    assert sentences(rows) == lines(page) == ["Alice Moreau opened the search Head of Data Platform"]
    assert 'name="kind" value="searches"' in page.text


def test_a_long_trail_is_whole_and_read_in_parts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "AT_ONCE", 7)
    own = alice(site)
    acts(site, owner, 50)
    assert [int(row["number"]) for row in exported(own, "jsonl")] == list(range(1, 53))


def test_what_was_typed_is_no_formula(site: Site) -> None:
    own = somebody(site, OURS, "=1+1 Moreau", "owner")
    own.post("/searches", {"title": "＝HYPERLINK()", "recruiters": "Ana", "length": "short"})
    [row] = exported(own, "csv", kind="searches")
    assert (row["who"], row["what"]) == ("'=1+1 Moreau", "opened the search ＝HYPERLINK()")


def test_it_requires_an_owner_who_showed_lately_who_they_are(site: Site) -> None:
    own = alice(site)
    assert somebody(site, OURS, "Dana Whitfield", "manager").post("/audit/export", {"form": "csv"}).status_code == 403
    work(site, lambda db: db.execute(update(sessions).values(proven_at=1)).rowcount)
    refused = own.post("/audit/export", {"form": "csv"})
    assert refused.status_code == 401
    assert "Show that it is still you" in refused.text
    assert not [line for line in lines(own.get("/audit")) if "downloaded" in line]


def test_nothing_of_another_company_is_in_it(site: Site) -> None:
    open_search(alice(site))
    assert {row["who"] for row in exported(mallory(site), "csv")} == {"Mallory Quist"}


def test_it_rejects_another_form_of_file(site: Site) -> None:
    refused = alice(site).post("/audit/export", {"form": "xml"})
    assert refused.status_code == 422
    assert "Choose CSV or JSON lines." in refused.text


@pytest.mark.parametrize("form", FORMS)
def test_while_an_owner_is_blind_it_tells_no_more_than_the_page(site: Site, form: str) -> None:
    rows = exported(evaluated(site, 3, 2), form)
    assert {row["number"] or None for row in rows} == {row["hash"] or None for row in rows} == {None}
    assert {row["action"] for row in rows if row["who"] == "Bob Tanaka"} == {
        *("session:begin", "response:begin", "response:submit")
    }
