"""The order in which files of tests begin side by side."""

from pathlib import Path

from turns import turns


def test_what_waits_begins_first_by_turns_and_what_is_short_comes_last() -> None:
    named = ("vetting/a", "browser/b", "browser/c", "faults/d", "web/e", "tests/f", "faults/g", "reports/h", "faults/i")
    assert [f"{file}" for file in turns(map(Path, named))] == [
        *("faults/d", "browser/b", "faults/g", "browser/c", "faults/i"),
        *("web/e", "tests/f"),
        *("reports/h", "vetting/a"),
    ]
