"""A list of recruiters, typed or from a file: read as spreadsheets write it, whole or not at all (safety 26, 27)."""

import codecs
import json

import pytest

from app.refusals import Mistakes
from app.web.recruiter_list import FILE, LARGEST, RecruiterList, from_file, pasted
from journey import open_search, vettings
from people import alice, bob, carol, mallory
from visitor import Site, Visitor

ANA, TOM = ("Ana Ferreira", "Northlight Search"), ("Tom Okafor", "Harbour, Wren & Co")
PLAIN = 'name,firm\nAna Ferreira,Northlight Search\nTom Okafor,"Harbour, Wren & Co"\n'


def refused(content: bytes) -> str:
    with pytest.raises(Mistakes) as wrong:
        from_file(content)
    return wrong.value.fields[FILE]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.removeprefix("name,firm\n"),
        PLAIN.replace("\n", "\r\n"),
        'FIRM;E-mail;Name\nNorthlight Search;a@n.example;Ana Ferreira\n"Harbour, Wren & Co";;Tom Okafor\n',
        "Recruiter\tAgency\nAna Ferreira\tNorthlight Search\nTom Okafor\tHarbour, Wren & Co\n",
        'Last_name, First name, Company\nFerreira, Ana, Northlight Search\nOkafor, Tom, "Harbour, Wren & Co"',
        '\n\n"Name","Firm"\n"Ana Ferreira","Northlight Search"\n,\n"Tom Okafor","Harbour, Wren & Co"\n\n',
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert from_file(text.encode()).named == [ANA, TOM]
    assert pasted(text.replace("\r\n", "\n")).named == [ANA, TOM]


@pytest.mark.parametrize(
    "content",
    [
        "Zoë Ünal,Łódź".encode(),
        codecs.BOM_UTF8 + "Zoë Ünal,Łódź".encode(),
        "Zoë Ünal,Łódź".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Zoë Ünal,Łódź".encode("utf-16-be"),
    ],
)
def test_letters_are_read_in_the_way_they_were_written(content: bytes) -> None:
    assert from_file(content).named == [("Zoë Ünal", "Łódź")]
    assert from_file("Zoë Ünal;Früh & Söhne".encode("cp1252")).named == [("Zoë Ünal", "Früh & Söhne")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no recruiter in this file."),
        (b"name,firm\n", "There is no recruiter in this file."),
        (b"PK\x03\x04" + b"x" * 30, "This is a workbook or a PDF"),
        (b"A\x00n\x00a\x00", "The letters of this file cannot be read."),
        (b"Ana \x81\x8d", "The letters of this file cannot be read."),
        (b"\xff\xfeA", "The letters of this file cannot be read."),
        (b"a," * LARGEST, "This file is larger than 100 kB."),
        (b'Ana,Firm\nTom,"Harbour\nUma,Wren\n', "Line 2: a quotation mark is never closed"),
        (b"\n".join(b"R%d" % n for n in range(21)), "You listed 21."),
        (b"name,phone\n,12\nAna,3\n,4\n", "Line 2: there is neither a name nor a firm. Line 4: there is"),
        (b"Ana\n" + b"x" * 201 + b"\nTom,F\n" + b"y" * 201, "Line 2: shorten “xxx"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_every_line(content: bytes, sentence: str) -> None:
    assert sentence in refused(content)


def test_of_very_many_mistakes_the_first_are_told_and_how_many_more() -> None:
    told = refused(b"name,phone\n" + b",1\n" * 30)
    assert told.count("Line ") == 10
    assert told.endswith("And 20 more.")


def test_who_stands_in_a_list_twice_is_named_and_added_once() -> None:
    found = pasted("Ana, Firm\nTom\nAna ,  Firm\nAna, Other\nTom\n")
    assert found == RecruiterList(
        [("Ana", "Firm"), ("Tom", ""), ("Ana", "Other")],
        "Listed more than once: Ana (lines 1 and 3), Tom (lines 2 and 5).",
    )


def test_a_quotation_mark_in_a_typed_name_is_part_of_it() -> None:
    assert pasted('"Annie" Ferreira, Northlight\nTom "T" Okafor').named == [
        ('"Annie" Ferreira', "Northlight"),
        ('Tom "T" Okafor', ""),
    ]


def test_what_was_read_says_the_same_when_it_is_sent_as_text() -> None:
    assert from_file(b"Name\nName\nUma").named == pasted(from_file(b"Name\nName\nUma").as_text()).named
    odd = RecruiterList([('A "B", C', "D; E"), ("F", ""), ("G\u00a0H", "I & J")])
    assert pasted(odd.as_text()).named == [('A "B", C', "D; E"), ("F", ""), ("G H", "I & J")]


def test_a_file_is_shown_first_and_adds_nobody_until_the_list_is_sent(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner, "Ida Lund")
    file = {"file": ("recruiters.csv", f"{PLAIN}Ana Ferreira,Northlight Search\n".encode())}
    page = owner.post(f"/searches/{search}/recruiters", {"recruiters": "Uma Bell"}, files=file)
    assert page.status_code == 200
    assert "3 recruiters in the list. Nothing is added yet" in page.text
    assert "Listed more than once: Ana Ferreira (lines 2 and 4)." in page.text
    assert len(vettings(owner, search)) == 1
    read = 'Uma Bell\nAna Ferreira, Northlight Search\nTom Okafor, "Harbour, Wren & Co"\nIda Lund\n'
    added = owner.post(f"/searches/{search}/recruiters", {"recruiters": read})
    assert "3 recruiters added. 1 was in this search already." in added.text
    assert len(vettings(owner, search)) == 4


def test_a_search_can_begin_with_a_file(site: Site) -> None:
    owner = alice(site)
    fields = {"title": "Role", "length": "full", "recruiters": ""}
    page = owner.post("/searches", fields, files={"file": ("r.csv", PLAIN.encode())})
    assert "2 recruiters in the list." in page.text
    assert 'value="Role"' in page.text
    assert owner.get("/searches").url.path == "/searches/new"
    wrong = owner.post("/searches", fields, files={"file": ("r.xlsx", b"PK\x03\x04")})
    assert wrong.status_code == 422
    assert "This is a workbook or a PDF" in wrong.text


def test_a_line_of_fifty_megabytes_is_refused_before_it_is_read(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner, "Ida Lund")
    page = owner.post(f"/searches/{search}/recruiters", files={"file": ("r.csv", b"x" * 50_000_000)})
    assert page.status_code == 413
    assert len(vettings(owner, search)) == 1


def test_any_line_that_is_wrong_keeps_all_of_them_out(site: Site) -> None:
    owner = alice(site)
    search = open_search(owner, "Ida Lund")
    for place in range(5):
        lines = [f"Recruiter {n}" for n in range(5)]
        lines[place] = "x" * 201
        page = owner.post(f"/searches/{search}/recruiters", {"recruiters": "\n".join(lines)})
        assert page.status_code == 422
        assert f"Line {place + 1}: shorten" in page.text
        assert len(vettings(owner, search)) == 1


def test_only_those_who_may_add_can_send_a_file(site: Site) -> None:
    search = open_search(alice(site), "Ida Lund")
    told = {bob: 403, carol: 403, mallory: 404}
    for who, status in told.items():
        page = send(who(site), search)
        assert page == status
    assert send(site.visitor(), search) == 401
    assert len(vettings(alice(site), search)) == 1


def send(browser: Visitor, search: int) -> int:
    file = {"file": ("r.csv", PLAIN.encode())}
    fields = {"recruiters": json.dumps("Uma Bell")}
    return browser.post(f"/searches/{search}/recruiters", fields, files=file, follow=False).status_code
