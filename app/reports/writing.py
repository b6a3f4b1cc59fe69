"""The process that writes one workbook or CSV and ends: a record in, the file out, and limits of its own.

A workbook of twenty recruiters is half a second of pure Python: in the server it would hold up everybody else.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Literal

from app.reports.apart import limit, run_apart
from app.reports.comparison_csv import answers_of, recruiters_of
from app.reports.comparison_xlsx import record_xlsx
from app.reports.record import Record
from app.reports.recorded import packed

Sheets = Literal["workbook", "recruiters", "answers"]
WRITERS: Mapping[Sheets, Callable[[Record], bytes]] = {
    "workbook": record_xlsx,
    "recruiters": recruiters_of,
    "answers": answers_of,
}
SECONDS = 30  # of processor time
BYTES = 512 << 20  # of memory; twenty recruiters in full need a fifth of it


def write_apart(sheets: Sheets, record: Record) -> bytes:
    """The file of a record. Blocking: call it in a bounded worker thread. Raises Failed."""
    return run_apart("app.reports.writing", f"{sheets}\n{packed(record)}".encode())


def main() -> None:
    """The kind on the first line, then the record."""
    limit(SECONDS, BYTES)
    kind, _, text = sys.stdin.buffer.read().partition(b"\n")
    write = next(write for known, write in WRITERS.items() if known.encode() == kind)
    sys.stdout.buffer.write(write(Record.model_validate(json.loads(text))))


if __name__ == "__main__":
    main()
