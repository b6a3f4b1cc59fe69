"""The report of a search: a page that says what is in it, and a PDF that holds what this member may see."""

import io
import re
import subprocess
import time

import openpyxl
import pytest
from sqlalchemy import update

from app.reports import writing
from app.reports.apart import Failed
from app.reports.carried import FOREIGN, NoRecord, record_in
from app.store.tables import vettings as stored
from app.web import report, reported
from journey import fill, one_scored, open_search, submit, vettings
from people import alice, bob
from shown import main, said, tree
from visitor import Site, Visitor

LEFT_OUT = "1 recruiter is left out: hidden until the form of whoever made this report is in."


@pytest.fixture
def owner(site: Site) -> Visitor:
    return alice(site)


def text(pdf: bytes) -> str:
    """What pdftotext reads, in one line."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_it_says_so_when_there_is_nothing_to_report(owner: Visitor) -> None:
    search = open_search(owner)
    assert "There is nothing to report yet." in owner.get(f"/searches/{search}/report").text
    page = owner.get(f"/searches/{search}/report.pdf")
    assert page.status_code == 409
    assert "Submit the form of at least one recruiter first." in page.text


def test_it_works_with_a_name_that_is_safe_everywhere(owner: Visitor) -> None:
    page = owner.post("/searches", {"title": 'Head: "Data" / 数据', "recruiters": "A\nB", "length": "short"})
    search = int(page.url.path.rsplit("/", 1)[1])
    first = vettings(owner, search)[0]
    fill(owner, first)
    submit(owner, first)
    made = owner.get(f"/searches/{search}/report.pdf")
    assert made.status_code == 200
    assert made.headers["content-type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    disposition = made.headers["content-disposition"]
    assert re.search(r'filename="Recruiters - Head Data \?\? - \d{4}-\d\d-\d\d\.pdf"', disposition), disposition
    assert "filename*=UTF-8''Recruiters%20-%20Head" in disposition


def test_every_format_has_its_name_and_its_kind_and_the_page_says_what_it_is_for(owner: Visitor) -> None:
    search = open_search(owner)
    first = vettings(owner, search)[0]
    fill(owner, first)
    submit(owner, first)
    page = owner.get(f"/searches/{search}/report")
    offered = re.findall(rf'href="/searches/{search}/([a-z]+\.[a-z]+)" data-made', page.text)
    assert offered == [format.word for format in report.FORMATS]
    for format in report.FORMATS:
        made = owner.get(f"/searches/{search}/{format.word}")
        name = rf"{format.what} - Head of Data Platform - \d{{4}}-\d\d-\d\d\.{format.word.rpartition('.')[2]}"
        assert made.status_code == 200
        assert made.headers["content-type"].partition(";")[0] == format.media
        assert re.search(f'attachment; filename="{name}"', made.headers["content-disposition"])
        assert re.search(name, page.text)
        assert format.use in page.text
        assert _can_be_checked(made.content) == (format.title.startswith("PDF") or format.title in ("Workbook", "JSON"))
    assert "To check a PDF, XLSX or JSON that somebody gives you" in page.text


def _can_be_checked(content: bytes) -> bool:
    try:
        return bool(record_in(content))
    except NoRecord as refusal:
        return str(refusal) != FOREIGN


def test_no_format_holds_anything_of_what_this_member_may_not_see_yet(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    for vetting in vettings(owner, search):
        fill(owner, vetting, 4)
        submit(owner, vetting)
    other = bob(site)
    seen = vettings(owner, search)[0]
    fill(other, seen, 2)
    submit(other, seen)
    for word in ("report.json", "report.csv", "answers.csv", "league.svg"):
        told = other.get(f"/searches/{search}/{word}").text
        assert "Ana Ferreira" in told
        assert "Tom Okafor" not in told
    left_out = other.get(f"/searches/{search}/report.json").json()["left_out"]
    assert left_out == LEFT_OUT
    book = openpyxl.load_workbook(io.BytesIO(other.get(f"/searches/{search}/report.xlsx").content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("Ana Ferreira" in cell for cell in cells)
    assert not any("Tom Okafor" in cell for cell in cells)


@pytest.mark.pdftotext
def test_it_leaves_out_what_this_member_may_not_see_yet(site: Site, owner: Visitor) -> None:
    search = open_search(owner)
    for vetting in vettings(owner, search):
        fill(owner, vetting, 4)
        submit(owner, vetting)
    other = bob(site)
    seen = vettings(owner, search)[0]
    fill(other, seen, 2)
    submit(other, seen)
    page = other.get(f"/searches/{search}/report").text
    assert "1 recruiter with a score" in page
    assert "1 recruiter is left out: hidden until your own form is in." in page
    told = text(other.get(f"/searches/{search}/report.pdf").content)
    assert "Ana Ferreira" in told
    assert "Tom Okafor" not in told
    assert LEFT_OUT in told
    assert "your own form" not in told


@pytest.mark.pdftotext
def test_it_holds_what_the_pages_hold_of_those_nobody_vetted_and_of_the_evaluators_view(owner: Visitor) -> None:
    search = open_search(owner)
    first = vettings(owner, search)[0]
    fill(owner, first)
    submit(owner, first)
    told = text(owner.get(f"/searches/{search}/report.pdf").content)
    assert re.search("Tom Okafor Nobody has answered yet.", told)
    assert "is left out" not in told
    assert "Would you let them speak for you?" in told
    assert re.search(r"Alice[^:]*: Yes Keeps people posted, with cases\.", told)


def test_the_page_makes_no_document_for_a_name(owner: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    search = open_search(owner)
    first = vettings(owner, search)[0]
    fill(owner, first)
    submit(owner, first)
    monkeypatch.delattr(reported, "document")
    assert "Recruiters - Head of Data Platform - " in owner.get(f"/searches/{search}/report").text


def replied(site: Site, owner: Visitor, vetting: int, words: str) -> None:
    """The recruiter is told, opens the link, and replies on the whole."""
    page = owner.post(f"/vettings/{vetting}/tell", {"name": "Ana", "email": ""})
    link: str = tree(page).get_element_by_id("link").get("value")
    ana = site.visitor()
    found = ana.submit(ana.get(link[link.index("/f/") :]), "start")
    assert ana.submit(found, "reply", overall=words).status_code == 200


def test_what_a_recruiter_replied_is_in_every_format_for_those_who_see_the_result_and_for_nobody_else(
    site: Site, owner: Visitor
) -> None:
    search, words = open_search(owner), "We were moving offices that week."
    seen, hidden = vettings(owner, search)[:2]
    for vetting in (seen, hidden):
        fill(owner, vetting)
        submit(owner, vetting)
    replied(site, owner, seen, words)
    replied(site, owner, hidden, f"Hidden. {words}")
    found = owner.get(f"/searches/{search}/report.json").json()["recruiters"]
    assert {one["replies"][0]["text"] for one in found} == {words, f"Hidden. {words}"}
    assert words in owner.get(f"/searches/{search}/report.csv").text
    other = bob(site)
    assert words not in other.get(f"/searches/{search}/report.json").text
    fill(other, seen, 2)
    submit(other, seen)
    for word in ("report.json", "report.csv"):
        told = other.get(f"/searches/{search}/{word}").text
        assert words in told
        assert "Hidden. " not in told
    assert other.get(f"/vettings/{hidden}/scorecard.pdf").status_code == 409


def test_the_code_of_every_file_is_on_the_page_once_asked_for_and_with_how_to_check_it(owner: Visitor) -> None:
    search = one_scored(owner)
    code = owner.get(f"/searches/{search}/report.json").json()["verification"]["code"]
    page = owner.get(f"/searches/{search}/report")
    assert code not in page.text
    assert "followthrough verify FILE" in page.text
    link = tree(page).get_element_by_id("code").xpath(".//a/@href")[0]
    assert code in main(owner.get(link))
    part = owner.fragment(f"/searches/{search}/report/code")
    assert part.text.startswith('<p class="lg strong num')
    assert code in part.text
    assert "<h1" not in part.text


def test_scores_that_have_all_expired_are_said_to_have_with_what_can_be_done(site: Site, owner: Visitor) -> None:
    search = one_scored(owner)
    write = site.app.state.database.write
    aged = update(stored).values(expired_at=int(time.time()))
    site.portal.call(write, lambda db: db.execute(aged.where(stored.c.search_id == search)).rowcount)
    for answer in (owner.get(f"/searches/{search}/report"), owner.get(f"/searches/{search}/report.xlsx")):
        told = said(tree(answer).get_element_by_id("main"))
        assert "Every score of this search has expired" in told
        assert "open a new search to vet the recruiters again" in told


@pytest.mark.parametrize("word", ["report.xlsx", "report.csv", "answers.csv"])
def test_a_table_is_written_in_a_process_with_limits_and_one_that_takes_too_long_is_told_in_words(
    owner: Visitor, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    search = one_scored(owner)
    asked = []

    def late(module: str, given: bytes) -> bytes:
        asked.append(module)
        raise Failed("It was not done within 30 seconds.", late=True)

    monkeypatch.setattr(writing, "run_apart", late)
    refused = owner.get(f"/searches/{search}/{word}")
    assert asked == ["app.reports.writing"]
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    told = said(tree(refused).get_element_by_id("main"))
    assert "Not just now" in told
    assert "The file took too long, so it was stopped. Nothing is lost" in told
    script = owner.ask("GET", f"/searches/{search}/{word}", headers={"Followthrough-Fragment": "1"})
    assert script.text.startswith("The file took too long")
