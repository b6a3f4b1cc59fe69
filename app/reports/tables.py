"""The record of a report as tables: one row for each recruiter, dimension or answer, for workbook and CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.reports.answers import TITLES
from app.reports.findings import ONE_QUESTION
from app.reports.printed_part import PLACES
from app.reports.record import Record, Recruiter, Reply
from app.reports.record_findings import Dimension, Findings, Given, Range, Score, Share

Kind = Literal["text", "long", "score", "tenths", "share", "whole", "exact"]
Value = str | int | float | None  # None: there is nothing, which is never 0
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and what kind of value stands in it."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has one value for each column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


WHO = (Column("Recruiter"), Column("Firm"))
SUMMARY = (
    Column("Rank"),
    *WHO,
    Column("Score", "score"),
    Column("Likely from", "score"),
    Column("Likely to", "score"),
    Column("Band"),
    Column("Borderline"),
    Column("Rests on"),
    Column("Say–do gap", "score"),
    Column("Own account", "score"),
    Column("Red flags", "whole"),
    Column("Notes", "whole"),
    Column("Chance of first", "share"),
    *(Column(f"Finishes {place}", "share") for place in PLACES),
    Column("Coverage", "share"),
    Column("Worst case", "score"),
    Column("Best case", "score"),
    Column("Evaluators", "whole"),
    Column("Candidate references", "whole"),
    Column("Client references", "whole"),
    Column("Own forms", "whole"),
    Column("Candidate records", "whole"),
    Column("Told the outcome", "share"),
    Column("Heard within 7 days", "share"),
    Column("Promises kept", "share"),
    Column("Longest silence, days", "whole"),
    Column("In a sentence", "long"),
    Column("What is missing", "long"),
    Column("Reply", "long"),
    Column("Score, exact", "exact"),
)
DIMENSIONS = (
    Column("Recruiter"),
    Column("Dimension"),
    Column("Of the whole", "share"),
    Column("Score", "score"),
    Column("Likely from", "score"),
    Column("Likely to", "score"),
    Column("Points", "tenths"),
    Column("Evaluators"),
    Column("References and records", "score"),
    Column("Own account", "score"),
    Column("Remark"),
    Column("Score, exact", "exact"),
)
ANSWERS = (
    Column("Recruiter"),
    Column("Form"),
    Column("Who"),
    Column("Item"),
    Column("Dimension"),
    Column("Question", "long"),
    Column("To choose from", "long"),
    Column("Answer", "long"),
    Column("Backed by"),
    Column("Points", "whole"),
    Column("Chosen", "whole"),
    Column("Note", "long"),
    Column("Flagged"),
)
LEAST = 0.000001  # of a share that is not nothing
ROLES = ("evaluator", "candidate", "client", "self", "log")


def summary(record: Record) -> Table:
    """One row for each recruiter, in the order of the report."""
    return Table("Summary", SUMMARY, tuple(tuple(_recruiter(one)) for one in record.recruiters))


def dimensions(record: Record) -> Table:
    """One row for each dimension of each recruiter."""
    lines = ((one, line) for one in record.recruiters if one.forms for line in one.findings.dimensions)
    return Table("Dimensions", DIMENSIONS, tuple((one.name, *_dimension(line)) for one, line in lines))


def answers(record: Record) -> Table:
    """One row for each answer, also where nothing was answered."""
    rows = ((one.name, *_given(given)) for one in record.recruiters for given in one.findings.answers)
    return Table("Answers", ANSWERS, tuple(rows))


def whole(shown: str) -> int:
    """A number as pages print it: −31."""
    return int(shown.replace("−", "-"))


def ends(range: Range | None) -> tuple[int | None, int | None]:
    """A likely range in whole points, as pages print it."""
    if range is None:
        return None, None
    low, _, high = range.shown.partition(" to ")
    return whole(low), whole(high)


def _points(score: Score | None) -> int | None:
    return None if score is None else whole(score.shown)


def _part(share: Share | None) -> float | None:
    """A share to the percent that pages print; what they print as <1% or >99% keeps its decimals, and is never all."""
    if share is None:
        return None
    if share.shown[0].isdigit():
        return int(share.shown.rstrip("%")) / 100
    return min(max(share.decimal, LEAST), 1 - LEAST)


def _recruiter(one: Recruiter) -> Iterator[Value]:
    found = one.findings
    likely, standing, bounds = found.likely, found.standing, found.bounds
    rank = standing.rank if standing else ""
    yield from (int(rank) if rank.isdigit() else rank, one.name, one.firm, _points(found.index))
    yield from ends(likely.range if likely else None)
    yield from (likely.band, likely.borderline) if likely else ("", "")
    yield from (", ".join(found.marks), _points(found.gap), _points(found.said), found.red_flags, found.notes)
    finishes = standing.finishes if standing else []
    yield _part(standing.first) if standing else None
    yield from (_part(finishes[place]) if place < len(finishes) else None for place in range(len(PLACES)))
    yield _part(found.coverage)
    yield from (_points(bounds.low), _points(bounds.high)) if bounds else (None, None)
    yield from (found.answered_by.get(role, 0) for role in ROLES)
    yield from _records(found)
    yield from (
        found.sentence,
        " ".join(found.missing),
        _together(one.replies),
        found.index.decimal if found.index else None,
    )


def _records(found: Findings) -> Iterator[Value]:
    if found.records is None:
        yield from (None,) * 4
        return
    log = found.records
    for count in (log.told_the_outcome, log.heard_within_seven_days, log.promises_kept):
        yield _part(Share(decimal=count.k / count.n, shown=count.shown)) if count.n else None
    yield log.longest_silence


def _together(replies: Sequence[Reply]) -> str:
    """All that stands now in one cell, each with what it answers and its day."""
    return "\n".join(f"{reply.title} ({reply.on}): {reply.text}" for reply in replies if reply.text)


def _dimension(line: Dimension) -> Iterator[Value]:
    """A dimension of one question counts, and is not shown on its own (measurement 3)."""
    shown = line.score is not None and line.alone
    yield from (line.name, _part(line.of_the_whole), _points(line.score) if shown else None)
    yield from ends(line.range if shown else None)
    yield float(line.tenths.replace("−", "-")) if line.score else None
    yield ", ".join(f"{one.mark} {one.score.shown}" for one in line.evaluators) if shown else ""
    yield from (_points(line.reported), _points(line.said)) if shown else (None, None)
    yield "Too few answers, left out of the index" if line.score is None else "" if line.alone else ONE_QUESTION
    yield line.score.decimal if line.score and shown else None


def _given(given: Given) -> Row:
    where = (TITLES[given.form][0], given.who, given.item, given.dimension, given.question, given.choices)
    flagged = "flagged" if given.flagged else ""
    return (*where, given.answer, given.backed_by, given.points, given.chosen, given.note, flagged)
