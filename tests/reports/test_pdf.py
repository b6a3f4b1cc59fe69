"""The PDF of a comparison: accessible, the same bytes everywhere, set in a process of its own."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from comparison_sample import report
from printing import elements, failures, four, one, only, opened, read, set_here, squeezed

from app.reports import apart
from app.reports import pdf as pdf_module
from app.reports.pdf import Pdf, PdfFailed, comparison_pdf
from app.reports.recorded import comparison_json


def outline(items: Sequence[pikepdf.OutlineItem]) -> list[str]:
    return [item.title for item in items]


def test_it_passes_pdf_ua_1() -> None:
    assert four().standard == "PDF/UA-1"
    assert failures(four()) == []


def test_the_same_report_is_the_same_bytes_in_any_process() -> None:
    assert set_here(report()).content == four().content


def test_a_process_that_fails_is_told_apart_from_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "job", lambda *_: b"{}")
    with pytest.raises(PdfFailed, match="KeyError: 'source'"):
        comparison_pdf(report([]))


def test_a_report_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    with pytest.raises(PdfFailed, match=r"not done within 0\.01 seconds"):
        comparison_pdf(report([]))


def test_the_process_is_not_told_what_the_program_keeps_to_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", "not for children")
    monkeypatch.setattr("sys.executable", str(spy))
    with pytest.raises(PdfFailed):
        comparison_pdf(report([]))
    assert "not for children" not in (tmp_path / "environment").read_text()


def test_another_report_is_other_bytes() -> None:
    assert set_here(report(company="Another")).content != four().content


def test_it_knows_its_title_its_language_and_its_day() -> None:
    with opened(four()) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Recruiter comparison: Head of Data Platform, Meridian Freight"
        assert str(pdf.docinfo.CreationDate).startswith("D:20261205")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked


def test_every_part_and_every_recruiter_has_a_bookmark() -> None:
    with opened(four()) as pdf, pdf.open_outline() as bookmarks:
        names = outline(bookmarks.root)
        recruiters = [part.name for part in report().recruiters]
        assert names == [report().headline, *recruiters, "Method and weights"]
        assert outline(bookmarks.root[1].children)[0].startswith("Why ")
        assert "Every answer" in outline(bookmarks.root[1].children)


def test_every_picture_says_in_words_what_it_shows() -> None:
    with opened(four()) as pdf:
        said = [str(figure.get("/Alt", "")) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert len(said) == 4 + 4 * 7 + 4 + 4 * 7
    assert all(re.search(r"[+−]\d|: 0", words) for words in said)


def test_every_table_has_column_heads_and_every_row_a_head_that_its_cells_name() -> None:
    with opened(four()) as pdf:
        tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
        assert len(tables) == 2 + 4 * 5 + 3
        for table in tables:
            assert list(elements(table, "/THead"))
            rows = [row for body in elements(table, "/TBody") for row in elements(body, "/TR")]
            assert rows
            for row in rows:
                head, *cells = list(row.K)
                scope = {str(a.Scope) for a in head.A if "/Scope" in a}
                assert (str(head.S), len(scope)) == ("/TH", 1)
                if scope == {"/Row"}:
                    assert all(str(head.ID) in map(str, cell.A[0].Headers) for cell in cells)


def test_every_named_cell_can_be_found_by_its_name() -> None:
    with opened(four()) as pdf:
        names = list(pdf.Root.StructTreeRoot.IDTree.Names)
        found = {bytes(names[i]): names[i + 1] for i in range(0, len(names), 2)}
        assert list(found) == sorted(found)
        heads = list(elements(pdf.Root.StructTreeRoot, "/TH"))
        assert len(found) == len(heads)
        assert all(found[bytes(head.ID)].objgen == head.objgen for head in heads)


def test_it_embeds_only_our_own_fonts_and_its_own_record() -> None:
    with opened(four()) as pdf:
        fonts = {str(f.BaseFont) for p in pdf.pages for f in p.Resources.get("/Font", {}).values()}
        assert {name.split("+")[1] for name in fonts} == {"Inter-Regular", "Inter-SemiBold"}
        assert list(pdf.attachments) == ["followthrough-report.json"]
        record = pdf.attachments["followthrough-report.json"]
        assert json.loads(record.get_file().read_bytes()) == json.loads(comparison_json(report()))
        assert record.get_file().mime_type == "application/json"


def test_every_page_has_the_code_and_the_last_says_where_the_numbers_come_from() -> None:
    code = json.loads(comparison_json(report()))["verification"]["code"]
    with opened(four()) as pdf:
        count = len(pdf.pages)
    assert all(f"Verification code {code}." in read(only(four(), number)) for number in range(count))
    whole = read(four())
    assert "Who answered 12 evaluators’ forms, 8 candidate references, 4 client references, 4 recruiters’" in whole
    assert "of 4,000 weightings around yours." in whole
    assert all(squeezed(line) in squeezed(whole) for part in report().recruiters for line in part.missing)


def test_the_templates_read_no_file_and_fetch_no_package() -> None:
    for template in Path("templates/reports").glob("*.typ"):
        assert not re.search(r"#?\b(read|csv|yaml|toml|xml|plugin|cbor)\(|@preview", template.read_text())


def _pages_of(element: pikepdf.Object) -> set[tuple[int, int]]:
    """The pages on which something of an element stands, whatever is inside it."""
    found = {element.Pg.objgen} if "/Pg" in element else set()
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found |= _pages_of(kid)
    return found


def _rows_over_pages(pdf: Pdf) -> tuple[int, int]:
    """How many rows of answers there are, and how many of them stand on more than one page."""
    with opened(pdf) as whole:
        bodies = elements(whole.Root.StructTreeRoot, "/TBody")
        pages = [_pages_of(row) for body in bodies for row in elements(body, "/TR")]
    return len(pages), sum(len(on) > 1 for on in pages)


def test_a_row_of_few_words_stays_on_one_page_and_one_of_many_may_break() -> None:
    rows, broken = _rows_over_pages(four())
    assert rows > 400
    assert broken == 0
    assert _rows_over_pages(set_here(one("Many words in a note. " * 400)))[1] == 1
