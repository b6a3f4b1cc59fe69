"""The record that a file carries: read out of a PDF, a workbook or JSON, in a process of its own that ends.

A file comes from anybody. What it unpacks to is limited before it is unpacked, and the process has limits besides.
"""

import io
import json
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import pikepdf
from pydantic import ValidationError

from app.reports.apart import Failed, limit, run_apart
from app.reports.comparison_xlsx import RECORD
from app.reports.record import FORMAT, Record

ATTACHED = "followthrough-report.json"
LARGEST = 60_000_000  # bytes of a file, of a record, and of all that a workbook unpacks to
DENSEST = 100  # times that a workbook may grow when it is unpacked; ours grow 25 times
MOST_PARTS = 100  # of a workbook
MOST_ROWS = 5_000  # of the sheet that holds the record
SECONDS = 30  # of processor time
BYTES = 1 << 30  # of memory
BROKEN = (  # what openpyxl and zipfile say of a workbook that is none
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, TypeError, LookupError, AttributeError),
)
FOREIGN = (
    "There is no record in this file, so it cannot be checked. A report carries one as PDF, XLSX or JSON, a scorecard "
    "as PDF. A CSV, a picture, a receipt and an interview guide carry none."
)
DAMAGED = "The file is damaged, so it cannot be read. Download it again."
TOO_MUCH = "The file asks for more memory or time than a report ever needs, so it was not read."


class NoRecord(ValueError):
    """The file carries no record that can be read; the message is a sentence."""


def content_of(path: Path) -> bytes:
    """A file as it is, at most one byte more than is allowed. Raises NoRecord."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as mistake:
        raise NoRecord(f"{path} cannot be read: {mistake.strerror or mistake}.") from None


def record_in(content: bytes) -> tuple[Record, dict[str, Any]]:
    """The record, and the plain values it was read from, for its hash. Blocking. Raises NoRecord."""
    if len(content) > LARGEST:
        raise NoRecord(f"The file is larger than {LARGEST // 1_000_000} MB, so it was not read.")
    try:
        plain = _parsed(run_apart("app.reports.carried", content).decode("utf-8-sig"))
    except Failed as failed:
        raise NoRecord(failed.told if failed.refused else TOO_MUCH) from None
    except UnicodeDecodeError:
        raise NoRecord(FOREIGN) from None
    return _record(plain), plain


def carried(content: bytes) -> bytes:
    """The JSON of the record in a file of any kind. Raises NoRecord."""
    if content.startswith(b"%PDF-"):
        return _of_pdf(content)
    return _of_workbook(content) if content.startswith(b"PK") else content


def _of_pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if ATTACHED not in pdf.attachments:
                raise NoRecord(FOREIGN)
            return unpacked(pdf.attachments[ATTACHED].get_file().obj)
    except NoRecord:
        raise
    except pikepdf.PasswordError:
        raise NoRecord("The PDF is locked with a password, and ours are not.") from None
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError):
        raise NoRecord(DAMAGED) from None


def unpacked(stream: pikepdf.Object) -> bytes:
    """What is in a stream, at most as much as a record may have. Raises NoRecord."""
    packed = bytes(stream.read_raw_bytes())
    if "/Filter" not in stream:
        return packed
    try:
        text = zlib.decompressobj().decompress(packed, LARGEST + 1)
    except zlib.error:
        raise NoRecord(DAMAGED) from None
    if len(text) > LARGEST:
        raise NoRecord(TOO_MUCH)
    return text


def _of_workbook(content: bytes) -> bytes:
    try:
        _check_size(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        if RECORD not in book.sheetnames:
            raise NoRecord(FOREIGN)
        rows = book[RECORD].iter_rows(max_row=MOST_ROWS, max_col=2, values_only=True)
        pieces = "".join(str(row[1]) for row in rows if len(row) == 2 and row[0] == "Record")
    except NoRecord:
        raise
    except BROKEN:
        raise NoRecord(DAMAGED) from None
    return pieces.encode(errors="replace")


def _check_size(content: bytes) -> None:
    """Raises NoRecord for what unpacks to more than it should; no part can unpack to more than it says here."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
    whole = sum(part.file_size for part in listed)
    if len(listed) > MOST_PARTS or whole > LARGEST or whole > DENSEST * len(content):
        raise NoRecord(TOO_MUCH)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except NoRecord:
        raise
    except json.JSONDecodeError as wrong:
        if text.lstrip()[:1] != "{":
            raise NoRecord(FOREIGN) from None
        raise NoRecord(f"Line {wrong.lineno}, column {wrong.colno}: this is not JSON ({wrong.msg}).") from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise NoRecord(FOREIGN) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Given twice, a key would say one thing to us and another to the next program."""
    twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if twice:
        raise NoRecord(f"“{twice[0][:40]}” is given twice in the record, so it was changed by hand.")
    return dict(pairs)


def _no_number(word: str) -> float:
    raise NoRecord(f"{word} is not a number that a record can hold.")


def _record(plain: Any) -> Record:
    if not isinstance(plain, dict) or "verification" not in plain:
        raise NoRecord(FOREIGN)
    if plain.get("format") != FORMAT:
        raise NoRecord("The record was written by another version of Followthrough. Verify it with that one.")
    try:
        return Record.model_validate(plain)
    except ValidationError as wrong:
        raise NoRecord("The record is not whole. " + " ".join(_told(wrong))) from None


def _told(wrong: ValidationError) -> Iterator[str]:
    """The first three mistakes, each with its place in the record."""
    for mistake in wrong.errors()[:3]:
        yield f"{', '.join(map(str, mistake['loc']))}: {mistake['msg'].lower()}."


def main() -> None:
    """The file on standard input, its record on standard output; a sentence and exit 3 where there is none."""
    limit(SECONDS, BYTES)
    try:
        found = carried(sys.stdin.buffer.read())
    except NoRecord as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(3)
    sys.stdout.buffer.write(found)


if __name__ == "__main__":
    main()
