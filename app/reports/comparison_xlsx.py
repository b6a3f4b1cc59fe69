"""The report as a workbook: summary, dimensions, answers, notes, method, and the record it was written from."""

import datetime
from collections.abc import Iterator

from app.reports.comparison import ComparisonReport
from app.reports.figures import day
from app.reports.notes import notes
from app.reports.provenance import provenance
from app.reports.record import Record, Source
from app.reports.recorded import packed, recorded
from app.reports.tables import Column, Row, Table, answers, dimensions, summary
from app.reports.xlsx import Sheet, workbook

RECORD = "Verification"  # the sheet that holds the record
PIECE = 30_000  # characters of the record in a cell, which holds 32,767
CHECK = "followthrough verify FILE says whether anything in this file was changed. What is below is what it reads."


def comparison_xlsx(report: ComparisonReport) -> bytes:
    """Same report, same bytes. Blocking: call it in a worker thread."""
    return record_xlsx(recorded(report))


def record_xlsx(record: Record) -> bytes:
    """The same of a record, to compare with a workbook that was made from it."""
    made = datetime.date.fromisoformat(record.verification.made_on)
    title = f"Recruiter comparison: {record.search}, {record.company}"
    return workbook(sheets(record), title, record.company, made)


def sheets(record: Record) -> list[Sheet]:
    """Every sheet, in the order of its tab."""
    return [
        Sheet(summary(record), (record.headline, *record.cautions, _imprint(record)), frozen=3),
        Sheet(dimensions(record), frozen=2),
        Sheet(answers(record), frozen=1),
        Sheet(notes(record), frozen=1),
        Sheet(_method(record), frozen=1),
        Sheet(_whole(record)),
    ]


def _imprint(record: Record) -> str:
    day_made = day(datetime.date.fromisoformat(record.verification.made_on))
    demo = "Demo: people and numbers are made up. " if record.demo else ""
    where = ", ".join(filter(None, (record.company, record.search, day_made)))
    return f"{demo}{where}. {record.method.validity} Verification code {record.verification.code}."


def _method(record: Record) -> Table:
    lines: Iterator[Row] = provenance(record)
    steps = [("How the score is made", step) for step in record.method.steps]
    weights = [(f"Weight of {line.dimension}", line.of_the_whole.shown) for line in record.method.weights]
    bands = [(f"Band {band.label}", f"{band.shown}. {band.sentence}") for band in record.method.bands]
    sources = [(f"What {source.name.lower()} weigh", _weighs(source)) for source in record.method.sources]
    rows = (*lines, *weights, *bands, *sources, *steps)
    return Table("Method", (Column("What"), Column("Words", "long")), rows)


def _weighs(source: Source) -> str:
    """Beside the other sources: 1: 0.42, 2: 0.55, 3: 0.61."""
    return ", ".join(f"{each.count}: {each.shown}" for each in source.weights)


def _whole(record: Record) -> Table:
    """The record in pieces, one under the other: a cell does not hold all of it."""
    text = packed(record)
    told = [("Verification code", record.verification.code), ("", CHECK)]
    pieces = [("Record", text[at : at + PIECE]) for at in range(0, len(text), PIECE)]
    return Table(RECORD, (Column("What"), Column("Words", "long")), (*told, *pieces))
