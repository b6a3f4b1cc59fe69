"""Whether a downloaded report is as it was made: every number computed again, and every page and cell compared."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import openpyxl
import pikepdf

from app.reports.carried import BROKEN, NoRecord, record_in, unpacked
from app.reports.comparison import ComparisonReport
from app.reports.comparison_xlsx import record_xlsx
from app.reports.differences import differences
from app.reports.documents import TITLES, Kind, Paper
from app.reports.pdf import comparison_pdf
from app.reports.record import Record
from app.reports.recorded import MADE_WITH, recorded
from app.reports.remade import remade
from app.reports.verification import digest
from app.vetting.exchange import PanelMistakes
from app.vetting.instrument import Instrument
from app.vetting.receipt import short

Find = Callable[[str, str], Instrument | None]
Cells = dict[tuple[int, int], Any]
MOST_ROWS, MOST_COLUMNS = 200_000, 60  # of a sheet that are compared
MOST = 100  # differences told one by one
CANNOT = "The pages were made with {}, this is {}: the numbers were computed again, the pages not compared."


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong`: a sentence for each difference, none where the file is as it was made."""

    record: Record
    wrong: tuple[str, ...]
    remark: str  # what could not be compared

    def told(self) -> Iterator[str]:
        """The first hundred differences and how many more there are; or that there are none."""
        if not self.wrong:
            seal = self.record.verification
            yield f"Match: every number follows from the answers in the file. Verification code {seal.code}."
            yield "Compare the code with the one you were given: only it tells whether the answers are those."
        yield from self.wrong[:MOST]
        if len(self.wrong) > MOST:
            yield f"And {len(self.wrong) - MOST} more."
        if self.remark:
            yield self.remark


def verify(content: bytes, instrument: Find) -> Verdict:
    """Blocking, and not quick. Raises NoRecord where nothing can be said of the file."""
    record, plain = record_in(content)
    again = _again(record, instrument)
    wrong = [*differences(_told(record), _told(recorded(again))), *_seal(plain)]
    remark = ""
    if not wrong:
        remark, wrong = _outside(content, record, again)
    return Verdict(record, tuple(wrong), remark)


def _again(record: Record, instrument: Find) -> ComparisonReport:
    used = record.instrument
    found = instrument(used.id, used.version)
    if found is None:
        raise NoRecord(f"There is no instrument {used.id} {used.version} here, so nothing can be computed again.")
    if found.hash != used.hash:
        raise NoRecord(f"{used.id} {used.version} has other files here than the one that was answered.")
    try:
        return remade(found, record)
    except (PanelMistakes, ValueError, KeyError) as mistake:
        raise NoRecord(f"The answers in the record cannot be scored. {str(mistake).splitlines()[0]}") from None


def _told(record: Record) -> dict[str, Any]:
    """What a record says that can be computed; the answers it is computed from are compared by what they say."""
    plain = record.plain()
    plain.pop("verification")
    for recruiter in plain["recruiters"]:
        recruiter.pop("forms")
        recruiter.pop("log", None)
    return plain


def _seal(plain: dict[str, Any]) -> Iterator[str]:
    hash, seal = digest(plain), plain["verification"]
    if (seal["hash"], seal["code"]) != (hash, short(hash)):
        yield f"The verification code is {seal['code']}, but what the file holds has {short(hash)}: it was changed."


def _outside(content: bytes, record: Record, again: ComparisonReport) -> tuple[str, list[str]]:
    """What people see of the file, compared with the same made again: a remark, and what differs."""
    if content.startswith(b"%PDF-"):
        return _pages(content, record, again)
    return "", list(_cells(content, record_xlsx(record))) if content.startswith(b"PK") else []


def _pages(content: bytes, record: Record, again: ComparisonReport) -> tuple[str, list[str]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        made = comparison_pdf(again, _kind(pdf), _paper(pdf)).content
    if made == content:
        return "", []
    with pikepdf.open(io.BytesIO(content)) as told, pikepdf.open(io.BytesIO(made)) as found:
        before, now = _made_with(told, record.verification.made_with), _made_with(found, MADE_WITH)
        if before != now:
            return CANNOT.format(before, now), []
        pages = zip_longest(map(_drawn, told.pages), map(_drawn, found.pages))
        wrong = [f"Page {n} is not as its data makes it." for n, (a, b) in enumerate(pages, start=1) if a != b]
    return "", wrong or ["The pages draw the same, but something else in the file was changed after it was made."]


def _kind(pdf: pikepdf.Pdf) -> Kind:
    """What it says it is; what it is not, it does not look like."""
    title = str(pdf.docinfo.get("/Title", ""))
    return next((kind for kind, begins in TITLES.items() if title.startswith(begins)), "comparison")


def _paper(pdf: pikepdf.Pdf) -> Paper:
    """Of the first page: a sheet of A4 is 595 points wide, one of Letter 612."""
    box = pdf.pages[0].obj.get("/MediaBox") if len(pdf.pages) else None
    return "letter" if isinstance(box, pikepdf.Array) and list(box)[2:] == [612, 792] else "a4"


def _made_with(pdf: pikepdf.Pdf, program: str) -> str:
    return f"{program} and {pdf.docinfo.get('/Creator', 'nothing known')}"


def _drawn(page: pikepdf.Page) -> bytes:
    """What draws a page, unpacked no further than a record may be."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(unpacked(part) for part in parts if isinstance(part, pikepdf.Stream))


def _cells(content: bytes, made: bytes) -> Iterator[str]:
    """Another program may have saved the workbook again: what counts is what stands in its cells."""
    if content == made:
        return
    found = _sheets(made)
    try:
        told = _sheets(content)
    except BROKEN:
        raise NoRecord("The workbook is damaged, so its cells cannot be read. Download it again.") from None
    for name in [name for name in told if name not in found]:
        yield f"Sheet {name}: it is not one of the report's."
    for name, rows in found.items():
        yield from _rows(name, told.get(name, {}), rows)


def _rows(sheet: str, told: Cells, found: Cells) -> Iterator[str]:
    for place in sorted({*told, *found}):
        if told.get(place) != found.get(place):
            row, column = place
            beside = [str(found[row, x]) for x in range(1, 5) if isinstance(found.get((row, x)), str)]
            where = f"Sheet {sheet}, row {row} ({', '.join(beside)[:80]}), column {column}"
            yield f"{where}: the cell says “{told.get(place)}”, its data “{found.get(place)}”."


def _sheets(content: bytes) -> dict[str, Cells]:
    """Sheet → row and column → what stands there, where anything does."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: _filled(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)) for sheet in book}


def _filled(rows: Iterable[Iterable[Any]]) -> Cells:
    return {(cell.row, cell.column): cell.value for row in rows for cell in row if cell.value is not None}
