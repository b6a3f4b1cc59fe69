"""The fault tests in their long form, one after the other: `make soak` prints their table and keeps it in soak.json."""

import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("soak.json")


def main(arguments: list[str]) -> int:
    """Run what is marked `soak`; pytest's status, which is 1 on any miss. Further words go to pytest."""
    os.environ["SOAK"] = "whole"
    sys.path[:0] = [str(ROOT / "tests")]
    from endurance import rows_of  # reads SOAK when it is first imported

    class Kept:
        """Keeps what the tests of the run report."""

        reports: ClassVar[list[pytest.TestReport]] = []

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.when == "call":
                self.reports.append(report)

    began = time.monotonic()
    status = pytest.main(["-m", "soak", "-p", "no:cacheprovider", "--rootdir", str(ROOT), *arguments], [Kept()])
    if "-k" not in arguments:
        missed = [report.nodeid for report in Kept.reports if report.failed]
        write(rows_of(Kept.reports), missed, time.monotonic() - began)
    return int(status)


def write(rows: list[dict[str, object]], missed: list[str], seconds: float) -> None:
    """Keep the table of a whole run and what failed in it, with its day and the machine."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    day = datetime.now(UTC).date().isoformat()
    kept = {"day": day, "machine": machine, "minutes": round(seconds / 60, 1), "missed": missed, "rows": rows}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
