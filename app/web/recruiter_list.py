"""A list of recruiters, pasted or from a file: who they are, or every line that cannot be taken (safety 26, 27)."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.actions.open_search import MOST, Named
from app.refusals import Mistakes
from app.web import words

LONGEST = 200  # characters of a name or a firm
LARGEST = 100_000  # bytes of a file
TOLD = 10  # mistakes told one by one
LIST, FILE = "recruiters", "file"  # the fields
NAMES = ("name", "names", "recruiter", "recruiters", "recruiter name", "full name", "contact", "contact name")
FIRST, LAST = ("first name", "given name", "forename"), ("last name", "surname", "family name")
FIRMS = ("firm", "company", "agency", "organisation", "organization", "firm name", "company name", "employer")
MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
OTHERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")  # how workbooks and PDFs begin
NO_LIST = "This is a workbook or a PDF and no list. Save the sheet as CSV and choose that file."
NO_TEXT = "The letters of this file cannot be read. Save it as “CSV UTF-8” and choose it again."
TOO_LARGE = f"This file is larger than {LARGEST // 1000} kB. Keep a name and a firm for each recruiter, and send that."
OPEN_QUOTE = "a quotation mark is never closed, or text follows it"
NOBODY = "Enter at least one recruiter, one on each line."
EMPTY = "There is no recruiter in this file. It needs a line for each, with a name, or a name and a firm."
QUOTED = re.compile('"[^"]*"')
Row = tuple[int, list[str]]  # the number of its line, and its cells


@dataclass(frozen=True, slots=True)
class RecruiterList:
    """Everybody once, in the order of the list; `twice` says who stood in it again, and where."""

    named: list[Named]
    twice: str = ""

    def as_text(self) -> str:
        """The same as it can be typed; a header where the first would be taken for one."""
        first = [("Name", "Firm")] if self.named and _by_header(self.named[0]) else []
        return "".join(", ".join(_quoted(part) for part in pair if part) + "\n" for pair in [*first, *self.named])


def pasted(text: str) -> RecruiterList:
    """What was typed or pasted; a quotation mark that closes nothing is part of a name. Raises Mistakes."""
    try:
        rows = list(_rows(text))
    except _OpenQuote:
        split = _delimiter(text)
        rows = [(number, line.split(split)) for number, line in enumerate(text.split("\n"), start=1)]
    return _listed(rows, LIST)


def from_file(content: bytes) -> RecruiterList:
    """What a file of comma, semicolon or tab separated values names, at least one. Raises Mistakes."""
    text = words.clean(_decoded(content))
    try:
        found = _listed(list(_rows(text)), FILE)
    except _OpenQuote as wrong:
        raise Mistakes({FILE: f"Line {wrong.line}: {OPEN_QUOTE}."}) from None
    if not found.named:
        raise Mistakes({FILE: EMPTY})
    return found


def together(text: str, content: bytes) -> RecruiterList:
    """What was typed, and after it what the file names. Raises Mistakes."""
    typed, filed = pasted(text), from_file(content)
    found = list(dict.fromkeys([*typed.named, *filed.named]))
    _check_many(found, FILE)
    return RecruiterList(found, filed.twice)


def some(text: str) -> RecruiterList:
    """What was typed, at least one. Raises Mistakes."""
    if (found := pasted(text)).named:
        return found
    raise Mistakes({LIST: NOBODY})


class _OpenQuote(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Windows writes in western Europe. Raises Mistakes."""
    if len(content) > LARGEST:
        raise Mistakes({FILE: TOO_LARGE})
    if content.startswith(OTHERS):
        raise Mistakes({FILE: NO_LIST})
    marked = next((codec for mark, codec in MARKED if content.startswith(mark)), "")
    for codec in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Mistakes({FILE: NO_TEXT})


def _delimiter(text: str) -> str:
    """What parts the cells of most lines, outside quotation marks."""
    lines = QUOTED.sub("", text).split("\n")
    return max("\t;,", key=lambda sign: sum(sign in line for line in lines))


def _rows(text: str) -> Iterator[Row]:
    """Raises _OpenQuote."""
    read = csv.reader(io.StringIO(text), delimiter=_delimiter(text), skipinitialspace=True, strict=True)
    while True:
        line = read.line_num + 1
        try:
            yield line, next(read)
        except StopIteration:
            return
        except csv.Error:
            raise _OpenQuote(line) from None


def _listed(rows: Sequence[Row], field: str) -> RecruiterList:
    """The rows below the header, if there is one. Raises Mistakes with every line that cannot be taken."""
    filled = [(line, seen) for line, cells in rows if any(seen := [_seen(cell) for cell in cells])]
    of = _by_header(filled[0][1]) if filled else None
    mistakes: list[str] = []
    lines: dict[Named, list[int]] = {}
    for line, cells in filled[1:] if of else filled:
        pair = (of or _by_place)(cells)
        if wrong := _wrong(pair):
            mistakes.append(f"Line {line}: {wrong}.")
        lines.setdefault(pair, []).append(line)
    if mistakes:
        more = len(mistakes) - TOLD
        raise Mistakes({field: " ".join([*mistakes[:TOLD], *([f"And {more} more."] if more > 0 else [])])})
    _check_many(lines, field)
    return RecruiterList(list(lines), _twice(lines))


def _check_many(found: Sequence[Named] | Mapping[Named, object], field: str) -> None:
    if len(found) > MOST:
        raise Mistakes({field: f"A search compares up to {MOST} recruiters. You listed {len(found)}."})


def _by_place(cells: Sequence[str]) -> Named:
    """The name, then the firm, which may have commas of its own; a firm alone is the name."""
    name, firm = cells[0], ", ".join(filter(None, cells[1:]))
    return (name, firm) if name else (firm, "")


def _by_header(cells: Sequence[str]) -> Callable[[Sequence[str]], Named] | None:
    """How to read the rows below this one; None where it is no header."""
    known = [cell.casefold().strip(" *:").replace("_", " ") for cell in cells]
    names = [known.index(cell) for cell in known if cell in NAMES][:1]
    names = names or [known.index(cell) for part in (FIRST, LAST) for cell in known if cell in part]
    firms = [known.index(cell) for cell in known if cell in FIRMS][:1]
    if not names:
        return None

    def of(row: Sequence[str]) -> Named:
        name, firm = (" ".join(row[at] for at in places if at < len(row)).strip() for places in (names, firms))
        return (name, firm) if name else (firm, "")

    return of


def _wrong(pair: Named) -> str:
    if not pair[0]:
        return "there is neither a name nor a firm"
    if longest := next((part for part in pair if len(part) > LONGEST), ""):
        return f"shorten “{longest[:40]}…” to {LONGEST} characters"
    return ""


def _twice(lines: Mapping[Named, list[int]]) -> str:
    """Who stands in the list more than once, and in which lines."""
    again = [f"{pair[0]} (lines {' and '.join(map(str, at))})" for pair, at in lines.items() if len(at) > 1]
    return f"Listed more than once: {', '.join(again[:3])}{' and others' if len(again) > 3 else ''}." if again else ""


def _seen(cell: str) -> str:
    return " ".join(cell.split()) if words.visible(cell) else ""


def _quoted(part: str) -> str:
    return '"{}"'.format(part.replace('"', '""')) if re.search('[,;\t"]', part) else part
