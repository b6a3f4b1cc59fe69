"""The report as CSV: one row for each recruiter, or one for each answer."""

from app.reports import csv
from app.reports.clean import readable
from app.reports.comparison import ComparisonReport
from app.reports.provenance import provenance
from app.reports.record import Record
from app.reports.recorded import recorded
from app.reports.tables import Column, Row, Table, answers, dimensions, summary


def recruiters_csv(report: ComparisonReport) -> bytes:
    """Wide: one row for each recruiter, with three columns for each dimension."""
    return recruiters_of(recorded(report))


def recruiters_of(record: Record) -> bytes:
    """The same of a record."""
    return _written(_beside(summary(record), _across(record)), record)


def answers_csv(report: ComparisonReport) -> bytes:
    """Long and tidy: one row for each answer."""
    return answers_of(recorded(report))


def answers_of(record: Record) -> bytes:
    """The same of a record."""
    return _written(answers(record), record)


def _written(table: Table, record: Record) -> bytes:
    """Where the numbers come from stands in the last columns, the same in every row, so that the table stays tidy."""
    lines = [*provenance(record)]
    heads = [*(column.title for column in table.columns), *(label for label, _ in lines)]
    rows: list[Row] = [heads, *((*row, *(value for _, value in lines)) for row in table.rows)]
    cells = ([readable(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return (csv.MARK + csv.rows(cells)).encode()


def _beside(left: Table, right: Table) -> Table:
    rows = ((*a, *b) for a, b in zip(left.rows, right.rows, strict=True))
    return Table(left.name, (*left.columns, *right.columns), tuple(rows))


def _across(record: Record) -> Table:
    """Score and likely range of every dimension, one row for each recruiter."""
    names = [line.dimension for line in record.method.weights]
    columns = [Column(f"{name}{part}", "score") for name in names for part in ("", ", likely from", ", likely to")]
    found: dict[str, Row] = {}
    scored = dimensions(record)
    wanted = [scored.columns.index(Column(title, "score")) for title in ("Score", "Likely from", "Likely to")]
    each = len(names)
    answered = [one.id for one in record.recruiters if one.forms]
    for n, id in enumerate(answered):
        lines = scored.rows[n * each : (n + 1) * each]
        found[id] = tuple(line[at] for line in lines for at in wanted)
    rows = (found.get(one.id, (None,) * len(columns)) for one in record.recruiters)
    return Table("Dimensions", tuple(columns), tuple(rows))
