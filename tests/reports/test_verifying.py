"""Whether a report is as it was made: a match, or the recruiter and question where it differs; never a crash."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
import pikepdf
import pytest
from comparison_sample import LGV, report
from report_files import in_this_process, report_files

from app.reports import carried as carrying
from app.reports import pdf, verifying
from app.reports.apart import Failed
from app.reports.carried import ATTACHED, NoRecord, record_in
from app.reports.pdf import comparison_pdf
from app.reports.record import FORMAT
from app.reports.verification import sealed
from app.reports.verifying import verify
from app.vetting.instrument import Instrument

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def known(id: str, version: str) -> Instrument | None:
    return LGV if (id, version) == (LGV.id, LGV.version) else None


def wrong(content: bytes) -> tuple[str, ...]:
    return verify(content, known).wrong


def edited(edit: Edit, *, seal_again: bool = False) -> bytes:
    """The JSON with something changed by hand; by a careful hand also the code."""
    record = json.loads(report_files()["json"])
    edit(record)
    if seal_again:
        record = sealed(record, record["verification"]["made_on"], record["verification"]["made_with"])
    return json.dumps(record).encode()


@pytest.mark.parametrize("kind", ["pdf", "summary", "scorecard", "xlsx", "json"])
def test_a_file_as_it_was_made_matches(kind: str) -> None:
    found = verify(report_files()[kind], known)
    assert (found.wrong, found.remark) == ((), "")
    assert next(found.told()).startswith("Match: ")


@pytest.mark.parametrize("kind", ["pdf", "summary", "xlsx", "json"])
def test_every_format_of_a_search_has_the_same_code(kind: str) -> None:
    found = verify(report_files()[kind], known)
    code = json.loads(report_files()["json"])["verification"]["code"]
    assert next(found.told()) == f"Match: every number follows from the answers in the file. Verification code {code}."


@pytest.mark.parametrize("seal_again", [False, True])
def test_a_changed_answer_is_named_with_the_recruiter_and_the_question(seal_again: bool) -> None:
    def change(record: dict[str, Any]) -> None:
        record["recruiters"][0]["forms"][0]["responses"]["EV01"]["points"] = 0

    told = wrong(edited(change, seal_again=seal_again))
    assert told[0].startswith("Ana Ferreira, EV01 (Dana Whitfield), answer: the file says “Named the requirement")
    assert "Ana Ferreira, EV01 (Dana Whitfield), points: the file says 4, its answers give 0." in told
    assert re.search(r"Ana Ferreira, the score: the file says \+61, its answers give \+\d+\.", "\n".join(told))
    assert ("The verification code is" in told[-1]) is not seal_again


EDITS: dict[str, tuple[Edit, str]] = {
    "a score": (
        lambda r: r["recruiters"][1]["findings"]["index"].update(shown="+47"),
        "Marcus Hale, the score: the file says +47, its answers give −47.",
    ),
    "an exact score": (
        lambda r: r["recruiters"][1]["findings"]["index"].update(exact="1/1"),
        "Marcus Hale, the score: the file says 1/1, its answers give -",
    ),
    "a weight": (
        lambda r: r["weights"].update(rhythm="5/1"),
        "method, weights, Regular contact, weight: the",
    ),
    "a flag": (lambda r: r["recruiters"][1]["findings"]["flags"].pop(), "Marcus Hale, flags: the file says"),
    "the headline": (lambda r: r.update(headline="Marcus is best."), "headline: the file says “Marcus is best.”"),
    "a constant": (
        lambda r: r["constants"].update(sigma2=10.0),
        "Ana Ferreira, the likely range, range: the",
    ),
    "a note": (
        lambda r: r["recruiters"][0]["findings"]["answers"][0].update(note="Kind."),
        "Ana Ferreira, EV01 (Dana Whitfield), note: the file says “Kind.”",
    ),
    "a firm": (lambda r: r["recruiters"][0].update(firm="Other"), "The verification code is"),
    "a missing dimension": (
        lambda r: r["recruiters"][0]["findings"]["dimensions"].pop(),
        "Ana Ferreira: the file says 6 lines, its answers give 7 lines.",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_whatever_is_changed_is_named(name: str) -> None:
    edit, sentence = EDITS[name]
    told = wrong(edited(edit))
    assert any(line.startswith(sentence) for line in told), told
    assert told[-1].startswith("The verification code is")


def test_a_changed_cell_is_named_by_its_sheet_and_what_stands_beside_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_files()["xlsx"]))
    book["Answers"]["J2"] = 0
    book["Summary"]["D5"] = "=90+1"
    book.create_sheet("More")
    saved = io.BytesIO()
    book.save(saved)
    assert wrong(saved.getvalue()) == (
        "Sheet More: it is not one of the report's.",
        "Sheet Summary, row 5 (Ana Ferreira, Northlight Search), column 4: the cell says “=90+1”, its data “61”.",
        "Sheet Answers, row 2 (Ana Ferreira, Evaluator, Dana Whitfield, EV01), column 10: "
        "the cell says “0”, its data “4”.",
    )


def test_a_workbook_that_another_program_saved_again_still_matches() -> None:
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(report_files()["xlsx"])).save(saved)
    assert saved.getvalue() != report_files()["xlsx"]
    assert wrong(saved.getvalue()) == ()


def test_a_changed_page_is_named() -> None:
    with pikepdf.open(io.BytesIO(report_files()["pdf"])) as whole:
        drawn = whole.pages[1].Contents.read_bytes()
        whole.pages[1].Contents = whole.make_stream(drawn + b"\n0 0 0 rg 0 0 90 90 re f")
        saved = io.BytesIO()
        whole.save(saved)
    assert wrong(saved.getvalue()) == ("Page 2 is not as its data makes it.",)


def test_a_summary_that_says_it_is_the_whole_report_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pikepdf.open(io.BytesIO(report_files()["summary"])) as whole:
        whole.docinfo["/Title"] = "Recruiter comparison: Head of Data Platform, Meridian Freight"
        saved = io.BytesIO()
        whole.save(saved)
    assert "Page 1 is not as its data makes it." in wrong(saved.getvalue())


def test_a_pdf_without_a_page_or_a_title_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pikepdf.open(io.BytesIO(report_files()["pdf"])) as whole:
        del whole.docinfo["/Title"]
        del whole.pages[:]
        saved = io.BytesIO()
        whole.save(saved)
    assert wrong(saved.getvalue())[0] == "Page 1 is not as its data makes it."


def test_a_note_laid_over_a_page_is_seen_though_the_page_draws_the_same() -> None:
    with pikepdf.open(io.BytesIO(report_files()["pdf"])) as whole:
        whole.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot)])
        saved = io.BytesIO()
        whole.save(saved)
    (told,) = wrong(saved.getvalue())
    assert told.startswith("The pages draw the same, but something else")


def test_pages_of_another_version_are_not_compared_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MADE_WITH", "Followthrough 9.9")
    monkeypatch.setattr(pdf, "noon", lambda _: None)
    found = verify(report_files()["pdf"], known)
    assert found.wrong == ()
    assert re.fullmatch(r"The pages were made with .* the pages not compared\.", found.remark)


def no_record(content: bytes) -> str:
    with pytest.raises(NoRecord) as refusal:
        verify(content, known)
    return str(refusal.value)


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return packed.getvalue()


def with_attachment(content: bytes, name: str = ATTACHED) -> bytes:
    packed = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments[name] = pikepdf.AttachedFileSpec(made, content)
        made.save(packed)
    return packed.getvalue()


def locked() -> bytes:
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(report_files()["pdf"])) as whole:
        whole.save(packed, encryption=pikepdf.Encryption(owner="a", user="b"))
    return packed.getvalue()


def of_other_book() -> bytes:
    packed = io.BytesIO()
    openpyxl.Workbook().save(packed)
    return packed.getvalue()


FOREIGN, DAMAGED, TOO_MUCH = carrying.FOREIGN, carrying.DAMAGED, carrying.TOO_MUCH
OTHERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", FOREIGN),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), FOREIGN),
    "a text": (lambda: b"Dear Sam,", FOREIGN),
    "a list": (lambda: b"[1]", FOREIGN),
    "a panel": (lambda: b'{"recruiters": []}', FOREIGN),
    "half a JSON": (lambda: report_files()["json"][:5000], "Line "),
    "brackets without end": (lambda: b"[" * 100_000, FOREIGN),
    "a number that is none": (
        lambda: edited(lambda r: r["constants"].update(mean=float("nan"))),
        "NaN is not a number",
    ),
    "a number without end": (lambda: b'{"a": ' + b"9" * 5000 + b"}", FOREIGN),
    "a key given twice": (
        lambda: report_files()["json"].replace(b'"demo"', b'"company"', 1),
        "“company” is given twice",
    ),
    "a record of tomorrow": (
        lambda: edited(lambda r: r.update(format=FORMAT + 1)),
        "The record was written by another version",
    ),
    "half a record": (lambda: edited(lambda r: r.pop("method")), "The record is not whole. method: field required."),
    "more than a record": (lambda: edited(lambda r: r.update(x=1)), "The record is not whole. x: extra inputs"),
    "another instrument": (lambda: edited(lambda r: r["instrument"].update(id="x")), "There is no instrument x 1.0.0"),
    "other questions": (
        lambda: edited(lambda r: r["instrument"].update(hash="0")),
        "lgv-external 1.0.0 has other",
    ),
    "an answer that cannot be": (
        lambda: edited(lambda r: r["recruiters"][0]["forms"][0]["responses"]["EV01"].update(points=9)),
        "The answers in the record cannot be scored. Recruiter v0, form evaluator e1, item EV01: points must be",
    ),
    "a day that is none": (
        lambda: edited(lambda r: r["verification"].update(made_on="soon")),
        "The answers in the record",
    ),
    "a PDF of somebody else": (lambda: with_attachment(b"{}", "other.json"), FOREIGN),
    "a PDF with another attachment of that name": (lambda: with_attachment(b"{}"), FOREIGN),
    "half a PDF": (lambda: report_files()["pdf"][:9000], DAMAGED),
    "a PDF in name only": (lambda: b"%PDF-1.7\n" + bytes(500), DAMAGED),
    "a locked PDF": (locked, "The PDF is locked"),
    "a workbook of somebody else": (of_other_book, FOREIGN),
    "half a workbook": (lambda: report_files()["xlsx"][:9000], DAMAGED),
    "a zip": (lambda: zipped(**{"a.txt": b"x"}), DAMAGED),
    "a zip that grows": (lambda: zipped(**{"xl/workbook.xml": bytes(59_000_000)}), TOO_MUCH),
    "a zip of many": (lambda: zipped(**{f"{n}": b"" for n in range(200)}), TOO_MUCH),
    "a workbook of entities": (
        lambda: zipped(
            **{
                "[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]><Types>&a;</Types>',
                "xl/workbook.xml": b"<x/>",
            }
        ),
        DAMAGED,
    ),
    "too large a file": (lambda: bytes(carrying.LARGEST + 1), "The file is larger than 60 MB"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_that_is_no_report_is_told_in_a_sentence(name: str) -> None:
    make, sentence = OTHERS[name]
    assert no_record(make()).startswith(sentence)


def test_an_attachment_is_unpacked_no_further_than_a_record_may_be() -> None:
    packed = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments[ATTACHED] = pikepdf.AttachedFileSpec(made, b"")
        made.attachments[ATTACHED].get_file().obj.write(
            zlib.compress(bytes(carrying.LARGEST + 1)), filter=pikepdf.Name.FlateDecode
        )
        made.save(packed, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(packed.getvalue()) < 100_000
    assert no_record(packed.getvalue()) == TOO_MUCH


def test_the_record_is_read_in_a_process_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(module: str, _: bytes) -> bytes:
        assert module == "app.reports.carried"
        raise Failed("Killed")

    monkeypatch.setattr(carrying, "run_apart", killed)
    assert no_record(report_files()["json"]) == TOO_MUCH
    monkeypatch.undo()
    assert record_in(report_files()["json"])[0].search == "Head of Data Platform"
    assert comparison_pdf(report([])).content.startswith(b"%PDF-")
