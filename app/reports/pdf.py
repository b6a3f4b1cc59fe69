"""A document as data → PDF bytes: tagged, PDF/UA-1, the same bytes for the same content on every machine."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.reports.apart import Failed, run_apart
from app.reports.clean import clean_all
from app.reports.comparison import ComparisonReport
from app.reports.documents import AGAIN, Attempt, Document, Format, Kind, Paper
from app.reports.printed import printed
from app.reports.printed_alone import scorecard, summary
from app.reports.printed_part import Printed
from app.reports.provenance import provenance
from app.reports.record import Record
from app.reports.recorded import packed, recorded

Standard = Literal["PDF/UA-1"]
ON_THE_PAGE = ("Validity", "Company", "Search", "Demo", "Weights")  # said there already, larger


class PdfFailed(Failed):
    """The document could not be set, or took too long; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and the standard it was checked against while being written; None where it claims none."""

    content: bytes
    standard: Standard | None


def comparison_pdf(report: ComparisonReport, kind: Kind = "comparison", paper: Paper = "a4") -> Pdf:
    """Set in a process of its own. Blocking: call it in a bounded worker thread. Raises PdfFailed."""
    return set_apart(job(report, kind, paper))


def job(report: ComparisonReport, kind: Kind = "comparison", paper: Paper = "a4") -> bytes:
    """What the process is given for a report; it counts as made at noon of its day, and carries its record."""
    record = recorded(report)
    content = _printed(report, record, kind, paper) | {
        "imprint": f"Verification code {record.verification.code}. {record.method.validity}",
        "provenance": [
            {"label": label, "value": value} for label, value in provenance(record) if label not in ON_THE_PAGE
        ],
    }
    return job_for(kind, content, noon(report.date), packed(record))


def _printed(report: ComparisonReport, record: Record, kind: Kind, paper: Paper) -> Printed:
    if kind == "summary":
        return summary(report, record, paper)
    return scorecard(report, paper) if kind == "scorecard" else printed(report, paper)


def noon(day: datetime.date) -> datetime.datetime:
    """When a document of a day counts as made, so that it is the same bytes at any hour."""
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


def job_for(
    document: Document,
    content: dict[str, Any],
    made: datetime.datetime | None,
    record: str = "",
    format: Format = "pdf",
) -> bytes:
    """The content as JSON, cleaned at this door. `made`: when the file says it was made; None for no date at all.

    `record`: what the file carries for other programs, exact and so not cleaned; only its template reads it.
    """
    source = json.dumps(clean_all(content), ensure_ascii=False)
    told = {"document": document, "format": format, "source": source, "record": record}
    return json.dumps({**told, "made": made and made.isoformat()}).encode()


def _apart(job: bytes, attempt: Attempt) -> bytes:
    return run_apart("app.reports.typesetting", job, attempt)


def set_apart(job: bytes, answer: Callable[[bytes, Attempt], bytes] = _apart) -> Pdf:
    """One document, set in a process of its own. Blocking: call it in a bounded worker thread. Raises PdfFailed.

    Where a character is lacking the next attempt has a process of its own again: Typst keeps what the first laid out.
    `answer`: what the process would say to an attempt.
    """
    attempts = (answer(job, attempt) for attempt in get_args(Attempt))
    try:
        told, _, content = next(made for made in attempts if made != AGAIN).partition(b"\n")
    except Failed as failed:
        raise PdfFailed(failed.told, late=failed.late) from failed
    return Pdf(content, "PDF/UA-1" if told == b"yes" else None)
