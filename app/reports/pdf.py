"""A document as data → PDF bytes: tagged, PDF/UA-1, the same bytes for the same content on every machine."""

import datetime
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import app
from app.reports.clean import clean_all
from app.reports.comparison import ComparisonReport
from app.reports.documents import Document, Format
from app.reports.printed import printed
from app.reports.provenance import provenance
from app.reports.recorded import packed, recorded

Standard = Literal["PDF/UA-1"]
PATIENCE = 90  # seconds, with everything else the machine does at the time
ON_THE_PAGE = ("Validity", "Company", "Search", "Demo", "Weights")  # said there already, larger
NEEDED = ("PATH", "HOME", "SYSTEMROOT")  # of the environment; what the program is told in confidence stays here


class PdfFailed(RuntimeError):
    """The document could not be set, or took too long; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and the standard it was checked against while being written; None where it claims none."""

    content: bytes
    standard: Standard | None


def comparison_pdf(report: ComparisonReport) -> Pdf:
    """Set in a process of its own. Blocking: call it in a bounded worker thread. Raises PdfFailed."""
    return set_apart(job(report))


def job(report: ComparisonReport) -> bytes:
    """What the process is given for a comparison; it counts as made at noon of its day, and carries its record."""
    record = recorded(report)
    content = printed(report) | {
        "imprint": f"Verification code {record.verification.code}.",
        "provenance": [
            {"label": label, "value": value} for label, value in provenance(record) if label not in ON_THE_PAGE
        ],
    }
    return job_for("comparison", content, noon(report.date), packed(record))


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


def set_apart(job: bytes) -> Pdf:
    """One document, set in a process of its own. Blocking: call it in a bounded worker thread. Raises PdfFailed."""
    command = [sys.executable, "-m", "app.reports.typesetting"]
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    environment["PYTHONPATH"] = str(Path(app.__file__).parent.parent)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, told nothing but the document
            command, input=job, env=environment, capture_output=True, timeout=PATIENCE, check=True
        )
    except subprocess.TimeoutExpired as late:
        raise PdfFailed(f"A document was not set within {PATIENCE} seconds.") from late
    except subprocess.CalledProcessError as failed:
        raise PdfFailed(failed.stderr.decode(errors="replace")[-2000:]) from failed
    accessible, _, content = done.stdout.partition(b"\n")
    return Pdf(content, "PDF/UA-1" if accessible == b"yes" else None)
