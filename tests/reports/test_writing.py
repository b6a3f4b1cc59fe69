"""Workbook and CSV from a process of their own: the same bytes as here, whatever was typed, and only what is known."""

import subprocess
import sys

import pytest
from comparison_sample import report, said, vetting

from app.reports.apart import Failed
from app.reports.comparison_csv import answers_csv, recruiters_csv
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.recorded import recorded
from app.reports.writing import Sheets, write_apart

HERE = {"workbook": comparison_xlsx, "recruiters": recruiters_csv, "answers": answers_csv}
NAME = '=1+1 "<b>" \\ \u202e مرحبا 🚀 \ud800'


@pytest.mark.parametrize("sheets", HERE)
def test_it_writes_what_would_be_written_here(sheets: Sheets) -> None:
    made = report([vetting(0, name=NAME, replies=said(NAME)), vetting(3, evaluators=1)], company=NAME)
    assert write_apart(sheets, recorded(made)) == HERE[sheets](made)


def test_a_kind_that_is_not_known_is_not_written() -> None:
    with pytest.raises(Failed, match="StopIteration"):
        write_apart("secrets", recorded(report([vetting(0, evaluators=1)])))  # type: ignore[arg-type]


def test_the_process_has_nothing_of_the_rest_of_the_program_in_it() -> None:
    code = "import sys, app.reports.writing; print([m for m in sys.modules if m.startswith(('app.web', 'app.store'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
