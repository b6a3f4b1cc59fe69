"""The workbook and the CSV files: read by other programs, they hold the texts that were typed and never a formula."""

import csv
import dataclasses
import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from comparison_sample import report, said, vetting
from openpyxl.worksheet.worksheet import Worksheet
from payloads import FORMULAS

from app.reports.clean import readable
from app.reports.comparison import ComparisonReport, Decision
from app.reports.comparison_csv import answers_csv, recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.vetting.answers import Answer


def hostile() -> ComparisonReport:
    """Every payload as a note, and some wherever else something can be typed."""
    person = vetting(0, evaluators=1, references=False)
    form = person.responses[0]
    given = list(form.answers)
    notes = {
        item: dataclasses.replace(form.answers[item], note=text) for item, text in zip(given, FORMULAS, strict=False)
    }
    rest = FORMULAS[len(given) :]
    more = [
        vetting(n, evaluators=1, references=False, name=text, firm=text, replies=said(text))
        for n, text in enumerate(rest)
    ]
    first = dataclasses.replace(person, responses=(dataclasses.replace(form, answers=notes),), looked_at={"F": "=1"})
    renamed = [dataclasses.replace(one, id=f"x{n}") for n, one in enumerate(more)]
    decided = Decision("=1+1", "@SUM(1)", "+1", report().date, "-1")
    return report([first, *renamed], company="=1+1", search="-1+1", decision=decided, weights_name="@SUM(1)")


@cache
def files() -> tuple[bytes, bytes, bytes]:
    made = hostile()
    return comparison_xlsx(made), recruiters_csv(made), answers_csv(made)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def column(sheet: Worksheet, title: str) -> list[object]:
    """The values under a head, wherever it stands."""
    rows = list(sheet.iter_rows(values_only=True))
    start, x = next((y, row.index(title)) for y, row in enumerate(rows) if title in row)
    return [row[x] for row in rows[start + 1 :]]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link() -> None:
    with zipfile.ZipFile(io.BytesIO(files()[0])) as parts:
        pages = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
        assert len(pages) == 6
        assert not [page for page in pages if re.search(r"<f[ >]|<hyperlink|t=\"e\"|<drawing", page)]
        assert not [name for name in parts.namelist() if "external" in name.lower() or "media" in name]
    book = openpyxl.load_workbook(io.BytesIO(files()[0]))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}


def test_the_workbook_holds_every_text_as_it_was_typed_but_for_what_cannot_be_seen() -> None:
    book = openpyxl.load_workbook(io.BytesIO(files()[0]))
    found = {*column(book["Answers"], "Note"), *column(book["Summary"], "Recruiter")}
    assert {readable(text) for text in FORMULAS if readable(text)} <= found | {None}


@pytest.mark.parametrize("number", [1, 2])
def test_no_cell_of_a_csv_begins_a_formula_whatever_parts_the_cells(number: int) -> None:
    content = files()[number]
    assert content.startswith(b"\xef\xbb\xbf")
    for separator in (",", ";", "\t"):
        text = content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
        begun = [cell for cell in cells if cell[:1] in "=+@\t\r＝＋－＠\0" and cell]
        assert begun == []
        if separator == ",":
            assert [cell for cell in cells if cell[:1] == "-" and not re.fullmatch(r"-\d+(\.\d+)?", cell)] == []


def test_the_csv_holds_every_text_and_says_by_an_apostrophe_that_it_is_one() -> None:
    texts = {cell for row in read(files()[2]) for cell in row}
    assert {"'=1+1", "'@SUM(1,1)", "'-1+1", "a;'=1+1;b", "'＝1+1", " =1+1", "2026-12-05"} <= texts


def test_numbers_are_numbers() -> None:
    made = report([vetting(3, evaluators=1)])
    head, row = read(recruiters_csv(made))
    assert row[head.index("Score")] == str(round(made.recruiters[0].index or 0)) == "-47"
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(made)))["Summary"]
    assert column(sheet, "Score") == [-47]
    assert {type(value) for value in column(sheet, "Score, exact")} == {float}


def test_what_is_missing_is_an_empty_cell_and_never_0() -> None:
    nobody = vetting(1, responses=(), log=None)
    made = report([vetting(0, evaluators=1), nobody])
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(made)))["Summary"]
    for title in ("Score", "Likely from", "Say–do gap", "Coverage", "Worst case", "Chance of first"):
        assert column(sheet, title)[1] is None
    head, _, row = read(recruiters_csv(made))
    assert row[head.index("Score")] == row[head.index("Coverage")] == ""
    assert row[head.index("In a sentence")] == "Nobody has answered yet."


def test_the_same_report_is_the_same_bytes() -> None:
    assert (comparison_xlsx(hostile()), recruiters_csv(hostile()), answers_csv(hostile())) == files()


def test_heads_and_names_stay_in_sight_and_what_is_nearly_nothing_is_not_shown_as_0() -> None:
    book = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(report([vetting(0), vetting(3)]))))
    assert [sheet.title for sheet in book] == ["Summary", "Dimensions", "Answers", "Notes", "Method", "Verification"]
    assert {sheet.freeze_panes for sheet in book} == {"D5", "C2", "B2", "A2"}
    rows = list(book["Summary"].iter_rows())
    heads = next(row for row in rows if row[0].value == "Rank")
    at = [cell.value for cell in heads].index("Chance of first")
    assert [row[at].number_format for row in rows[rows.index(heads) + 1 :]] == ['">99%"', '"<1%"']


def test_every_file_says_what_its_numbers_rest_on() -> None:
    made = report()
    head, first, *_ = read(answers_csv(made))
    told = dict(zip(head, first, strict=True))
    assert told["Validity"] == "Not yet validated against outcomes."
    assert told["Its fingerprint"] == made.method.hash
    assert told["Who answered"].startswith("12 evaluators’ forms, 8 candidate references, 4 client references")
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", told["Verification code"])
    method = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(made)))["Method"]
    lines = {row[0]: row[1] for row in method.iter_rows(values_only=True)}
    assert {label: lines[label] for label in told if label in lines} == {
        label: told[label] for label in told if label in lines
    }


def test_an_answer_that_nobody_gave_has_no_points() -> None:
    person = vetting(0, evaluators=1, references=False)
    form = person.responses[0]
    answers = {**form.answers, "EV01": Answer("not_asked")}
    made = report([dataclasses.replace(person, responses=(dataclasses.replace(form, answers=answers),))])
    head, first, *_ = read(answers_csv(made))
    assert (first[head.index("Item")], first[head.index("Points")]) == ("EV01", "")
