"""In which order files of tests begin where several run side by side: no core waits, and nothing long is the last."""

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

WAITING = ("faults", "browser")  # folders whose tests wait for servers, disks and pages
SHORT = ("reports", "doctor", "vetting")  # folders whose tests take little


def turns(files: Iterable[Path]) -> list[Path]:
    """First those that wait, one of each folder in turn, then all that work, then those that take little."""
    left = list(files)
    waiting, short = ([[file for file in left if file.parent.name == one] for one in kind] for kind in (WAITING, SHORT))
    first = [file for pair in zip_longest(*waiting) for file in pair if file]
    last = [file for folder in short for file in folder]
    return [*first, *(file for file in left if file not in {*first, *last}), *last]
