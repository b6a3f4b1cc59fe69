"""How long a fault test goes on, and what it found: short in every run, whole in `make soak`, with one table."""

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pytest

FOUND = "found"  # the property of a test with a line of the table
WHOLE = os.environ.get("SOAK") == "whole"


def times(short: int, whole: int) -> int:
    """How often something is tried: `short` beside every change, `whole` in `make soak`."""
    return whole if WHOLE else short


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the table: what was tried, how often, and how much of it went wrong."""

    test: str  # its number in the list of tests, such as T31, and a few words
    runs: int
    lost: int = 0  # acknowledged and not there afterwards
    corrupt: int = 0  # a database, file or chain that is not whole
    errors: int = 0  # shown to somebody though it was no refusal
    figures: str = ""  # what was measured, in words

    @property
    def clean(self) -> bool:
        return self.runs > 0 and not (self.lost or self.corrupt or self.errors)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one fault test found. `note` keeps a line with the test's report, and fails where the line is not clean."""

    test: pytest.Item

    def note(self, found: Found) -> None:
        self.test.user_properties.append((FOUND, asdict(found)))
        assert found.clean, found


def rows_of(reports: Iterable[pytest.TestReport]) -> list[dict[str, object]]:
    """The lines that these tests noted, wherever they ran, each with its file, in the order of their names."""
    kept = [(report.nodeid.partition("::")[0], report.user_properties) for report in reports]
    noted = [
        {**found, "file": file}
        for file, properties in kept
        for name, found in properties
        if name == FOUND and isinstance(found, dict)
    ]
    return sorted(noted, key=lambda found: str(found["test"]))


def table(rows: list[dict[str, object]]) -> str:
    """The lines as text, with their columns under each other."""
    counted = [[str(row[name]) for name in ("runs", "lost", "corrupt", "errors")] for row in rows]
    lines = [("test", ["runs", "lost", "corrupt", "errors"], "")]
    lines += [(str(row["test"]), counts, str(row["figures"])) for row, counts in zip(rows, counted, strict=True)]
    return "\n".join(
        f"{test:<44}" + "".join(f"{count:>9}" for count in counts) + f"  {figures}".rstrip()
        for test, counts, figures in lines
    )
