"""The fault tests in their long form, one after the other: `make soak` prints their table and keeps it in soak.json."""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("soak.json")


def main(arguments: list[str]) -> int:
    """Run what is marked `soak`; pytest's status, which is 1 on any miss. Further words go to pytest."""
    os.environ["SOAK"] = "whole"
    os.environ.setdefault("CI", "true")  # the same cases in every run, and a program that is not here is a miss
    sys.path[:0] = [str(ROOT / "tests")]
    from endurance import rows_of  # reads SOAK when it is first imported

    class Kept:
        """Keeps what each test reports as soon as it ends."""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.when == "call":
                keep(rows_of([report]), began, report.duration)

    began = datetime.now(UTC).date().isoformat()  # before a test has moved the clock
    endless = ["-o", "timeout=0"]  # a whole form takes as long as it takes
    given = ["-m", "soak", "-p", "no:cacheprovider", *endless, "--rootdir", str(ROOT), *arguments]
    return int(pytest.main(given, [Kept()]))


def keep(rows: list[dict[str, object]], day: str, seconds: float) -> None:
    """Put the lines of one test in the place of its earlier ones, with their day and how long it took."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["rows"] if RESULTS.exists() else []
    marked = [{**row, "day": day, "seconds": round(seconds)} for row in rows]
    fresh = {row["test"] for row in marked}
    lines = sorted([*(row for row in kept if row["test"] not in fresh), *marked], key=lambda row: str(row["test"]))
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    text = json.dumps({"machine": machine, "rows": lines}, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
