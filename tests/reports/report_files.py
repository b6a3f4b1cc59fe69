"""Reports as files of every kind, made once; and reading one in this process, where a file costs no second."""

from functools import cache

import pytest
from comparison_sample import report, vetting
from printing import here

from app.reports import carried as carrying
from app.reports import pdf
from app.reports.apart import Failed
from app.reports.carried import NoRecord, carried
from app.reports.comparison_xlsx import comparison_xlsx
from app.reports.recorded import comparison_json


@cache
def report_files() -> dict[str, bytes]:
    made = report([vetting(0), vetting(3, evaluators=1), vetting(1, responses=(), log=None)])
    alone = report([vetting(3, evaluators=1)])
    return {
        "pdf": here(pdf.job(made)).content,
        "summary": here(pdf.job(made, "summary", "letter")).content,
        "scorecard": here(pdf.job(alone, "scorecard")).content,
        "xlsx": comparison_xlsx(made),
        "json": comparison_json(made),
    }


def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """test_verify_command.py has them in a process for each file."""

    def read(_: str, content: bytes) -> bytes:
        try:
            return carried(content)
        except NoRecord as refusal:
            raise Failed(str(refusal), refused=True) from None

    monkeypatch.setattr(carrying, "run_apart", read)
    monkeypatch.setattr(pdf, "set_apart", here)
