"""What a recruiter replied, in every format: unedited, dated, beside what it answers, and part of what is verified."""

import csv
import io
import json
from functools import cache
from typing import Any

import openpyxl
import pytest
from comparison_sample import LGV, report, said, vetting
from printing import failures, here, read, squeezed

from app.reports import pdf
from app.reports.comparison import ComparisonReport
from app.reports.comparison_csv import recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.documents import Kind
from app.reports.record import Record
from app.reports.recorded import comparison_json
from app.reports.remade import remade
from app.reports.replies import Proof, Reply

WORDS = "We were moving offices that week:\nsee the dates <b>attached</b>."
FLAG, DIMENSION = LGV.flags[0], LGV.dimensions[1]
KINDS: list[Kind] = ["comparison", "scorecard"]


def told(text: str = WORDS) -> ComparisonReport:
    """One recruiter who replied, whose form raises the flag they reply to, and a dimension."""
    day = report().date
    raised = f"flag.{next(flag.id for flag in plain().recruiters[0].flags)}"
    replies = (*said(text), Reply(raised, f"To the flag: {text}", day.replace(day=2)))
    return report([vetting(3, replies=replies, proofs=(Proof("moving – ‮dates.pdf", day),))])


@cache
def plain() -> ComparisonReport:
    return report([vetting(3)])


def one(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)["recruiters"][0]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_holds_every_reply_beside_what_it_answers(kind: Kind) -> None:
    made = here(pdf.job(told(), kind))
    assert (made.standard, failures(made)) == ("PDF/UA-1", [])
    text = read(made)
    tight = squeezed(text)
    assert "The recruiter’s reply In their own words, unedited." in text
    for title in ("On the whole", DIMENSION.name):
        assert squeezed(f"{title} {WORDS} Written 3 December 2026.") in tight
    assert squeezed("Facts put right Taken back 3 December 2026, in place of what was written 1 December") in tight
    assert squeezed(f"The recruiter replies To the flag: {WORDS} Written 2 December 2026.") in tight
    flag = plain().recruiters[0].flags[0]
    after = tight.index(squeezed(flag.text), tight.index("Flags"))
    assert after < tight.index("Therecruiterreplies") < tight.index(squeezed("A flag never changes the score."), after)
    assert "which are on the server: moving – dates.pdf (5 December 2026)." in text


def test_a_recruiter_who_said_nothing_has_no_part_for_it() -> None:
    assert "The recruiter’s reply" not in read(here(pdf.job(plain())))


def test_a_reply_to_a_flag_that_nothing_raises_says_so() -> None:
    calm = report([vetting(0, replies=said(WORDS))])
    assert FLAG.id not in {flag.id for flag in calm.recruiters[0].flags}
    text = squeezed(read(here(pdf.job(calm))))
    assert squeezed(f"A flag that nothing raises now: {FLAG.text} {WORDS} Written 3 December") in text


def test_the_workbook_has_a_row_for_each_with_its_day_and_what_stood_there_before() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(told())))["Notes"]
    rows = [row[1:6] for row in sheet.iter_rows(values_only=True) if row[0] == "Marcus Hale"]
    who = "Marcus Hale"
    assert ("Reply", who, "On the whole", "2026-12-03", WORDS) in rows
    assert ("Reply", who, DIMENSION.name, "2026-12-03", WORDS) in rows
    assert ("Earlier reply", who, "Facts put right", "2026-12-01", f"Before: {WORDS}") in rows
    assert ("Reply taken back", who, "Facts put right", "2026-12-03", None) in rows
    assert ("Proof attached", who, None, "2026-12-05", "moving – dates.pdf") in rows
    flag = next(n for n, row in enumerate(rows) if row[4] == f"To the flag: {WORDS}")
    assert "flag" in str(rows[flag - 1][0]).lower()
    assert len([row for row in rows if row[4] == f"To the flag: {WORDS}"]) == 1


def test_the_wide_csv_has_all_that_stands_now_in_one_column() -> None:
    head, row = csv.reader(io.StringIO(recruiters_csv(told()).decode("utf-8-sig"), newline=""))
    cell = row[head.index("Reply")]
    assert f"On the whole (2026-12-03): {WORDS}" in cell
    assert "Before: " not in cell


def test_the_json_has_each_by_what_it_answers_and_can_be_made_again_from_them() -> None:
    content = comparison_json(told())
    found = one(content)
    assert [reply["about"] for reply in found["replies"]][:2] == ["overall", f"dimension.{DIMENSION.id}"]
    assert found["replies"][-1] == {
        "about": "facts",
        "title": "Facts put right",
        "text": "",
        "on": "2026-12-03",
        "earlier": [{"on": "2026-12-01", "text": f"Before: {WORDS}"}],
    }
    assert found["proofs"] == [{"name": "moving – ‮dates.pdf", "on": "2026-12-05"}]
    assert comparison_json(remade(LGV, Record.model_validate_json(content))) == content


def test_one_changed_word_of_a_reply_changes_the_code() -> None:
    codes = {json.loads(comparison_json(made))["verification"]["code"] for made in (told(), told("Other."), plain())}
    assert len(codes) == 3


def test_bands_and_weights_of_sources_are_in_json_and_workbook_as_in_the_pdf() -> None:
    made = plain()
    text, record = squeezed(read(here(pdf.job(made)))), json.loads(comparison_json(made))
    rows = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(made)))["Method"].iter_rows(values_only=True)
    sheet = {row[0]: row[1] for row in rows}
    assert [band["label"] for band in record["method"]["bands"]] == [band.label for band in LGV.bands]
    for band in record["method"]["bands"]:
        assert squeezed(f"{band['label']} {band['shown']} {band['sentence']}") in text
        assert sheet[f"Band {band['label']}"] == f"{band['shown']}. {band['sentence']}"
        assert band["shown"] == f"{band['low']['shown']} to {band['high']['shown']}"
    assert len(record["method"]["sources"]) == 4
    for source in record["method"]["sources"]:
        each = [f"{one['count']}: {one['shown']}" for one in source["weights"]]
        assert squeezed(f"{source['name']} {' '.join(each)}") in text
        assert sheet[f"What {source['name'].lower()} weigh"] == ", ".join(each)
